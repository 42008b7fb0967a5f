// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

/// What `baton audit missed --prove` finds wrong with a list (issue 8, item 9).
@Suite struct `A list of what was missed` {
    @Test func `is whole when it is what the log gives`() throws {
        #expect(try differences([told("4.0")]).isEmpty)
        #expect(try proof().compare([told("4.0")]).agreed == 1)
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
        #expect(try differences([], before: 7).isEmpty)
        #expect(try proof(before: 7).compare([]).unchecked == 1)
        for size in [7, 9] as [UInt64] {
            let late = try proof(before: size).compare([told("4.0")])
            #expect(late.unchecked == 1 && late.differences.isEmpty)
            let still = try proof(before: size).compare([laid("missed", missed: 200, to: [])])
            #expect(still.unchecked == 1 && still.differences.isEmpty, "as it stood since")
        }
        #expect(try proof(before: 10).compare([told("4.0")]).unchecked == 0)
    }

    @Test func `is held against how a miss stood before an entry came or after it`() throws {
        #expect(try differences([], before: 9).count == 1, "missed before and after")
        let climbs = #"{"part":"verdict","expectation":"o/4.0","verdict":"escalated","rung":1}"#
        for told in [
            try laid("missed", missed: 150, to: []),
            try laid("missed", missed: 200, to: [], owedBy: police),
            try laid("met", met: 199, to: []),
        ] {
            #expect(try differences([told], before: 9).count == 1, "\(told.canonical)")
            var proof = try doubtful(before: 10)
            try proof.take(entry(10, at: 400, [climbs]))
            #expect(proof.compare([told]).differences.count == 1, "\(told.canonical)")
            #expect(proof.compare([]).differences.count == 1, "an aside changes no miss")
        }
    }

    @Test func `is held against the part and the message that opened a miss`() throws {
        for (old, new) in [
            ("R1", "R9"), ("\"t\"", "\"u\""), ("\"j\"", "\"k\""),
            ("\"iss\":\"\(police)", "\"iss\":\"\(council)"),
            ("referral.made", "referral.decided"),
            ("\"owed_to\":\"\(police)", "\"owed_to\":\"\(council)"),
            ("00.100Z", "00.101Z"), ("\"p\"", "\"q\""), ("\"c\"", "\"d\""), ("statutory", "local"),
            ("[]", "[\"x\"]"), ("\"pack\"", "\"duty\":\"x\",\"pack\""),
            ("\"pack\"", "\"unverified\":true,\"pack\""),
            ("\"pack\"", "\"passed_on_by\":\"x\",\"pack\""),
            ("\"pack\"", "\"new\":1,\"pack\""),
            ("\"break_point_name\":\"", "\"break_point_name\":\"un"),
        ] {
            let fair = String(decoding: try told("4.0").canonical, as: UTF8.self)
            #expect(fair.contains(old), "\(old)")
            let lie = try JSONDocument(parsing: fair.replacing(old, with: new)).root
            #expect(try differences([lie]).count == 1, "\(new)")
        }
        let graded = String(decoding: try told("4.0").canonical, as: UTF8.self)
            .replacing("\"pack\"", with: "\"grade\":\"g\",\"urgency\":\"u\",\"pack\"")
        #expect(try differences([JSONDocument(parsing: graded).root]).isEmpty)
    }

