// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Routing
import Safeguarding

/// The table of mailboxes is committed to by nothing. So a handoff that is an agency's by its row alone, and
/// another's by the entry itself, which the log commits to, shows that agency nothing.
extension StoreReading {
    /// The handoffs of a message as an agency may know them.
    func handoffs(
        of message: MessageRecord, knownTo agency: AgencyID
    ) throws(StoreFailure) -> [HandoffRecord] {
        try handoffs(.message(message.entry.index)).filter { message.mayShow($0, to: agency) }
    }

    /// The handoffs of a thread with these messages as a viewer may know them.
    func handoffs(
        of thread: ThreadID, _ messages: [MessageRecord], knownTo viewer: Viewer
    ) throws(StoreFailure) -> [HandoffRecord] {
        let handoffs = try handoffs(.thread(thread))
        guard case .party(let agency) = viewer else { return handoffs }
        let byEntry = Dictionary(
            messages.map { ($0.entry.index, $0) }, uniquingKeysWith: { first, _ in first })
        return handoffs.filter { byEntry[$0.name.entry]?.mayShow($0, to: agency) == true }
    }
}

extension MessageRecord {
    fileprivate func mayShow(_ handoff: HandoffRecord, to agency: AgencyID) -> Bool {
        handoff.recipient.agency != agency || isRouted(to: agency, as: handoff)
    }

    /// Whom the entry itself routes a handoff to; nil where it has no such recipient.
    func recipient(of handoff: PartName) -> AgencyID? {
        let (recipients, place) = (routing?.recipients ?? [], handoff.part - 1)
        return recipients.indices.contains(place) ? recipients[place] : nil
    }

    /// Whether a handoff is an agency's by the entry itself: the first part is the routing, and one for each
    /// recipient follows, in its order.
    func isRouted(to agency: AgencyID, as handoff: HandoffRecord) -> Bool {
        recipient(of: handoff.name) == agency
    }
}

extension HandoffRecord {
    /// What is damaged where its entry does not route it to the agency in whose mailbox it stands.
    var strayed: String { name.strayed(inMailboxOf: recipient.agency) }
}

extension PartName {
    /// What is damaged where the entry routes a handoff of this name to another agency than that in whose
    /// mailbox it stands.
    func strayed(inMailboxOf agency: AgencyID) -> String {
        "handoff \(entry).\(part) stands in the mailbox of \(agency), and its entry routes it to "
            + "another: run `batond fsck`"
    }
}
