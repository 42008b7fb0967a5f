// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Routing
import Safeguarding
import Wire

/// What a poll says of the messages that were handed out before (RFC 8936 section 2.4).
struct PollReport: Sendable {
    /// The agency whose mailbox is polled.
    let agency: AgencyID
    /// Messages that its system has taken: a `jti` once here or among those refused.
    var acknowledged: [Reported] = []
    /// Messages that its system refused.
    var refused: [RefusedReport] = []
    /// Entries below this one were routed before the daemon started; an acknowledgement of one
    /// counts without a hand-out that we remember.
    let startedAt: Int64

    /// A `jti` that is reported, and the handoff under which it was handed out.
    struct Reported: Sendable {
        let token: TokenID
        let handedOut: Desk.Candidate?
    }

    /// A `jti` with the error that the recipient's system gave.
    struct RefusedReport: Sendable {
        let message: Reported
        let error: String
        let description: String?
    }

    var isEmpty: Bool { acknowledged.isEmpty && refused.isEmpty }

    /// What was handed out and is taken now.
    var handedOut: [Desk.Candidate] { acknowledged.compactMap(\.handedOut) }
}

extension Transaction {
    /// Notes what a poll reports: delivered, or refused by the recipient; one entry in all.
    ///
    /// What was never handed out to that mailbox, or was reported before, counts for nothing.
    mutating func note(_ report: PollReport) throws(StoreFailure) {
        var steps: [HandoffStep] = []
        var partnerships: Set<Int> = []
        var refused: [(part: Int, HandoffRecord, MessageRecord, PollReport.RefusedReport)] = []
        for message in report.refused {
            guard let record = try waiting(message.message, report),
                let step = step(.refused, record, error: message.error),
                let opener = try store.messages(.entry(record.name.entry)).first
            else { continue }
            if record.handoff.refusedAt == nil {
                refused.append((part: steps.count, record, opener, message))
            }
            steps.append(step)
            partnerships.insert(opener.entry.partnership)
        }
        for message in report.acknowledged {
            guard let record = try waiting(message, report),
                let step = step(.delivered, record, error: nil)
            else { continue }
            steps.append(step)
            partnerships.formUnion(try partnership(of: record, message))
        }
        guard !steps.isEmpty else { return }
        let common = partnerships.count == 1 ? partnerships.first ?? 0 : 0
        let entry = try record(
            Happening(.polled(by: report.agency), parts: steps.map(Part.step)),
            partnership: common)
        count("delivered", steps.count { $0.step == .delivered })
        guard !refused.isEmpty else { return }
        let shown = EntryDisclosure(of: entry)
        for (part, record, message, report) in refused {
            try tellSender(
                of: message, .refusedByRecipient, to: record.recipient.agency, error: report,
                whatToDo: "Tell this agency by other means; its clock runs on.",
                proof: shown.part(part))
        }
    }

    private func partnership(
        of record: HandoffRecord, _ report: PollReport.Reported
    ) throws(StoreFailure) -> [Int] {
        if let handedOut = report.handedOut { return [handedOut.partnership] }
        let entry = record.name.entry
        return try store.entries(.range(entry..<entry + 1)).map(\.partnership)
    }

    private func waiting(
        _ message: PollReport.Reported, _ report: PollReport
    ) throws(StoreFailure) -> HandoffRecord? {
        if let handedOut = message.handedOut {
            return try store.handoffs(.named(handedOut.name)).first {
                $0.recipient.agency == report.agency && $0.handoff.isInMailbox
            }
        }
        let indexed = setting.vault.indexed(message.token)
        let before = try store.handoffs(.waiting(report.agency, indexed: indexed)).filter {
            $0.name.entry < report.startedAt
        }
        let received = try store.messages(.received(by: report.agency, indexed: indexed)).filter {
            $0.entry.index < report.startedAt
        }
        // Of several under that `jti` the first alone was out before the start, when all still wait. Where
        // one was acknowledged, this may be that again: what waits is handed out once more, and
        // acknowledged then.
        guard before.count == received.count else { return nil }
        return before.min { $0.name < $1.name }
    }

    private func step(
        _ step: Handoff.Step, _ record: HandoffRecord, error: String?
    ) -> HandoffStep? {
        var handoff = record.handoff
        return handoff.take(step, at: now).map {
            HandoffStep(handoff: record.name, step: $0, error: error)
        }
    }
}
