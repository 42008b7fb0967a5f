// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
package import Safeguarding

/// What goes into a list of Annex A: it takes messages in log order, says whose content it needs, and
/// makes the list from that.
package struct AnnexASurvey: Sendable {
    let list: AnnexAList
    let period: Range<Instant>
    let roll: Roll
    private let number: Int
    private var people = People()
    private var matters: [Int64: Matter] = [:]
    /// What became of each matter, in the order of the log.
    private(set) var later: [Int64: [ReadMessage]] = [:]
    private(set) var rows: [Row] = []
    private(set) var restricted = 0

    /// The children of a matter in their order, and their numbers as people.
    private struct Matter {
        let children: [SubjectID]
        let people: [SubjectID: Int]
    }

    /// A row of the list: a child of a message, or what is owed after it.
    struct Row: Sendable {
        let child: SubjectID
        let person: Int?
        let root: Int64
        let message: ReadMessage
        var owed: ExpectationRecord?
    }

    /// Begins to survey a partnership.
    package init(
        _ list: AnnexAList, during period: Range<Instant>, number: Int, roll: Roll
    ) {
        (self.list, self.period, self.number, self.roll) = (list, period, number, roll)
    }

    /// From when on rows are needed: some lists count what happened in twelve months.
    private var needsFrom: Instant {
        switch list {
        case .contacts, .adjunct: period.lowerBound
        case .referrals, .enquiries: period.lowerBound.adding(milliseconds: -Inquiry.year)
        }
    }

    /// Takes a message of the log, in order.
    package mutating func take(_ message: ReadMessage) {
        guard message.partnership == number else { return }
        guard !message.isRestricted else {
            if period.contains(message.at) { restricted += 1 }
            return
        }
        let root = message.facts.root ?? message.entry
        if message.facts.root == nil { open(message) }
        if Self.followed.contains(message.type) {
            later[root, default: []].append(message.withoutOpenings)
        }
        guard let matter = matters[root], message.at >= needsFrom,
            message.at < period.upperBound
        else { return }
        let (named, kept) = (message.particulars?.subjects ?? [], message.withoutOpenings)
        for child in named.isEmpty ? matter.children : named {
            let person = matter.people[child]
            add(Row(child: child, person: person, root: root, message: kept), message.opened)
        }
    }

    private mutating func open(_ message: ReadMessage) {
        guard let particulars = message.particulars else { return }
        var known: [SubjectID: Int] = [:]
        for (place, id) in particulars.subjects.enumerated() {
            known[id] = people.person(at: place, in: particulars)
        }
        matters[message.entry] = Matter(children: particulars.subjects, people: known)
    }

    /// What tells what became of a matter.
    private static let followed: Set = [
        Kind.decision, Kind.allocation, Kind.enquiry, Kind.conference,
    ]

    private mutating func add(_ row: Row, _ opened: [ExpectationRecord]) {
        switch list {
        case .contacts, .referrals:
            if Kind.contacts.contains(row.message.type) { rows.append(row) }
        case .enquiries:
            if row.message.type == Kind.discussion,
                row.message.value("outcome")?.hasPrefix("s47") == true
            {
                rows.append(row)
            }
        case .adjunct:
            for record in opened {
                let all = matters[row.root]?.children ?? []
                let places = record.expectation.terms.subjects
                let subjects = places.filter(all.indices.contains).map { all[$0] }
                guard subjects.isEmpty || subjects.contains(row.child) else { continue }
                var owed = row
                owed.owed = record
                rows.append(owed)
            }
        }
    }

    /// The person of a row, the same in every thread; nil without an identifier.
    func person(of row: Row) -> Int? { row.person.map { people[$0] } }

    /// How many of some rows are about the child of a row and of the twelve months up to a moment,
    /// that moment included.
    func count(_ rows: [Row], of row: Row, until: Instant) -> Int {
        let since = until.adding(milliseconds: -Inquiry.year)
        return rows.count { other in
            (since...until).contains(other.message.at)
                && (person(of: row).map { $0 == person(of: other) }
                    ?? (other.root == row.root && other.child == row.child))
        }
    }
}
