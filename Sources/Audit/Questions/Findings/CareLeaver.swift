// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// A care leaver, as the records of contacts tell.
///
/// Records are ordered by when contact was made or tried, since they may be entered late.
struct CareLeaver: Sendable {
    /// The id in the thread in which the first record came.
    let id: SubjectID
    /// The last record of a contact that was made; nil when there was none.
    private(set) var lastContact: ReadMessage?
    private var records: [ReadMessage] = []

    /// What sets the clock for the next contact, by rule R22.
    private static let contacts: Set = ["YES", "REFU", "RHOM"]
    /// After what no contact is owed.
    private static let ends: Set = ["DIED", "NREQ"]

    init(id: SubjectID) { self.id = id }

    /// Takes a record of a contact or an attempt.
    mutating func take(_ message: ReadMessage) {
        records.append(message)
        records.sort { (Self.moment($0), $0.entry) < (Self.moment($1), $1.entry) }
        lastContact = records.last { Self.contacts.contains($0.value("in_touch") ?? "") }
    }

    /// The same person, with the records of both.
    func joined(with other: CareLeaver) -> CareLeaver {
        var joined = self
        for record in other.records { joined.take(record) }
        return joined
    }

    private static func moment(_ message: ReadMessage) -> Instant {
        message.time("contact_at") ?? message.at
    }

    private var last: ReadMessage? { records.last }

    /// Whether the young person died, or needs no more contact.
    var needsNoMore: Bool { last?.value("in_touch").map(Self.ends.contains) ?? false }

    /// Whether the last record says that they are in touch.
    var isInTouch: Bool { last?.value("in_touch") == "YES" }

    /// Who sent the last record.
    ///
    /// - Precondition: at least one was taken.
    var responsible: AgencyID {
        guard let last else { preconditionFailure("a care leaver has a record") }
        return last.facts.issuer
    }

    /// The thread of the last record.
    var thread: ThreadID? { last?.facts.thread }

    /// As what they were last owed help.
    var eligibility: String? {
        records.reversed().lazy.compactMap { $0.value("eligibility") }.first
    }

    /// When contact was last made.
    var contacted: Instant? { lastContact.map(Self.moment) }

    /// How many records since then say that they were not in touch.
    var attempts: Int { tries.count }

    /// When contact was last tried in vain since then.
    var tried: Instant? { tries.last.map(Self.moment) }

    private var tries: [ReadMessage] {
        let place = lastContact.flatMap { last in records.firstIndex { $0.entry == last.entry } }
        return Array(records[(place.map { $0 + 1 } ?? 0)...])
    }

    /// When the next contact is due; nil when the rule owes nothing.
    var nextDue: Instant? {
        lastContact?.opened(.careLeaverContacted).filter { Standing($0) != .none }
            .map(\.expectation.due).min()
    }

    /// Those without any contact first, then those whose next is due first.
    var place: (Int, Instant, SubjectID) {
        guard lastContact != nil else { return (0, Instant(milliseconds: 0), id) }
        return nextDue.map { (1, $0, id) } ?? (2, Instant(milliseconds: 0), id)
    }
}
