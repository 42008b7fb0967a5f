// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing

@testable import Year

/// What the ten questions say of a simulated month, held against what was put into it, and never
/// against what the broker found.
@Suite struct `The answers about a simulated month` {
    /// A month, and what was put into it.
    private struct Month {
        let files: YearFiles
        let truth: [KnownMiss]
        let town = Town()

        /// How many misses of a rule were put in, of an agency or of any.
        func injected(_ rules: String..., by seat: Seat? = nil) -> Int {
            truth.count { miss in
                rules.contains(miss.rule) && seat.map { town[$0].id == miss.owedBy } ?? true
            }
        }

        /// What the files say, by their names.
        var contents: [String: String] {
            Dictionary(
                files.contents.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) },
                uniquingKeysWith: { first, _ in first })
        }

        func answer(_ question: Question) throws -> Answer {
            try #require(files.answers.first { $0.question == question })
        }
    }

    private func month(_ profile: String, seed: UInt64) async throws -> Month {
        let plan = try YearPlan(
            #require(Profile(named: profile)), seed: seed, months: 1, share: 0.1,
            calendar: `The plan of a year`.calendar.get())
        return Month(
            files: try await `A simulated month`.drive(profile, seed: seed), truth: plan.truth)
    }

    @Test(arguments: ["sunderland-2015", "sunderland-2025"])
    func `count what was missed as it was put in`(_ profile: String) async throws {
        let month = try await month(profile, seed: 11)
        let absent = month.injected("R11.attendance", "R13.attendance", by: .police)
        #expect(absent > 0)
        #expect(
            try month.answer(.attendance).rest(
                of: "listed", without: "attended", of: "Northumbria Police") == absent)
        let interviews = month.injected("R16.offered")
        #expect(interviews > 0)
        #expect(
            try month.answer(.missingEpisodes).rest(
                of: "interviews_due", without: "offered_in_time", in: "all") == interviews)
        #expect(
            try month.answer(.strategyDiscussions).rest(
                of: "due", without: "held_in_time", in: "all") == month.injected("R6.held"))
        let referrals = try month.answer(.referrals)
        #expect(
            try referrals.rest(of: "decisions_due", without: "decided_in_time")
                == month.injected("R2"))
        #expect(
            try referrals.rest(of: "acknowledgements_due", without: "acknowledged_in_time")
                == month.injected("R1"))
    }

    @Test func `stand in the report without small numbers and single cases, and whole beside it`()
        async throws
    {
        let contents = try await month("sunderland-2015", seed: 11).contents
        let figures = try #require(contents["figures.md"])
        for question in Question.allCases {
            #expect(figures.contains("### \(question.rawValue): "))
        }
        #expect(figures.contains("Tables that list single cases are left out."))
        #expect(contents["answers.jsonl"]?.split(separator: "\n").count == Question.allCases.count)
    }

    @Test func `have a page before them that can be read aloud, with no number that they hide`()
        async throws
    {
        let month = try await month("sunderland-2015", seed: 11)
        let contents = month.contents
        let report = try #require(contents["report.md"])
        let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 60 && !report.contains("|"), "one page, and no table")
        #expect(report.hasPrefix("# Part of a simulated year: sunderland-2015\n"))
        for breakPoint in Set(month.truth.map(\.breakPoint)) {
            #expect(report.contains("- **\(breakPoint.name)** (\(breakPoint.code)): "))
        }
        // What the words tell of counts, the tables show.
        let figures = try #require(contents["figures.md"])
        let told = lines.filter { $0.hasPrefix("- **") }.flatMap {
            $0.matches(of: /([0-9]+)( and some more)? (?:done late|still not done)/).map(\.1)
        }
        #expect(!told.isEmpty)
        for number in Set(told).compactMap({ Int($0) }) where number < YearFigures.smallest {
            #expect(figures.contains("| \(number) |"), "\(number) would be a small number")
        }
    }

    @Test func `about a clean month say that nothing is overdue`() async throws {
        let month = try await month("clean", seed: 11)
        let referrals = try month.answer(.referrals)
        #expect(try referrals.sum(of: "referrals") > 0)
        #expect(try referrals.sum(of: "overdue_now") == 0)
        let late = try #require(try month.answer(.strategyDiscussions).table(named: "late"))
        #expect(late.rows.isEmpty)
    }
}

extension Answer {
    /// What is left of a count without the part of it that another counts.
    fileprivate func rest(
        of whole: String, without part: String, of text: String? = nil, in name: String? = nil
    ) throws -> Int {
        try sum(of: whole, text, in: name) - sum(of: part, text, in: name)
    }

    /// The sum of a count over the rows of a table that have a text, or over all of them.
    fileprivate func sum(
        of column: String, _ text: String? = nil, in name: String? = nil
    ) throws -> Int {
        let named = name.map { self.table(named: $0) } ?? tables.first
        let table = try #require(named)
        let place = try #require(table.columns.firstIndex { $0.name == column })
        return table.rows.filter { row in text.map { row.contains(.text($0)) } ?? true }
            .reduce(0) { sum, row in
                guard case .count(let count) = row[place] else { return sum }
                return sum + count
            }
    }
}
