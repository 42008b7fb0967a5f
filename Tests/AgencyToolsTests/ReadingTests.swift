// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing
import Wire

@Suite struct `A table` {
    @Test func `is as wide as it must be and ends no line in spaces`() {
        var table = TextTable(["rule", "owed by", "verdict"])
        table.add([.init("R1"), .init("council"), .init("missed", .bad)])
        table.add([.init("R2 (unverified)"), .init("é\u{1B}[2J"), .init("")])
        table.add([])
        #expect(
            table.lines(styled: false) == [
                "rule             owed by  verdict", "R1               council  missed",
                "R2 (unverified)  é\u{FFFD}[2J", "",
            ])
        #expect(
            table.lines(styled: true)[1] == "R1               council  \u{1B}[31mmissed\u{1B}[0m")
    }

    @Test(arguments: [
        ("plain é 🙂", "plain é 🙂"), ("a\u{1B}b\u{9B}c\nd", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d"),
        ("\u{202E}x\u{2066}", "\u{FFFD}x\u{FFFD}"),
    ])
    func `holds nothing that steers a terminal`(_ text: String, _ shown: String) {
        #expect(text.printable == shown)
    }
}

/// The names that the answers below are about.
private enum Named {
    static let thread = "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"
    static let message = "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"
    static let police = "https://northumbria.police.example"
    static let council = "https://sunderland.council.example"
}

