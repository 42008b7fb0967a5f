// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// What was recorded of a care leaver's contacts, in the order in which it came.
struct CareLeaverRecords: Sendable {
    fileprivate typealias Record = (moment: Instant, message: ReadMessage, id: SubjectID)
    fileprivate private(set) var all: [Record] = []

    /// Takes a record of a contact or an attempt.
    ///
    /// - Parameter id: whom it is about, in its thread.
    mutating func take(_ message: ReadMessage, about id: SubjectID) {
        all.append((message.time("contact_at") ?? message.at, message, id))
    }

    /// Takes up the records of somebody who turned out to be the same person.
    mutating func join(_ other: CareLeaverRecords) { all += other.all }
}

/// A care leaver, as the records of contacts tell.
///
/// Records are ordered by when contact was made or tried, since they may be entered late; once, for
/// there may be as many of one person as somebody sends.
struct CareLeaver: Sendable {
    /// The id in the thread in which the first record came.
    let id: SubjectID
    private let records: [CareLeaverRecords.Record]
    /// The place of the last record of a contact that was made; nil when there was none.
    private let lastPlace: Int?

    /// What sets the clock for the next contact, by rule R22.
    private static let contacts: Set = ["YES", "REFU", "RHOM"]
    /// After what no contact is owed.
    private static let ends: Set = ["DIED", "NREQ"]

    /// Orders the records of one person; nil when there are none.
    init?(_ records: CareLeaverRecords) {
        let first = records.all.min { $0.message.entry < $1.message.entry }
        guard let first else { return nil }
        id = first.id
        self.records = records.all.sorted {
            ($0.moment, $0.message.entry) < ($1.moment, $1.message.entry)
        }
        lastPlace = self.records.lastIndex {
            Self.contacts.contains($0.message.value("in_touch") ?? "")
        }
    }

    /// The last record of a contact that was made; nil when there was none.
    var lastContact: ReadMessage? { lastPlace.map { records[$0].message } }

    private var last: ReadMessage? { records.last?.message }

    /// Whether the young person died, or needs no more contact.
    var needsNoMore: Bool { last?.value("in_touch").map(Self.ends.contains) ?? false }

    /// Whether the last record says that they are in touch.
    var isInTouch: Bool { last?.value("in_touch") == "YES" }

    /// Who sent the last record.
    var responsible: AgencyID {
        guard let last else { preconditionFailure("a care leaver has a record") }
        return last.facts.issuer
    }

    /// The thread of the last record.
    var thread: ThreadID? { last?.facts.thread }

    /// As what they were last owed help.
    var eligibility: String? {
        records.reversed().lazy.compactMap { $0.message.value("eligibility") }.first
    }

    /// When contact was last made.
    var contacted: Instant? { lastPlace.map { records[$0].moment } }

    /// How many records since then say that they were not in touch.
    var attempts: Int { tries.count }

    /// When contact was last tried in vain since then.
    var tried: Instant? { tries.last?.moment }

    private var tries: ArraySlice<CareLeaverRecords.Record> {
        records[(lastPlace.map { $0 + 1 } ?? 0)...]
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
