// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding

extension Transaction {
    /// Declares handoffs undeliverable that nobody has fetched in time, and tells their senders.
    ///
    /// One entry per partnership. They stay in their mailboxes, and their clocks run on
    /// (interfaces.md section 3).
    mutating func declareUndeliverable(_ names: [PartName]) throws(StoreFailure) {
        guard clock == .believed else { return }
        var late: [Int: [Undelivered]] = [:]
        for name in names {
            guard let undelivered = try undelivered(name) else { continue }
            late[undelivered.message.entry.partnership, default: []].append(undelivered)
        }
        for (number, undelivered) in late.sorted(by: { $0.key < $1.key }) {
            let steps = undelivered.map {
                HandoffStep(handoff: $0.record.name, step: .undeliverable)
            }
            let entry = try record(
                Happening(.judged, parts: steps.map(Part.step)), partnership: number)
            count("undeliverable", steps.count)
            let shown = EntryDisclosure(of: entry)
            for (part, undelivered) in undelivered.enumerated() {
                try tellSender(
                    of: undelivered.message, .undeliverable,
                    to: undelivered.recipient,
                    whatToDo: "Tell this agency by other means; the message stays in its mailbox.",
                    proof: shown.part(part))
            }
        }
    }

    private struct Undelivered {
        let record: HandoffRecord
        /// Whom its entry routes it to, in whosever mailbox its row stands.
        let recipient: AgencyID
        let message: MessageRecord
    }

    /// The handoff, if its message still waits and that was not said before.
    private func undelivered(_ name: PartName) throws(StoreFailure) -> Undelivered? {
        let handoffs = try store.handoffs(.message(name.entry))
        guard let record = handoffs.first(where: { $0.name == name }) else { return nil }
        var handoff = record.handoff
        guard handoff.take(.undeliverable, at: now) != nil,
            let message = try store.messages(.entry(name.entry)).first, message.purgedBy == nil
        else { return nil }
        guard let recipient = message.recipient(of: name) else { throw .corrupt(record.strayed) }
        return Undelivered(record: record, recipient: recipient, message: message)
    }
}