extension String {
    /// The text with columns two spaces apart, so that a golden table fits on a page.
    fileprivate var squeezed: String { replacing(#/ {2,}/#, with: "  ") }
}

@Suite struct `An audit` {
    static let message =
        #""jti":"\#(Named.message)","iss":"\#(Named.police)","type":"referral.made""#

    static let owed = #"""
        "txn":"\#(Named.thread)",\#(message),"pack":"demo","calendar":"c",
        "owed_by":"\#(Named.council)","owed_to":"\#(Named.police)",
        "from":"2026-06-23T14:05:01.25Z","due":"2026-06-24T23:00:00Z"
        """#

    static let thread = #"""
        {"txn":"\#(Named.thread)","steps":[
        {"kind":"accepted","at":"2026-06-23T14:05:01.250Z","index":3,\#(message),
         "agency":"\#(Named.police)",
         "recipients":[{"agency":"\#(Named.council)","why":"addressed","agreement":"isa-1"},
          {"agency":"https://trust.nhs.example","why":"subscribed","agreement":"isa-1"}],
         "excluded":[{"agency":"https://school.sunderland.example","rule":"no-agreement"}]},
        {"kind":"delivered","at":"2026-06-23T14:05:02Z","index":4,\#(message),
         "agency":"\#(Named.council)"},
        {"kind":"acknowledged","at":"2026-06-23T14:06:00Z","index":5,\#(message),
         "agency":"\#(Named.council)","status":"accepted"}],
        "expectations":[
        {"expectation":"baton.example/log/3.4","rule":"R1","unverified":true,\#(owed),
         "break_point":"B3","break_point_name":"received, not owned",
         "expects":["message.acknowledged"],"verdict":"met","met_at":"2026-06-23T14:06:00Z"},
        {"expectation":"baton.example/log/3.5","rule":"R2",\#(owed),
         "break_point":"B4","break_point_name":"owned, not decided in time",
         "expects":["referral.decided"],"verdict":"missed","missed_at":"2026-06-24T23:00:01Z"}]}
        """#

    static func bench() throws -> Workbench {
        try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(thread.utf8)) }
    }

    @Test func `of a thread reads from top to bottom`() async throws {
        let bench = try Self.bench()
        let status = try await bench.run([
            "audit", "thread", Named.thread, "--node", try bench.node(.partnership),
        ])
        #expect(status == .success, "\(bench.notes)")
        let golden = """
            Thread 7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f

            time (London)  who  what  message
            2026-06-23 15:05:01  northumbria.police.example  \
            referral.made → sunderland.council.example, trust.nhs.example  \
            0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01
              not to school.sunderland.example: no-agreement
            2026-06-23 15:05:02  sunderland.council.example  \
            its system took referral.made (delivered)
            2026-06-23 15:06:00  sunderland.council.example  \
            acknowledged referral.made: a person or team there has it

            rule  owed by  owed to  expected  due (London)  verdict  break point
            R1 (unverified)  sunderland.council.example  northumbria.police.example  \
            message.acknowledged  2026-06-25 00:00:00  met 2026-06-23 15:06:00
            R2  sunderland.council.example  northumbria.police.example  \
            referral.decided  2026-06-25 00:00:00  missed  B4 owned, not decided in time

            Broken at B4 owned, not decided in time.

            """
        #expect(bench.results.squeezed == golden)
        #expect(bench.results.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
    }

    @Test func `of a thread is a table for spreadsheets and JSON for programs`() async throws {
        let bench = try Self.bench()
        let command = ["audit", "thread", Named.thread, "--node"]
        let node = try bench.node(.partnership)
        #expect(try await bench.run(command + [node, "--format", "csv"]) == .success)
        let lines = bench.results.split(separator: "\r\n")
        #expect(
            lines[0] == "row,at,kind,agency,type,iss,jti,recipients,excluded,rule,break_point,"
                + "break_point_name,owed_by,owed_to,from,due,verdict,missed_at,met_at,pack,calendar,"
                + "urgency,grade,amended,withheld_verdicts,duty,shortfall,late_by_seconds"
        )
        #expect(lines.count == 6)
        #expect(
            lines[1].contains("https://sunderland.council.example https://trust.nhs.example"))
        #expect(lines[5].contains(#","owned, not decided in time","#))
        let other = try Self.bench()
        #expect(try await other.run(command + [try other.node(.police), "--json"]) == .success)
        #expect(try JSONValue(text: other.results) == JSONValue(text: Self.thread))
    }

    @Test func `says who asks and what for`() async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(status: 200, body: Array(#"{"items":[]}"#.utf8))
        }
        let node = try bench.node(.inspectorate)
        let status = try await bench.run([
            "audit", "missed", "--node", node, "--purpose", "joint inspection", "--reference",
            "J&7", "--as", "i-0042", "--from", "2026-06-01", "--to", Named.council,
            "--break-point", "B3", "--no-open",
            "--type", "https://w3id.org/baton/event/referral.made/v1", "--owed-by",
            "https://sunderland.council.example",
        ])
        #expect(status == .success)
        #expect(
            bench.requests[0].url == "http://127.0.0.1:1/audit/missed?from=2026-05-31T23%3A00%3A00Z"
                + "&to=https%3A%2F%2Fsunderland.council.example"
                + "&owed_by=https%3A%2F%2Fsunderland.council.example&type=referral.made"
                + "&break_point=B3&open=false&purpose=joint%20inspection&reference=J%267")
        #expect(
            bench.notes == "Nothing was missed of what was asked for: from 2026-05-31T23:00:00Z, "
                + "to https://sunderland.council.example, "
                + "owed-by https://sunderland.council.example, type referral.made, "
                + "break-point B3, open false.\n")
        let plain = try await bench.run(["audit", "missed", "--node", node])
        #expect(plain == .success && bench.notes.hasSuffix("\nNothing was missed.\n"))
        let refused = try await bench.run(["audit", "missed", "--node", node, "--purpose", "x"])
        #expect(refused == .usage)
    }

    @Test func `of what was missed says what the broker finds wrong with the question`()
        async throws
    {
        let bench = try Workbench { _, _ in
            let said =
                #"{"err":"invalid_request","description":"There is no rule R99.","at":"rule"}"#
            return BrokerAnswer(status: 400, body: Array(said.utf8))
        }
        let node = try bench.node(.partnership)
        #expect(
            try await bench.run(["audit", "missed", "--rule", "R99", "--node", node]) == .data)
        #expect(bench.notes == "Refused: invalid_request\n  There is no rule R99.\n")
        #expect(bench.results.isEmpty)
    }

    @Test func `of what was missed keeps the order of the broker, the most serious first`()
        async throws
    {
        let misses =
            [
                ("e", "immediate", nil, "B9", "2026-02-01"),
                ("g", "urgent", "amber", "B12", "2026-03-01"),
                ("f", nil, "red", "B2", "2026-01-01"),
            ] as [(String, String?, String?, String, String)]
        let items = misses.map { name, urgency, grade, breakPoint, due in
            JSONValue.object(leavingOutNil: [
                "txn": .string(name), "urgency": urgency.map(JSONValue.string),
                "grade": grade.map(JSONValue.string), "break_point": .string(breakPoint),
                "due": .string("\(due)T00:00:00Z"), "verdict": "missed",
            ])
        }
        let body = JSONValue.object([JSONMember("items", .array(items))])
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: body.canonical) }
        #expect(
            try await bench.run(["audit", "missed", "--node", try bench.node(.partnership)])
                == .success)
        let names = bench.results.split(separator: "\n").dropFirst().map { $0.prefix(1) }
        #expect(names.joined() == "egf")
    }

    @Test func `of what was missed follows the pages`() async throws {
        let bench = try Workbench { request, _ in
            let isLast = request.url.contains("cursor=3.5")
            let body = #"""
                {"items":[{"txn":"t\#(isLast ? 2 : 1)","rule":"R1","verdict":"met_late",
                "missed_at":"2026-01-01T00:00:00Z","met_at":"2026-01-02T00:00:00Z",
                "break_point":"B3","break_point_name":"received, not owned"}]
                \#(isLast ? "" : #","next":"3.5""#)}
                """#
            return BrokerAnswer(status: 200, body: Array(body.utf8))
        }
        #expect(
            try await bench.run(["audit", "missed", "--node", try bench.node(.partnership)])
                == .success)
        #expect(bench.requests.count == 2)
        let lines = bench.results.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("t1") && lines[2].hasPrefix("t2"))
        #expect(
            lines[2].contains("met late 2026-01-02 00:00:00") && lines[2].contains("(withheld)"))
    }
}

@Suite struct `baton messages` {
    static let message = #"""
        "iss":"\#(Named.police)","jti":"\#(Named.message)","txn":"\#(Named.thread)",
        "type":"referral.made"
        """#

    @Test func `shows how a message stands with everyone`() async throws {
        let body = #"""
            {\#(Self.message),"state":"routed",
            "recipients":[{"agency":"\#(Named.council)","state":"acknowledged","why":"addressed",
             "agreement":"isa-1","routed_at":"2026-01-05T14:05:01Z",
             "delivered_at":"2026-01-05T14:05:02Z","acknowledged_at":"2026-01-05T14:06:00Z"}],
            "excluded":[{"agency":"https://school.sunderland.example","rule":"no-agreement"}],
            "overdue_agreements":["isa-1"],
            "attempts":[{"agency":"https://x.example","at":"2026-01-05T14:05:01Z",
             "outcome":"refused"}]}
            """#
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(body.utf8)) }
        let arguments = ["messages", Named.message, "--node", try bench.node(.police)]
        #expect(try await bench.run(arguments) == .success)
        #expect(
            bench.results.squeezed == """
                referral.made from northumbria.police.example
                message 0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01
                thread  7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f
                state  routed

                recipient  state  why  routed  delivered  acknowledged  answered
                sunderland.council.example  acknowledged  addressed, isa-1  \
                2026-01-05 14:05:01  2026-01-05 14:05:02  2026-01-05 14:06:00
                not to school.sunderland.example: no-agreement
                agreement isa-1 was past its day of review; ask for its review
                2026-01-05 14:05:01 x.example: refused

                """)
    }

    @Test func `lists what was sent and received`() async throws {
        let body = #"{"items":[{\#(Self.message),"state":"unrouted","at":"2026-01-05T14:05:01Z"}]}"#
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(body.utf8)) }
        let arguments = ["messages", "--node", try bench.node(.police), "--state", "unrouted"]
        #expect(try await bench.run(arguments) == .success)
        #expect(bench.requests[0].url == "http://127.0.0.1:1/messages?state=unrouted")
        let lines = bench.results.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix("2026-01-05 14:05:01  0199c1f0"))
        #expect(lines[1].hasSuffix("unrouted"))
    }
}
