// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

/// What `baton audit missed --prove` finds wrong with a list (issue 8, item 9).
@Suite struct `A list of what was missed` {
    private let council = "https://sunderland.council.example"
    private let police = "https://northumbria.police.example"

    /// A log in which two expectations were opened, and the first was missed and met late.
    private func proof(_ choice: MissedChoice = MissedChoice()) throws -> MissedProof {
        var proof = MissedProof(choice)
        try proof.take(entry(4, at: 100, [terms("R1", due: 200), terms("R2", due: 900)]))
        try proof.take(entry(7, at: 200, [missed("4.0")]))
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
            index: index, at: at,
            facts: try JSONDocument(parsing: #"{"iss":"\#(police)","kind":"accepted"}"#).root,
            parts: Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($0, $1) }))
    }

    private func withheld(_ index: Int64, at: Int64, _ reason: String) -> LoggedEntry {
        LoggedEntry(index: index, at: at, facts: nil, parts: [:], withheld: reason)
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
        try proof(choice).compare(told, before: size).differences
    }

    @Test func `is whole when it is what the log gives`() throws {
        #expect(try differences([told("4.0")]).isEmpty)
        #expect(try proof().compare([told("4.0")], before: 10).agreed == 1)
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
        #expect(try proof().compare([], before: 9).unchecked == 1)
        #expect(try proof().compare([told("4.0")], before: 9).unchecked == 1)
        #expect(try proof().compare([told("4.0")], before: 10).unchecked == 0)
    }

    @Test func `of a verdict that does not follow is refused`() throws {
        var proof = try proof()
        try proof.take(entry(10, at: 899, [missed("4.1")]))
        let found = proof.compare([try told("4.0")], before: 11).differences
        #expect(found == ["entry 4: 4.1 is said to be missed, and was not due"])
    }

    @Test func `that tells of a miss twice is found out`() throws {
        #expect(try differences([told("4.0"), told("4.0")]) == ["4.0 is told twice"])
    }

    /// What a broker may say of a miss that it laid to withheld entries: those of 4.0 are due at 200.
    private func laid(
        _ verdict: String, missed: Int? = nil, met: Int? = nil, to entries: [Int],
        owedBy: String? = nil, name: String = "4.0"
    ) throws -> JSONNode {
        var text = #"{"expectation":"o/\#(name)","verdict":"\#(verdict)","break_point":"B3","#
        text += #""owed_by":"\#(owedBy ?? council)","due":"1970-01-01T00:00:00.200Z","#
        text += #""withheld_verdicts":\#(entries)"#
        if let missed {
            text += #","missed_at":"1970-01-01T00:00:00.\#(missed)Z","shortfall":"late""#
        }
        if let met { text += #","met_at":"1970-01-01T00:00:00.\#(met)Z""# }
        if verdict == "met_late" { text += #","late_by_seconds":0"# }
        return try JSONDocument(parsing: text + "}").root
    }

    /// A log in which 4.0 was missed by entry 7 and nothing is shown to have come; 5 and 9 are restricted.
    private func doubtful(_ choice: MissedChoice = MissedChoice()) throws -> MissedProof {
        var proof = MissedProof(choice)
        try proof.take(entry(4, at: 100, [terms("R1", due: 200)]))
        try proof.take(withheld(5, at: 150, "restricted"))
        try proof.take(entry(7, at: 200, [missed("4.0")]))
        try proof.take(withheld(9, at: 300, "restricted"))
        return proof
    }

    @Test func `is partly on the broker's word where a withheld entry met a miss late`() throws {
        let fair = try laid("met_late", missed: 200, met: 300, to: [9])
        let comparison = try doubtful().compare([fair], before: 10)
        #expect(comparison.differences.isEmpty && comparison.agreed == 0)
        #expect(comparison.partly == 1 && comparison.unproven == ["4.0"])
        let still = try laid("missed", missed: 200, to: [9])
        #expect(try doubtful().compare([still], before: 10).agreed == 1)
    }

    @Test func `that lays to a withheld entry what it cannot have decided is found out`() throws {
        for lie in [
            try laid("met_late", missed: 200, met: 300, to: []),
            try laid("met_late", missed: 200, met: 300, to: [5]),
            try laid("met_late", missed: 200, met: 300, to: [7]),
            try laid("met_late", missed: 200, met: 300, to: [9, 10]),
            try laid("met_late", missed: 200, met: 301, to: [9]),
            try laid("met_late", missed: 150, met: 300, to: [5, 9]),
            try laid("missed", missed: 300, to: [9]), try laid("open", to: [9]),
            try laid("withdrawn", to: [9]), try laid("met", met: 250, to: [9]),
            try laid("met_late", missed: 200, met: 300, to: [9], owedBy: police),
        ] {
            let comparison = try doubtful().compare([lie], before: 10)
            #expect(comparison.differences.count == 1, "\(lie.canonical)")
        }
    }

    @Test func `holds what was asked for as it is told, where withheld entries decided it`() throws
    {
        let late = try laid("met_late", missed: 200, met: 300, to: [9])
        let asked = try doubtful(MissedChoice(open: false)).compare([late], before: 10)
        #expect(asked.partly == 1 && asked.differences.isEmpty)
        let other = try doubtful(MissedChoice(open: true)).compare([late], before: 10)
        #expect(other.differences.count == 1)
    }

    @Test func `may leave out what a withheld entry took off it, and that is named`() throws {
        let open = try doubtful(MissedChoice(open: true))
        #expect(open.doubted([], before: 10) == ["4.0"])
        for excuse in [
            try laid("met_late", missed: 200, met: 300, to: [9]),
            try laid("met", met: 199, to: [9]), try laid("withdrawn", missed: 200, to: [9]),
        ] {
            let comparison = open.compare([], excuses: ["4.0": excuse], before: 10)
            #expect(comparison.excused == ["4.0"] && comparison.differences.isEmpty)
            #expect(comparison.agreed + comparison.partly == 0)
        }
        let met = try laid("met", met: 199, to: [9])
        let all = try doubtful().compare([], excuses: ["4.0": met], before: 10)
        #expect(all.excused == ["4.0"], "\(all.differences)")
    }

    @Test func `from which a miss was left out for no reason that holds is found out`() throws {
        let open = try doubtful(MissedChoice(open: true))
        for lie in [
            nil, try laid("missed", missed: 200, to: [9]),
            try laid("met_late", missed: 200, met: 300, to: []),
            try laid("met_late", missed: 200, met: 300, to: [5]),
            try laid("met", met: 250, to: [9]), try laid("open", to: [9]),
            try laid("withdrawn", missed: 200, to: [9], name: "4.1"),
            try laid("missed", missed: 200, to: [9], owedBy: police),
        ] {
            let excuses = lie.map { ["4.0": $0] } ?? [:]
            let comparison = open.compare([], excuses: excuses, before: 10)
            #expect(
                comparison.differences == ["4.0 was missed by \(council), and is not told"],
                "\(lie?.canonical ?? [])")
        }
        let late = try laid("met_late", missed: 200, met: 300, to: [9])
        let all = try doubtful().compare([], excuses: ["4.0": late], before: 10)
        #expect(all.differences.count == 1, "late is missed too")
    }

    @Test func `leaves no doubt where nothing is withheld, or nothing that came later`() throws {
        #expect(try proof().doubted([], before: 10).isEmpty)
        var earlier = MissedProof()
        try earlier.take(withheld(2, at: 50, "restricted"))
        try earlier.take(entry(4, at: 100, [terms("R1", due: 200)]))
        try earlier.take(entry(7, at: 200, [missed("4.0")]))
        #expect(earlier.doubted([], before: 10).isEmpty)
        #expect(try doubtful().doubted([], before: 7).isEmpty, "it came while the list was made")
    }

    @Test func `tells of restricted threads what entries can hold that are withheld for that`()
        throws
    {
        var proof = try proof()
        try proof.take(withheld(10, at: 300, "restricted"))
        try proof.take(withheld(11, at: 300, "purged"))
        let told = try told("4.0")
        func compare(_ name: String, _ more: String = "") throws -> ProofComparison {
            let item = try JSONDocument(parsing: #"{"expectation":"o/\#(name)"\#(more)}"#).root
            return proof.compare([told, item], before: 12)
        }
        let fair = try compare("10.2")
        #expect(fair.restricted == 1 && fair.agreed == 1 && fair.differences.isEmpty)
        #expect(fair.purged == 1)
        let owner = #","owed_by":"\#(council)""#
        for (name, more) in [
            ("10.2", owner), ("11.0", ""), ("11.0", owner), ("5.0", ""), ("x", ""),
        ] {
            #expect(try compare(name, more).differences.count == 1, "\(name) \(more)")
        }
    }

    @Test func `counts the parts that may have opened what is asked for and are not shown`() throws
    {
        for (choice, count) in [
            (MissedChoice(), 2), (MissedChoice(sender: police), 2),
            (MissedChoice(sender: council), 0),
        ] {
            var proof = MissedProof(choice)
            var message = try entry(4, at: 100, [terms("R1", due: 200)])
            message.hiddenCount = 2
            try proof.take(message)
            #expect(proof.compare([], before: 10).hidden == count, "\(choice)")
        }
    }
}
