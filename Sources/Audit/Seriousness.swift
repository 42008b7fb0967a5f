// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Safeguarding

/// How serious a miss is: by the urgency of the message that opened it, then by its grade, then by how
/// early in a case's way it broke; the lower, the more serious.
package struct Seriousness: Sendable, Hashable, Comparable {
    /// One number for all three.
    package let rank: Int

    /// Weighs a miss.
    ///
    /// - Parameters:
    ///   - particulars: what was kept of the opening message's content; nothing where it was erased, or
    ///     where whoever asks may not know it.
    ///   - breakPoint: the break that it is.
    package init(_ particulars: [String: String], at breakPoint: BreakPoint) {
        let urgency = Self.place(of: particulars["urgency"], in: Self.urgencies)
        let grade = Self.place(of: particulars["grade"], in: Self.grades)
        let point = Int(breakPoint.code.dropFirst()) ?? 0
        rank = (urgency * (Self.grades.count + 1) + grade) * Self.points + point
    }

    /// Takes up one as a store or a cursor kept it.
    package init(restoring rank: Int) { self.rank = rank }

    private static let urgencies = ["immediate", "urgent", "routine"]
    private static let grades = ["red", "amber", "green"]
    /// More than there are break points.
    private static let points = 100

    /// What is not said, or not known here, comes last.
    private static func place(of code: String?, in codes: [String]) -> Int {
        code.flatMap(codes.firstIndex) ?? codes.count
    }

    /// The more serious first.
    package static func < (left: Seriousness, right: Seriousness) -> Bool {
        left.rank < right.rank
    }
}

/// Where a miss stands in a list, so that the next page goes on after it.
package struct MissPlace: Sendable, Hashable, Comparable {
    /// How serious it is, as far as the list may show.
    package let seriousness: Seriousness
    /// When it was due: of those alike, the oldest first.
    package let due: Instant
    /// Its name.
    package let name: PartName

    /// Names a place.
    package init(_ seriousness: Seriousness, due: Instant, name: PartName) {
        self.seriousness = seriousness
        self.due = due
        self.name = name
    }

    /// The place of a miss among those that a filter asks for.
    ///
    /// Whoever asks without naming an agency oversees, and may not know how serious what a restricted
    /// thread says is, not even by its place.
    package init(
        _ record: ExpectationRecord, _ particulars: [String: String], in filter: MissedFilter
    ) {
        let hides = record.opener.isRestricted && !filter.namesAgencies
        self.init(
            Seriousness(hides ? [:] : particulars, at: record.breakPoint),
            due: record.expectation.due, name: record.name)
    }

    /// Reads a place as `cursor` writes it; nil when it is none.
    package init?(cursor: String) {
        let pieces = cursor.split(
            separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, let rank = Int(pieces[0]), let due = Int64(pieces[1]),
            String(rank) == pieces[0], String(due) == pieces[1],
            let name = PartName("x/" + pieces[2], origin: "x")
        else { return nil }
        self.init(
            Seriousness(restoring: rank), due: Instant(milliseconds: due), name: name)
    }

    /// The place as a cursor.
    package var cursor: String {
        "\(seriousness.rank).\(due.milliseconds).\(name.entry).\(name.part)"
    }

    /// By seriousness, then by age, then by name.
    package static func < (left: MissPlace, right: MissPlace) -> Bool {
        (left.seriousness, left.due, left.name) < (right.seriousness, right.due, right.name)
    }
}