    @Test func `that leaves out what is due and has no verdict is found out`() throws {
        for choice in [MissedChoice(), MissedChoice(from: 150), MissedChoice(open: true)] {
            let proof = try overdue(choice)
            #expect(proof.doubted([]) == ["4.0"])
            let differences = proof.compare([]).differences
            #expect(
                differences == [
                    "4.0 was due from \(council), and no verdict on it is shown or explained"
                ])
        }
        for choice in [
            MissedChoice(to: 200), MissedChoice(sender: council), MissedChoice(rule: "R2"),
        ] {
            let proof = try overdue(choice)
            #expect(proof.doubted([]).isEmpty && proof.compare([]).differences.isEmpty)
        }
        for kind in ["clock-doubted", "clock-confirmed", "started"] {
            let proof = try overdue(clock: kind)
            #expect(proof.doubted([]).isEmpty, "verdicts wait: \(kind)")
        }
    }

    @Test func `may leave out what is due where withheld entries explain it`() throws {
        let proof = try overdue()
        for fair in [
            try laid("met", met: 150, to: [5]), try laid("met", met: 200, to: [9]),
            try laid("withdrawn", to: [9]), try laid("not_applicable", to: [5]),
            try laid("paused", to: []), try laid("met", met: 150, to: [5], owedBy: police),
        ] {
            let comparison = proof.compare([], excuses: ["4.0": fair])
            #expect(comparison.excused == ["4.0"], "\(fair.canonical) \(comparison.differences)")
            #expect(comparison.differences.isEmpty)
        }
        for lie in [
            try laid("met", met: 151, to: [5]), try laid("met", met: 150, to: []),
            try laid("met", met: 150, to: [6]), try laid("met", met: 150, to: [7]),
            try laid("met", met: 301, to: [9]), try laid("open", to: [9]),
            try laid("missed", missed: 300, to: [9]), try laid("withdrawn", to: []),
            try laid("met_late", missed: 300, met: 300, to: [9]),
        ] {
            let comparison = proof.compare([], excuses: ["4.0": lie])
            #expect(comparison.differences.count == 1, "\(lie.canonical)")
        }
    }

    @Test func `of a log with a verdict on what is not shown is refused`() throws {
        var proof = try proof()
        try proof.take(withheld(10, at: 300, "another_partnership"))
        try proof.take(withheld(11, at: 300, "restricted"))
        try proof.take(entry(12, at: 400, [missed("10.0")]))
        #expect(proof.compare([try told("4.0")]).differences.isEmpty)
        for name in ["11.0", "4.5"] {
            var lying = proof
            try lying.take(entry(13, at: 400, [missed(name)]))
            let found = lying.compare([try told("4.0")]).differences
            #expect(found == ["\(name) has a verdict in the log, and what opened it is not shown"])
        }
    }

    @Test func `of a verdict that does not follow is refused`() throws {
        var proof = try proof()
        try proof.take(entry(10, at: 899, [missed("4.1")]))
        let found = proof.compare([try told("4.0")]).differences
        #expect(found == ["entry 4: 4.1 is said to be missed, and was not due"])
    }

    @Test func `that tells of a miss twice is found out`() throws {
        #expect(try differences([told("4.0"), told("4.0")]) == ["4.0 is told twice"])
    }

    @Test func `is partly on the broker's word where a withheld entry met a miss late`() throws {
        let fair = try laid("met_late", missed: 200, met: 300, to: [9])
        let comparison = try doubtful().compare([fair])
        #expect(comparison.differences.isEmpty && comparison.agreed == 0)
        #expect(comparison.partly == 1 && comparison.unproven == ["4.0"])
        let still = try laid("missed", missed: 200, to: [9])
        #expect(try doubtful().compare([still]).agreed == 1)
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
            let comparison = try doubtful().compare([lie])
            #expect(comparison.differences.count == 1, "\(lie.canonical)")
        }
    }

    @Test func `holds what was asked for as it is told, where withheld entries decided it`() throws
    {
        let late = try laid("met_late", missed: 200, met: 300, to: [9])
        let asked = try doubtful(MissedChoice(open: false)).compare([late])
        #expect(asked.partly == 1 && asked.differences.isEmpty)
        let other = try doubtful(MissedChoice(open: true)).compare([late])
        #expect(other.differences.count == 1)
    }

    @Test func `may leave out what a withheld entry took off it, and that is named`() throws {
        let open = try doubtful(MissedChoice(open: true))
        #expect(open.doubted([]) == ["4.0"])
        for excuse in [
            try laid("met_late", missed: 200, met: 300, to: [9]),
            try laid("met", met: 199, to: [9]), try laid("withdrawn", missed: 200, to: [9]),
        ] {
            let comparison = open.compare([], excuses: ["4.0": excuse])
            #expect(comparison.excused == ["4.0"] && comparison.differences.isEmpty)
            #expect(comparison.agreed + comparison.partly == 0)
        }
        let met = try laid("met", met: 199, to: [9])
        let all = try doubtful().compare([], excuses: ["4.0": met])
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
            let comparison = open.compare([], excuses: excuses)
            #expect(
                comparison.differences == ["4.0 was missed by \(council), and is not told"],
                "\(lie?.canonical ?? [])")
        }
        let late = try laid("met_late", missed: 200, met: 300, to: [9])
        let all = try doubtful().compare([], excuses: ["4.0": late])
        #expect(all.differences.count == 1, "late is missed too")
    }

    @Test func `leaves no doubt where nothing is withheld, or nothing that came later`() throws {
        #expect(try proof().doubted([]).isEmpty)
        var earlier = MissedProof()
        try earlier.take(withheld(2, at: 50, "restricted"))
        try earlier.take(entry(4, at: 100, [terms("R1", due: 200)]))
        try earlier.take(entry(7, at: 200, [missed("4.0")]))
        #expect(earlier.doubted([]).isEmpty)
        #expect(try doubtful(before: 7).doubted([]).isEmpty, "it came while the list was made")
    }

    @Test func `tells of restricted threads what entries can hold that are withheld for that`()
        throws
    {
        var proof = try proof()
        try proof.take(withheld(10, at: 300, "restricted"))
        try proof.take(withheld(11, at: 300, "purged"))
        let told = try told("4.0")
        func compare(_ name: String, _ more: String = "") throws -> ProofComparison {
            let item = try JSONDocument(
                parsing: """
                    {"expectation":"o/\(name)","break_point":"B3","due":"1970-01-01T00:00:00.200Z",\
                    "verdict":"missed",\(unidentified)\(more)}
                    """
            ).root
            return proof.compare([told, item])
        }
        let fair = try compare("10.2")
        #expect(fair.restricted == 1 && fair.agreed == 1 && fair.differences.isEmpty)
        #expect(fair.purged == 1)
        let owner = #","owed_by":"\#(council)""#
        for (name, more) in [
            ("10.2", owner), ("10.2", #","jti":"j""#), ("10.2", #","urgency":"u""#), ("11.0", ""),
            ("11.0", owner), ("5.0", ""), ("x", ""),
        ] {
            #expect(try compare(name, more).differences.count == 1, "\(name) \(more)")
        }
    }

    @Test func `is called whole only where nothing is withheld`() {
        func sentences(_ withheld: [JSONMember]) -> [String] {
            let proof: JSONValue = [
                "origin": "o", "entries": 9, "first": 0, "agreed": 1, "partly": 0,
                "withheld": .object(withheld),
            ]
            return ProofComparison.sentences(of: proof, beginning: "the first")
        }
        #expect(sentences([]).count == 1 && sentences([])[0].hasSuffix(" and no others."))
        for reason in ["restricted", "another_partnership", "part of an entry"] {
            let lines = sentences([JSONMember(reason, 3)])
            #expect(lines[0].hasSuffix(" and no others but for what is named below."))
            let words = reason.replacing("_", with: " ")
            let named =
                "On the broker's word: what 3 entries or parts say that are withheld (\(words))."
            #expect(lines.contains(named), "\(lines)")
        }
    }

    @Test func `does not call an empty list proven where something is withheld`() {
        func doubt(_ withheld: JSONValue, _ parts: JSONValue) -> String? {
            ProofComparison.doubt(of: ["withheld": withheld, "withheld_parts": parts])
        }
        #expect(doubt([:], [:]) == nil)
        #expect(doubt(["another_partnership": 3, "no_partnership": 1], [:]) == nil)
        #expect(
            doubt(["restricted": 2, "part of an entry": 26], ["purged": 6, "restricted": 20])
                == "Not proven that nothing was missed: withheld are 2 entries as restricted, "
                + "6 parts of entries as purged, 20 parts of entries as restricted, and any of them "
                + "may say so.")
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
            #expect(proof.compare([]).hidden == count, "\(choice)")
        }
    }
}
