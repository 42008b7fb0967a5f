// SPDX-License-Identifier: Apache-2.0

import Audit
import Intake
import Ledger
import Signing
import Wire

extension Broker {
    /// What the sender of a message should look at, found in the message itself; nothing when that
    /// has been purged.
    func warnings(of message: MessageRecord) async throws(StoreFailure) -> [JSONValue] {
        guard message.key != nil, let opened = try await open([message.entry.index]).first,
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
}
