// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Ledger
import Signing
import Wire

extension Broker {
    /// What the sender of a message should look at, found in the message itself; nothing when that
    /// has been purged or cannot be opened.
    func warnings(of message: MessageRecord) async throws(StoreFailure) -> [JSONValue] {
        guard message.key != nil, let opened = try await openedIfWhole(message),
            let claims = try? JSONDocument(parsing: opened.jws.payloadBytes, limits: .message).root,
            let event = claims["events"]?.members.first(where: { _ in true })
        else { return [] }
        return setting.frontDoor.catalogue
            .warnings(event: event.name.string ?? "", payload: event.value)
            .map { warning in
                [
                    "code": .string(warning.code), "at": .string(warning.place.description),
                    "detail": .string(warning.sentence),
                ]
            }
    }

    /// How a message stands is told also where its content is damaged, which `open` has counted.
    private func openedIfWhole(
        _ message: MessageRecord
    ) async throws(StoreFailure) -> OpenedMessage? {
        do throws(StoreFailure) {
            return try await open([message.entry.index]).first
        } catch .corrupt {
            return nil
        }
    }
}
