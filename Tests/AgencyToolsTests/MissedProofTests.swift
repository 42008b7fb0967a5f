// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

/// What `baton audit missed --prove` finds wrong with a list (issue 8, item 9).
@Suite struct `A list of what was missed` {
    private let council = "https://sunderland.council.example"
    private let police = "https://northumbria.police.example"

    /// A log in which two expectations were opened, and the first was missed and met late.
    private func proof() throws -> MissedProof {
        var proof = MissedProof()
        try proof.take(entry(4, at: 100, [terms("R1", due: 200), terms("R2", due: 900)]))
        try proof.take(
            entry(
                7, at: 200,
                [
                    missed("4.0")
                ]))
        try proof.take(
            entry(
                9, at: 300,
                [#"{"part":"verdict","expectation":"o/4.0","verdict":"met_late","at":300}"#]))
        return proof
    }

    private func terms(_ rule: String, due: Int64) -> String {
        """
        {"part":"expectation","rule":"\(rule)","due":\(due),"owed_by":"\(council)",\
        "owed_to":"\(police)","break_point":"B3"}
        """
    }

    private func missed(_ name: String) -> String {
        """
        {"part":"verdict","expectation":"o/\(name)","verdict":"missed","break_point":"B3",\
        "shortfall":"late"}
        """
    }

    private func entry(_ index: Int64, at: Int64, _ parts: [String]) throws -> LoggedEntry {
        let nodes = try parts.map { try JSONDocument(parsing: $0).root }
        return LoggedEntry(
            index: index, at: at, facts: try JSONDocument(parsing: #"{"iss":"\#(police)"}"#).root,
            parts: Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($0, $1) }))
    }

    private func told(_ name: String, verdict: String = "met_late") throws -> JSONNode {
        try JSONDocument(
            parsing: """
                {"expectation":"o/\(name)","verdict":"\(verdict)","owed_by":"\(council)",\
                "due":"1970-01-01T00:00:00.200Z","missed_at":"1970-01-01T00:00:00.200Z",\
                "met_at":"1970-01-01T00:00:00.300Z","late_by_seconds":0,"break_point":"B3",\
                "shortfall":"late"}
                """
        ).root
    }

    private func differences(
        _ told: [JSONNode], _ choice: MissedChoice = MissedChoice(), before size: UInt64 = 10
    ) throws -> [String] {
        try proof().compare(told, choice, before: size).differences
    }

    @Test func `is whole when it is what the log gives`() throws {
        #expect(try differences([told("4.0")]).isEmpty)
        #expect(try proof().compare([told("4.0")], MissedChoice(), before: 10).agreed == 1)
    }

    @Test func `from which a miss was left out is found out`() throws {
        #expect(try differences([]) == ["4.0 was missed by \(council), and is not told"])
    }

    @Test func `with a miss that is not in the log is found out`() throws {
        let found = try differences([told("4.0"), told("5.0")])
        #expect(found == ["5.0 is told, and the log does not have it"])
        #expect(try differences([told("4.0"), told("4.1")]).count == 1)
    }

    @Test func `with another verdict is found out`() throws {
        #expect(try differences([told("4.0", verdict: "missed")]).count == 1)
    }

    @Test func `holds only what was asked for`() throws {
        let choices: [(MissedChoice, Bool)] = [
            (MissedChoice(from: 200), true), (MissedChoice(from: 201), false),
            (MissedChoice(to: 201), true), (MissedChoice(to: 200), false),
            (MissedChoice(sender: police), true), (MissedChoice(sender: council), false),
            (MissedChoice(recipient: council), true), (MissedChoice(recipient: police), false),
            (MissedChoice(agency: police), true), (MissedChoice(owedBy: police), false),
            (MissedChoice(rule: "R1"), true), (MissedChoice(rule: "R2"), false),
            (MissedChoice(breakPoint: "B3"), true), (MissedChoice(open: true), false),
            (MissedChoice(open: false), true),
        ]
        for (choice, isMeant) in choices {
            #expect(try differences([told("4.0")], choice).isEmpty == isMeant, "\(choice)")
            #expect(try differences([], choice).isEmpty != isMeant, "\(choice)")
        }
    }

    @Test func `may leave out what was decided while it was read, and that is counted`() throws {
        #expect(try differences([], before: 9).isEmpty)
        #expect(try proof().compare([], MissedChoice(), before: 9).unchecked == 1)
        #expect(try proof().compare([told("4.0")], MissedChoice(), before: 9).unchecked == 1)
        #expect(try proof().compare([told("4.0")], MissedChoice(), before: 10).unchecked == 0)
    }

    @Test func `of a verdict that does not follow is refused`() throws {
        var proof = try proof()
        try proof.take(entry(10, at: 899, [missed("4.1")]))
        let found = proof.compare([try told("4.0")], MissedChoice(), before: 11).differences
        #expect(found == ["entry 4: 4.1 is said to be missed, and was not due"])
    }
}
