// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing
import Wire

@testable import AgencyTools

@Suite struct `What was owed, in the tables of baton` {
    private func item(_ members: String) throws -> JSONNode {
        try JSONDocument(parsing: "{\(members)}").root
    }

    @Test func `is named by rule and duty, so that no two look alike`() throws {
        let items = try ["\"duty\":\"answered\",\"unverified\":true", "\"pack\":\"p\""].map {
            try item("\"rule\":\"R10\",\($0)")
        }
        let rows = ExpectationTable.table(of: items).rows
        #expect(rows.map { $0[0].text } == ["R10.answered (unverified)", "R10"])
    }

    @Test(arguments: [
        ("not_applicable", "not applicable: The child died"), ("paused", "paused: The child died"),
        ("withdrawn", "withdrawn: The child died"), ("open", "open: The child died"),
    ])
    func `has the reason that was given for how it stands`(verdict: String, words: String) throws {
        let items = try [",\"because\":\"The child died\"", ""].map {
            try item("\"rule\":\"R1\",\"verdict\":\"\(verdict)\"\($0)")
        }
        let bare = String(words.prefix { $0 != ":" })
        #expect(ExpectationTable.table(of: items).rows.map { $0[5].text } == [words, bare])
    }

    @Test(arguments: [
        (#""verdict":"missed","due":"2026-11-22T05:00:00Z""#, "3 d 4 h so far"),
        (#""verdict":"missed","due":"2026-11-25T08:59:15Z""#, "45 s so far"),
        (#""verdict":"met_late","late_by_seconds":5400"#, "1 h 30 min"),
        (#""verdict":"met_late","late_by_seconds":86400"#, "1 d"),
        (#""verdict":"met_late","late_by_seconds":0"#, "0 s"),
        (#""verdict":"withdrawn","due":"2026-11-22T05:00:00Z""#, ""),
    ])
    func `tells of a miss how late it is, or came`(members: String, words: String) throws {
        let now = try Instant(rfc3339: "2026-11-25T09:00:00Z")
        let missed = try item("\"rule\":\"R1\",\"shortfall\":\"not-acknowledged\",\(members)")
        let table = ExpectationTable.table(ofMisses: [missed], at: now)
        #expect(table.rows.map { $0.suffix(2).map(\.text) } == [["not acknowledged", words]])
    }

    @Test func `has duty, shortfall and lateness in the last columns for spreadsheets`() throws {
        let late = try item(
            #""rule":"R6","duty":"held","shortfall":"held-late","late_by_seconds":60"#)
        #expect(ExpectationTable.values(of: late).suffix(3) == ["held", "held-late", "60"])
        #expect(
            ExpectationTable.columns.suffix(3) == ["duty", "shortfall", "late_by_seconds"])
    }

    /// Only of what was accepted may be said that somebody there has it.
    @Test(arguments: [
        ("accepted", ": a person or team there has it"),
        ("duplicate", ": the same matter is in hand there already"),
        ("redirected", ": passed on to another team or agency"),
        ("insufficient", ": not enough to act on, its sender must complete it"),
        ("x-later", ": x-later"), (nil, ""),
    ])
    func `was acknowledged with what its recipient said of it`(
        status: String?, words: String
    ) throws {
        let told = status.map { ",\"status\":\"\($0)\"" } ?? ""
        let answer = try JSONDocument(
            parsing: """
                {"txn":"t","expectations":[],"steps":[{"kind":"acknowledged","type":"referral.made"
                ,"at":"2026-11-25T09:00:00Z","agency":"https://a.example"\(told)}]}
                """
        ).root
        #expect(
            ThreadStory(answer).steps.rows.map { $0[2].text }
                == ["acknowledged referral.made\(words)"])
    }
}
