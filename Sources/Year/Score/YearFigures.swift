// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Wire

/// The figures behind the page about a simulated year: `figures.md`, tables and the ten answers.
package struct YearFigures: Sendable {
    private let plan: YearPlan
    private let found: YearFound
    /// Who sent how much.
    private let sent: Answer.Table
    /// What was not done in time: a row for each break and each agency that owed it.
    let breaks: Answer.Table

    /// How many of something are too few to be published.
    static let smallest = 6

    /// Counts what was sent and what was found.
    package init(_ plan: YearPlan, _ found: YearFound) {
        self.plan = plan
        self.found = found
        sent = Self.sent(plan)
        breaks = Self.breaks(plan, found)
    }

    /// The tables and the answers, in Markdown.
    package var text: String {
        let sections = [opening, sentSection, breaksSection, delaysSection] + answers
        return sections.joined(separator: "\n\n") + "\n"
    }

    private var opening: String {
        """
        # The figures behind the report

        Everybody in them is invented. Numbers below \(Self.smallest) are not shown: they say `under \
        \(Self.smallest)`. A number from which one of those could be computed says `not shown`.
        """
    }

    private var sentSection: String {
        """
        ## What was sent

        | agency | messages |
        | --- | ---: |
        \(sent.markdown)
        """
    }

    private var breaksSection: String {
        guard !breaks.rows.isEmpty else {
            return "## Where sharing broke down\n\nNowhere: everything was done in time."
        }
        return """
            ## Where sharing broke down

            Each line counts what one agency owed another and did not do by the time it was due: \
            what is still not done at the end, and what was done late.

            | break | what it is | who owed it | not done | done late |
            | --- | --- | --- | ---: | ---: |
            \(breaks.markdown)
            """
    }

    private var delaysSection: String {
        let byRule = Dictionary(grouping: found.misses) { $0.rule }
        let rows = byRule.sorted { $0.key < $1.key }.compactMap { rule, misses in
            delays(of: misses).map { "| \(rule) | \($0.middle) | \($0.ninth) |" }
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

    /// The ten answers, small numbers suppressed, no single case.
    private var answers: [String] {
        ["## The ten questions"]
            + found.answers.map { answer in
                let shown = answer.suppressing(below: Self.smallest)
                return "### \(answer.question.rawValue): \(answer.title)\n\n```\n\(shown.text)```"
            }
    }

    /// By how many days such misses were late, the middle one and nine in ten; nil where too few
    /// were done late to tell.
    func delays(of misses: [KnownMiss]) -> (middle: String, ninth: String)? {
        let sorted = misses.compactMap { found.delays[$0] }.sorted()
        guard sorted.count >= Self.smallest else { return nil }
        return (days(sorted[sorted.count / 2]), days(sorted[sorted.count * 9 / 10]))
    }

    private func days(_ milliseconds: Int64) -> String {
        let tenths = (milliseconds * 10 + 43_200_000) / 86_400_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// How agencies are shown: the schools together, since each has few.
extension YearFigures {
    private struct Row: Hashable, Comparable {
        let breakPoint: BreakPoint
        let group: Int

        static func < (left: Row, right: Row) -> Bool {
            (left.number, left.group) < (right.number, right.group)
        }

        private var number: Int { BreakPoint.allCases.firstIndex(of: breakPoint) ?? 0 }
    }

    private static func sent(_ plan: YearPlan) -> Answer.Table {
        var bySender: [Int: Int] = [:]
        for message in plan.messages { bySender[group(of: message.from), default: 0] += 1 }
        let rows = bySender.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return table(
            rows.map { ([plan.name(ofGroup: $0.key)], [$0.value]) }, heads: ["agency"],
            counts: ["messages"])
    }

    private static func breaks(_ plan: YearPlan, _ found: YearFound) -> Answer.Table {
        var counts: [Row: (missed: Int, late: Int)] = [:]
        for miss in found.misses {
            let seat = plan.town.agencies.firstIndex { $0.id == miss.owedBy }
            let row = Row(
                breakPoint: miss.breakPoint, group: seat.map { group(of: Seat($0)) } ?? -1)
            var count = counts[row] ?? (0, 0)
            if miss.state == .missed { count.missed += 1 } else { count.late += 1 }
            counts[row] = count
        }
        let rows = counts.sorted { $0.key < $1.key }.map { row, count in
            (
                [row.breakPoint.code, row.breakPoint.name, plan.name(ofGroup: row.group)],
                [count.missed, count.late]
            )
        }
        return table(rows, heads: ["break", "name", "agency"], counts: ["missed", "late"])
    }

    private static func group(of seat: Seat) -> Int { min(seat.number, Seat.firstSchool) }

    /// A table of heads and counts with the sums as the last row, without small numbers.
    private static func table(
        _ rows: [([String], [Int])], heads: [String], counts: [String]
    ) -> Answer.Table {
        let sums = counts.indices.map { place in rows.reduce(0) { $0 + $1.1[place] } }
        func cells(_ row: ([String], [Int])) -> [Answer.Cell] {
            row.0.map(Answer.Cell.text) + row.1.map(Answer.Cell.count)
        }
        let all = ["All"] + heads.dropFirst().map { _ in "" }
        return Answer.Table(
            "counts", "Counts",
            columns: heads.map { Answer.Column($0, .text, "What is counted.") }
                + counts.map { Answer.Column($0, .count, "How many.") },
            rows: rows.map(cells), total: cells((all, sums))
        ).suppressing(below: smallest)
    }
}

extension YearPlan {
    /// What an agency is called, or those that are shown together.
    fileprivate func name(ofGroup group: Int) -> String {
        switch group {
        case Seat.firstSchool: "Schools and nurseries"
        case ..<0: "Another agency"
        default: town[Seat(group)].name
        }
    }
}

extension Answer.Table {
    /// Its rows and its sums in Markdown.
    fileprivate var markdown: String {
        (rows + [total].compactMap(\.self)).map { row in
            "| " + row.map(\.said).joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }
}

extension Answer.Cell {
    fileprivate var said: String {
        switch self {
        case .under(let number): "under \(number)"
        case .concealed: "not shown"
        default: plain
        }
    }
}
