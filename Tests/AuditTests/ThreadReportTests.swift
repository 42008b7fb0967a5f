// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding
import Testing
import Wire

@Suite struct `The report of a thread` {
    let file: CaseFile

    init() throws { file = try CaseFile() }

    private func json(for viewer: Viewer) throws -> JSONValue {
        try #require(try file.report(for: viewer)).json(file.proofs())
    }

    private func lines(_ json: JSONValue) -> [String] {
        (json["steps"]?.array ?? []).map { step in
            let host = (step["agency"]?.string ?? "?").split(separator: "/").last ?? ""
            return "\(step["kind"]?.string ?? "") \(host.split(separator: ".").first ?? "")"
        }
    }

    @Test func `shows the sender every step of its message, and the answer it received`() throws {
        let json = try json(for: .party(file.police))
        #expect(
            lines(json) == [
                "accepted police", "refused health", "delivered council", "accepted council",
                "acknowledged council",
            ])
        #expect(json["txn"]?.string == file.thread.text)
        #expect(json["expectations"]?.array?.count == 1)
        let referral = json["steps"]?.array?.first
        #expect(
            referral?["recipients"] == [
                ["agency": "https://council.example", "why": "addressed", "agreement": "isa-1"],
                ["agency": "https://health.example", "why": "addressed", "agreement": "isa-1"],
            ])
        #expect(
            referral?["excluded"]
                == [["agency": "https://school.example", "rule": "no-agreement"]])
        #expect(
            referral?["absent"] == [
                ["agency": "https://school.example", "role": "designated-lead", "rule": "R9"]
            ])
        #expect(referral?["late"] == ["iat"])
    }

    @Test func `shows a recipient its own handoff and no routing but its own answer's`() throws {
        let council = try json(for: .party(file.council))
        #expect(
            lines(council) == [
                "accepted police", "delivered council", "accepted council",
                "acknowledged council",
            ])
        let steps = try #require(council["steps"]?.array)
        #expect(steps[0]["recipients"] == nil && steps[0]["excluded"] == nil)
        #expect(steps[0]["absent"] == nil)
        #expect(
            steps[2]["recipients"] == [["agency": "https://police.example", "why": "answered"]])
        #expect(!council.text.contains(file.health.uri), "nobody learns of the other recipients")
        #expect(!council.text.contains(file.school.uri))
    }

    @Test func `shows a recipient nothing that it is not party to`() throws {
        let health = try json(for: .party(file.health))
        #expect(lines(health) == ["accepted police", "refused health"])
        #expect(health["expectations"]?.array == [])
        #expect(!health.text.contains(file.council.uri))
    }

    @Test func `is none for those who have nothing in it`() throws {
        #expect(try file.report(for: .party(file.school)) == nil, "it was excluded")
        #expect(try file.report(for: .party(file.manager)) == nil)
        #expect(try file.report(for: .overseer(file.manager, partnerships: [2])) == nil)
        #expect(try file.report(for: .overseer(file.manager, partnerships: [])) == nil)
    }

    @Test func `shows those who oversee everything but content`() throws {
        let report = try #require(try file.report(for: file.overseer))
        #expect(!report.withholdsAgencies)
        let json = report.json(try file.proofs())
        #expect(lines(json).count == 5)
        let steps = try #require(json["steps"]?.array)
        #expect(steps[0]["recipients"]?.array?.count == 2)
        #expect(steps[3]["recipients"]?.array?.count == 1)
        #expect(json["expectations"]?.array?.count == 1)
    }

    @Test func `proves each step by the part that records it`() throws {
        let report = try #require(try file.report(for: .party(file.police)))
        #expect(report.provingEntries == [2, 3, 4, 5, 6])
        let steps = try #require(report.json(file.proofs())["steps"]?.array)
        let parts = steps.map { $0["proof"]?["part"]?["part"]?.string }
        #expect(parts == ["routing", "step", "step", nil, "step"])
        #expect(
            steps.map { $0["proof"]?["index"]?.integer } == [2, 3, 4, 6, 6],
            "another's message is proven without its routing")
    }

    @Test func `says of an expectation what was owed, by which rule, and how it stands`() throws {
        let json = try json(for: .party(file.council))
        let expectation = try #require(json["expectations"]?.array?.first)
        let expected: [(String, JSONValue)] = [
            ("expectation", "baton.example/log/2.4"), ("txn", .string(file.thread.text)),
            ("iss", "https://police.example"), ("jti", "message-number-1"),
            ("type", "referral.made"), ("rule", "R1"), ("pack", "england-2026.1"),
            ("calendar", "england-and-wales@2025-11-24"), ("force", "guidance"),
            ("unverified", true), ("break_point", "B3"),
            ("break_point_name", "received, not owned"), ("owed_by", "https://council.example"),
            ("owed_to", "https://police.example"), ("expects", ["message.acknowledged"]),
            ("from", "2026-11-25T09:00:00Z"), ("due", "2026-11-25T10:00:00Z"),
            ("verdict", "met_late"), ("missed_at", "2026-11-25T10:00:00Z"),
            ("met_at", "2026-11-25T10:30:00Z"),
        ]
        for (name, value) in expected { #expect(expectation[name] == value, "\(name)") }
        #expect(expectation["outstanding_subjects"] == nil)
        #expect(expectation["proof"]?["part"]?["part"] == "expectation")
        let verdicts = expectation["verdict_proofs"]?.array?.map { $0["part"]?["verdict"] }
        #expect(verdicts == ["missed", "met_late"])
    }
}

@Suite struct `The report of a restricted thread` {
    let file: CaseFile

    init() throws { file = try CaseFile(restricted: true) }

    @Test func `shows those who oversee rule, due time and verdict, and no agency`() throws {
        let report = try #require(try file.report(for: file.overseer))
        #expect(report.withholdsAgencies)
        let json = report.json(try file.proofs())
        for party in file.parties { #expect(!json.text.contains(party.uri), "\(party)") }
        for step in json["steps"]?.array ?? [] {
            #expect(step["proof"] == nil && step["recipients"] == nil && step["absent"] == nil)
        }
        let expectation = try #require(json["expectations"]?.array?.first)
        #expect(
            expectation.members?.map(\.name) == [
                "expectation", "txn", "type", "rule", "pack", "calendar", "force", "unverified",
                "break_point", "break_point_name", "expects", "from", "due", "verdict",
                "missed_at", "met_at", "late_by_seconds",
            ])
    }

    @Test func `withholds nothing from its parties`() throws {
        let open = try CaseFile()
        for party in [file.police, file.council, file.health] {
            let report = try #require(try file.report(for: .party(party)))
            #expect(!report.withholdsAgencies)
            let json = report.json(try file.proofs())
            let other = try #require(try open.report(for: .party(party))).json(try open.proofs())
            #expect(json["steps"]?.array?.count == other["steps"]?.array?.count)
            #expect(json["expectations"]?.array?.count == other["expectations"]?.array?.count)
            #expect(json.text.contains(file.police.uri))
        }
    }
}
