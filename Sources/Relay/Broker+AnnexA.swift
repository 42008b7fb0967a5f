// SPDX-License-Identifier: Apache-2.0

package import Audit
import Handoffs
package import Ledger
package import Safeguarding
import Signing
import TransparencyLog
import Wire

extension Broker {
    /// What goes into a list of Annex A, before any content is read.
    package func survey(
        _ list: AnnexAList, during period: Range<Instant>, of partnership: Partnership
    ) async throws(StoreFailure) -> AnnexASurvey {
        var survey = AnnexASurvey(
            list, during: period, number: partnership.number,
            roll: Roll(setting.directory, in: partnership.id))
        try await store.readEveryMessage { survey.take($0) }
        return survey
    }

    /// The list, once each message whose content it reads was noted as read.
    ///
    /// - Parameter reading: who reads and what for; it is noted for each message by itself.
    package func file(
        of survey: AnnexASurvey, in partnership: Partnership,
        reading: (_ message: Int64) -> ReadFacts
    ) async throws(StoreFailure) -> AnnexAFile {
        var rest = survey.needed[...]
        var payloads: [Int64: JSONNode] = [:]
        while !rest.isEmpty {
            let page = try await unerased(rest.prefix(messagesReadAtOnce))
            rest = rest.dropFirst(messagesReadAtOnce)
            let reads = page.map(reading)
            try await sequencer.enter { transaction throws(StoreFailure) in
                for read in reads { try transaction.note(read, partnership: partnership.number) }
            }
            for message in try await open(page) {
                payloads[message.record.entry.index] = message.payload
            }
        }
        let roles = Dictionary(
            partnership.rules.timescales.map { ($0.name, $0.owedBy.role) },
            uniquingKeysWith: { first, _ in first })
        let origin = try await store.read { store throws(StoreFailure) in
            try store.head()?.head.origin ?? LogOrigin("")
        }
        return survey.file(
            of: payloads, origin: origin,
            role: { roles[$0.expectation.terms.name].flatMap(\.self) }, asOf: now)
    }

    /// Those of some messages whose content is still there.
    private func unerased(_ entries: ArraySlice<Int64>) async throws(StoreFailure) -> [Int64] {
        let wanted = Array(entries)
        let records = try await store.read { store throws(StoreFailure) in
            try store.messages(.content(wanted))
        }
        return records.filter { $0.key != nil }.map(\.entry.index).sorted()
    }
}

/// How many messages are opened, and noted as read, in one transaction.
private let messagesReadAtOnce = 100

extension OpenedMessage {
    /// The payload of its event; nil when it is no JSON any more, which fsck would tell.
    fileprivate var payload: JSONNode? {
        let claims = try? JSONDocument(parsing: jws.payloadBytes).root
        return claims?["events"]?.members.first { _ in true }?.value
    }
}
