// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Wire

/// The page that a safeguarding lead reads at the end of a simulated year: `report.md`.
package struct YearReport: Sendable {
    private let profile: Profile
    private let plan: YearPlan
    private let found: YearFound
    private let score: Score
    /// Further sections, each with its heading: the answers to the ten questions.
    private let sections: [String]

    /// How many of something are too few to be published.
    static let smallest = 6

    /// Gathers what there is to tell.
    package init(
        _ profile: Profile, _ plan: YearPlan, _ found: YearFound, _ score: Score,
        sections: [String] = []
    ) {
        self.profile = profile
        self.plan = plan
        self.found = found
        self.score = score
        self.sections = sections
    }

    /// The page, in Markdown.
    package var text: String {
        ([opening, sent, breaks, delays, unseen, held] + sections).joined(separator: "\n\n") + "\n"
    }

    private var opening: String {
        """
        # A simulated year: \(profile.name)

        This is \(profile.about). Everybody in it is invented. It runs from \
        \(London.date(at: plan.diary.start)) to \
        \(London.date(at: plan.diary.end.adding(milliseconds: -1))), and every message in it went \
        through the real broker. Numbers below \(Self.smallest) are not shown: they say `under \
        \(Self.smallest)`. A number from which one of those could be computed says `not shown`.
        """
    }

    private var sent: String {
        var bySender: [Int: Int] = [:]
        for message in plan.messages { bySender[group(of: message.from), default: 0] += 1 }
        let rows = shown(
            bySender.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { (name(ofGroup: $0.key), [$0.value]) })
        return """
            ## What was sent

            The agencies sent \(found.tally.accepted) messages. Their systems took \
            \(found.tally.taken) copies, the broker's own notices among them. \
            \(outages)

            | agency | messages |
            | --- | ---: |
            \(rows)
            """
    }

    private var outages: String {
        let count = found.tally.outages
        guard count > 0 else { return "The broker was never down." }
        let often = count == 1 ? "once, for a few hours" : "\(count) times, for a few hours each"
        return """
            The broker was down \(often); what would have been sent then came afterwards, marked as \
            late entry.
            """
    }

    private var breaks: String {
        var counts: [Row: (missed: Int, late: Int)] = [:]
        for miss in found.misses {
            let row = Row(breakPoint: miss.breakPoint, group: group(of: miss.owedBy))
            var count = counts[row] ?? (0, 0)
            if miss.state == .missed { count.missed += 1 } else { count.late += 1 }
            counts[row] = count
        }
        guard !counts.isEmpty else {
            return "## Where sharing broke down\n\nNowhere: everything was done in time."
        }
        let rows = shown(
            counts.sorted { $0.key < $1.key }.map { row, count in
                let (point, name) = (row.breakPoint, name(ofGroup: row.group))
                return ("\(point.code) | \(point.name) | \(name)", [count.missed, count.late])
            }, all: "All | |")
        return """
            ## Where sharing broke down

            Each line counts what one agency owed another and did not do by the time it was due: \
            what is still not done at the end, and what was done late.

            | break | what it is | who owed it | not done | done late |
            | --- | --- | --- | ---: | ---: |
            \(rows)
            """
    }

    private var delays: String {
        var byRule: [String: [Int64]] = [:]
        for miss in found.misses {
            guard let delay = found.delays[miss] else { continue }
            byRule[miss.rule, default: []].append(delay)
        }
        let rows = byRule.sorted { $0.key < $1.key }
            .filter { $0.value.count >= Self.smallest }
            .map { rule, delays in
                let sorted = delays.sorted()
                let (middle, ninth) = (sorted[sorted.count / 2], sorted[sorted.count * 9 / 10])
                return "| \(rule) | \(days(middle)) | \(days(ninth)) |"
            }
        guard !rows.isEmpty else { return "## How late\n\nToo little was done late to tell." }
        return """
            ## How late

            Of what was done late, by each rule of the pack by which that was \(Self.smallest) times \
            or more: half were late by no more than the middle figure, nine in ten by no more than \
            the last. How many there were by each rule would tell small numbers of the table above.

            | rule | middle, days | nine in ten, days |
            | --- | ---: | ---: |
            \(rows.joined(separator: "\n"))
            """
    }

    private func days(_ milliseconds: Int64) -> String {
        let tenths = (milliseconds * 10 + 43_200_000) / 86_400_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    private var unseen: String {
        """
        ## What the broker cannot see

        A concern that nobody shared (B1) leaves no trace here, and neither does judgement (B19): \
        whether a decision was right, whether somebody listened to the child. That little broke \
        down in the tables above does not say that children were safe.
        """
    }

    private var held: String {
        """
        ## Held against what was put in

        \(score.all.injected) misses were put into this year, and \(score.all.found) were found; \
        \(score.all.truePositives) are the same in thread, message, rule, break, agency, due time \
        and outcome. `score.json` has the figures by break.

        The log has \(found.entries) entries; its root is `\(Base64.encode(found.root))`.
        """
    }
}

/// How agencies are shown: the schools together, since each has few.
extension YearReport {
    private struct Row: Hashable, Comparable {
        let breakPoint: BreakPoint
        let group: Int

        static func < (left: Row, right: Row) -> Bool {
            (left.number, left.group) < (right.number, right.group)
        }

        private var number: Int { BreakPoint.allCases.firstIndex(of: breakPoint) ?? 0 }
    }

    private func group(of seat: Seat) -> Int { min(seat.number, Seat.firstSchool) }

    private func group(of agency: AgencyID) -> Int {
        plan.town.agencies.firstIndex { $0.id == agency }.map { group(of: Seat($0)) } ?? -1
    }

    private func name(ofGroup group: Int) -> String {
        switch group {
        case Seat.firstSchool: "Schools and nurseries"
        case ..<0: "Another agency"
        default: plan.town[Seat(group)].name
        }
    }

    /// Rows of a table in Markdown, each with its heads and counts, and the sums as the last.
    private func shown(_ rows: [(String, [Int])], all: String = "All") -> String {
        let places = rows.first?.1.indices ?? 0..<0
        let sums = places.map { place in rows.reduce(0) { $0 + $1.1[place] } }
        func cells(_ row: (String, [Int])) -> [Answer.Cell] {
            [.text(row.0)] + row.1.map(Answer.Cell.count)
        }
        let table = Answer.Table(
            "counts", "Counts",
            columns: [Answer.Column("what", .text, "What is counted.")]
                + places.map { Answer.Column("n\($0)", .count, "How many.") },
            rows: rows.map(cells), total: cells((all, sums))
        ).suppressing(below: Self.smallest)
        return (table.rows + [table.total].compactMap(\.self)).map { row in
            "| " + row.map(Self.said).joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    private static func said(_ cell: Answer.Cell) -> String {
        switch cell {
        case .under(let number): "under \(number)"
        case .concealed: "not shown"
        default: cell.plain
        }
    }
}
