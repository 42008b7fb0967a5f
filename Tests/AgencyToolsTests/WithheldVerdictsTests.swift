// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

/// What may be told of an expectation because entries that decided it are withheld, and what may not (issue
/// 8, item 9): it was opened by entry 4 at 100 ms and is due at 200 ms.
@Suite struct `An expectation that withheld entries decided` {
    private let council = "https://sunderland.council.example"

    /// The withheld entries, and when each was made.
    private let withheld: [Int64: Int64] = [3: 90, 5: 150, 8: 250, 11: 400]

    private func node(_ text: String) throws -> JSONNode { try JSONDocument(parsing: text).root }

    private func entry(_ index: Int64, at: Int64, _ part: String) throws -> LoggedEntry {
        LoggedEntry(
            index: index, at: at, facts: try node(#"{"kind":"judged"}"#), parts: [0: try node(part)]
        )
    }

    private func verdict(_ word: String, _ more: String = "") -> String {
        #"{"part":"verdict","expectation":"o/4.0","verdict":"\#(word)"\#(more)}"#
    }

    private var missed: String { verdict("missed", #","break_point":"B3","shortfall":"late""#) }

    /// What is reckoned from verdicts that are shown, by their entries.
    private func row(_ verdicts: [(Int64, at: Int64, String)]) throws -> ReckonedExpectations.Row {
        var expectations = ReckonedExpectations()
        let terms = """
            {"part":"expectation","rule":"R1","due":200,"owed_by":"\(council)","break_point":"B3"}
            """
        try expectations.take(entry(4, at: 100, terms))
        for (index, at, part) in verdicts { try expectations.take(entry(index, at: at, part)) }
        return try #require(expectations.found["4.0"])
    }

    private func time(_ milliseconds: Int) -> String {
        #""1970-01-01T00:00:00.\#(milliseconds)Z""#
    }

    /// What is told of it.
    private func told(
        _ word: String, missed: Int? = nil, met: Int? = nil, due: Int = 200, by entries: [Int]
    ) throws -> JSONNode {
        var text = #"{"verdict":"\#(word)","owed_by":"\#(council)","due":\#(time(due))"#
        text += #","break_point":"B3","withheld_verdicts":\#(entries)"#
        if let missed { text += #","missed_at":\#(time(missed)),"shortfall":"late""# }
        if let met { text += #","met_at":\#(time(met))"# }
        if word == "met_late" { text += #","late_by_seconds":0"# }
        return try node(text + "}")
    }

    private func isRefused(_ told: JSONNode, by row: ReckonedExpectations.Row) -> Bool {
        do throws(EvidenceFault) {
            _ = try row.check(told, withheld: withheld)
            return false
        } catch { return true }
    }

    @Test func `is told on the broker's word, where they came after the message`() throws {
        let open = try row([])
        #expect(try !open.check(told("met", met: 150, by: [5]), withheld: withheld))
        #expect(try open.check(told("open", by: [5]), withheld: withheld), "nothing differs")
        for entries in [[], [3], [6], [3, 5], [4]] {
            #expect(isRefused(try told("met", met: 150, by: entries), by: open), "\(entries)")
        }
    }

    @Test func `is told with their times alone`() throws {
        let open = try row([])
        #expect(isRefused(try told("met", met: 151, by: [5]), by: open))
        #expect(isRefused(try told("met", by: [5]), by: open))
        #expect(isRefused(try told("missed", missed: 249, by: [8]), by: open))
        #expect(try !open.check(told("missed", missed: 250, by: [8]), withheld: withheld))
    }

    @Test func `stays missed until something comes or nothing is owed`() throws {
        let row = try row([(7, at: 210, missed)])
        #expect(try row.check(told("missed", missed: 210, by: [8]), withheld: withheld))
        for fair in [
            try told("met_late", missed: 210, met: 250, by: [8]),
            try told("withdrawn", missed: 210, by: [8]),
            try told("not_applicable", missed: 210, by: [8]),
            try told("met", met: 199, by: [8]),
        ] {
            #expect(try !row.check(fair, withheld: withheld), "\(fair.canonical)")
        }
        for lie in [
            try told("open", by: [8]), try told("paused", by: [8]),
            try told("met", met: 250, by: [8]), try told("met", met: 199, by: [5]),
            try told("met", met: 240, due: 245, by: [8]),
            try told("met_late", missed: 150, met: 250, by: [5]),
            try told("met_late", missed: 220, met: 250, by: [8]), try told("withdrawn", by: [8]),
            try told("missed", missed: 150, by: [5]),
        ] {
            #expect(isRefused(lie, by: row), "\(lie.canonical)")
        }
    }

    @Test func `stays late unless it was taken back, all came in time or nothing is owed`() throws {
        let late = verdict("met_late", #","at":240"#)
        let row = try row([(7, at: 210, missed), (9, at: 240, late)])
        for fair in [
            try told("met", met: 199, by: [11]), try told("withdrawn", missed: 210, by: [11]),
            try told("not_applicable", missed: 210, by: [11]),
            // What came late was taken back: the miss is as it was.
            try told("missed", missed: 210, by: [11]),
        ] {
            #expect(try !row.check(fair, withheld: withheld), "\(fair.canonical)")
        }
        for lie in [
            try told("open", by: [11]), try told("paused", by: [11]),
            try told("missed", missed: 210, by: [8]), try told("missed", by: [11]),
            try told("missed", missed: 400, by: [11]), try told("met", met: 200, by: [11]),
            try told("met", met: 250, by: [11]), try told("met", met: 199, by: [8]),
            try told("met", met: 240, due: 245, by: [11]), try told("withdrawn", by: [11]),
            try told("met_late", missed: 210, met: 250, by: [11]),
            try told("met_late", missed: 400, met: 240, by: [11]),
            try told("met_late", missed: 210, met: 240, due: 230, by: [11]),
        ] {
            #expect(isRefused(lie, by: row), "\(lie.canonical)")
        }
    }

    @Test func `is late by no more than a number can tell`() throws {
        let name = "o/4.0"
        let terms = try node(
            #"{"part":"expectation","due":-9007199254740991,"owed_by":"\#(council)"}"#)
        #expect(Reckoning.seconds(from: .min, to: .max) == .max / 1_000)
        #expect(Reckoning.seconds(from: .max, to: .min) == .min / 1_000)
        var reckoning = try Reckoning(name, terms: terms, in: 4, "entry 4")
        try reckoning.take(node(missed), of: 7, at: 210)
        try reckoning.take(
            node(verdict("met_late", #","at":9007199254740991"#)), of: 9, at: .max)
        #expect(throws: EvidenceFault.self) { try reckoning.check(node("{}")) }
    }

    @Test func `is not refused for a verdict that follows one of them alone`() throws {
        let met = verdict("met", #","at":120"#)
        // Reopened by entry 8, of which nothing is shown.
        let reopened = try row([(7, at: 120, met), (9, at: 300, missed)])
        #expect(try !reopened.check(told("missed", missed: 300, by: [8]), withheld: withheld))
        #expect(isRefused(try told("missed", missed: 300, by: []), by: reopened))
        #expect(isRefused(try told("missed", missed: 300, by: [11]), by: reopened), "came later")
        #expect(isRefused(try told("met", met: 120, by: [8]), by: reopened))
        // Missed by entry 8, and shown to be met late.
        let late = try row([(9, at: 300, verdict("met_late", #","at":300"#))])
        let fair = try told("met_late", missed: 250, met: 300, by: [8])
        #expect(try !late.check(fair, withheld: withheld))
        #expect(isRefused(try told("met_late", missed: 251, met: 300, by: [8]), by: late))
    }
}
