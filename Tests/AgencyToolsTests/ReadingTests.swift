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

@Suite struct `An audit` {
    static let thread = #"""
        {"txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","steps":[
        {"kind":"accepted","at":"2026-06-23T14:05:01.250Z","index":3,"jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
         "iss":"https://northumbria.police.example","type":"referral.made","agency":"https://northumbria.police.example",
         "recipients":[{"agency":"https://sunderland.council.example","why":"addressed","agreement":"isa-1"},
                       {"agency":"https://trust.nhs.example","why":"subscribed","agreement":"isa-1"}],
         "excluded":[{"agency":"https://school.sunderland.example","rule":"no-agreement"}]},
        {"kind":"delivered","at":"2026-06-23T14:05:02Z","index":4,"jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
         "iss":"https://northumbria.police.example","type":"referral.made","agency":"https://sunderland.council.example"},
        {"kind":"acknowledged","at":"2026-06-23T14:06:00Z","index":5,"jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
         "iss":"https://northumbria.police.example","type":"referral.made","agency":"https://sunderland.council.example"}],
        "expectations":[
        {"expectation":"baton.example/log/3.4","txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
         "type":"referral.made","rule":"R1","pack":"demo","calendar":"c","unverified":true,"break_point":"B3",
         "break_point_name":"received, not owned","owed_by":"https://sunderland.council.example",
         "owed_to":"https://northumbria.police.example","expects":["message.acknowledged"],
         "from":"2026-06-23T14:05:01.25Z","due":"2026-06-24T23:00:00Z","verdict":"met","met_at":"2026-06-23T14:06:00Z"},
        {"expectation":"baton.example/log/3.5","txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
         "type":"referral.made","rule":"R2","pack":"demo","calendar":"c","break_point":"B4",
         "break_point_name":"owned, not decided in time","owed_by":"https://sunderland.council.example",
         "owed_to":"https://northumbria.police.example","expects":["referral.decided"],
         "from":"2026-06-23T14:05:01.25Z","due":"2026-06-24T23:00:00Z","verdict":"missed","missed_at":"2026-06-24T23:00:01Z"}]}
        """#

    @Test func `of a thread reads from top to bottom`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(Self.thread.utf8))
        }
        let status = try await bench.run([
            "audit", "thread", "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f", "--node",
            try bench.node(.partnership),
        ])
        #expect(status == .success, "\(bench.notes)")
        let golden = """
            Thread 7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f

            time (London)        who                         what                                                            message
            2026-06-23 15:05:01  northumbria.police.example  referral.made → sunderland.council.example, trust.nhs.example   0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01
                                                               not to school.sunderland.example: no-agreement
            2026-06-23 15:05:02  sunderland.council.example  its system took referral.made (delivered)
            2026-06-23 15:06:00  sunderland.council.example  acknowledged referral.made: a person or team there has it

            rule             owed by                     owed to                     expected              due (London)         verdict                  break point
            R1 (unverified)  sunderland.council.example  northumbria.police.example  message.acknowledged  2026-06-25 00:00:00  met 2026-06-23 15:06:00
            R2               sunderland.council.example  northumbria.police.example  referral.decided      2026-06-25 00:00:00  missed                   B4 owned, not decided in time

            Broken at B4 owned, not decided in time.

            """
        let squeezed = { (text: String) in
            text.replacing(#/ {2,}/#, with: "  ")
        }
        #expect(squeezed(bench.results) == squeezed(golden))
        #expect(bench.results.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
    }

    @Test func `of a thread is a table for spreadsheets and JSON for programs`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(Self.thread.utf8))
        }
        let command = ["audit", "thread", "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f", "--node"]
        let node = try bench.node(.partnership)
        #expect(try await bench.run(command + [node, "--format", "csv"]) == .success)
        let lines = bench.results.split(separator: "\r\n")
        #expect(
            lines[0] == "row,at,kind,agency,type,iss,jti,recipients,excluded,rule,break_point,"
                + "break_point_name,owed_by,owed_to,from,due,verdict,missed_at,met_at,pack,calendar"
        )
        #expect(lines.count == 6)
        #expect(lines[1].contains("https://sunderland.council.example https://trust.nhs.example"))
        #expect(lines[5].contains(#","owned, not decided in time","#))
        let other = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(Self.thread.utf8))
        }
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
            "J&7",
            "--as", "i-0042", "--from", "2026-06-01", "--break-point", "B3", "--no-open",
            "--type", "referral.made", "--owed-by", "https://sunderland.council.example",
        ])
        #expect(status == .success)
        #expect(
            bench.requests[0].url == "http://127.0.0.1:1/audit/missed?from=2026-05-31T23%3A00%3A00Z"
                + "&owed_by=https%3A%2F%2Fsunderland.council.example&type=referral.made"
                + "&break_point=B3&open=false&purpose=joint%20inspection&reference=J%267")
        #expect(bench.notes == "Nothing was missed.\n")
        let refused = try await bench.run(["audit", "missed", "--node", node, "--purpose", "x"])
        #expect(refused == .usage)
    }

    @Test func `of what was missed follows the pages`() async throws {
        let bench = try Workbench { request, _ in
            let isLast = request.url.contains("cursor=3.5")
            let body = #"""
                {"items":[{"txn":"t\#(isLast ? 2 : 1)","rule":"R1","verdict":"met_late","missed_at":"2026-01-01T00:00:00Z",
                "met_at":"2026-01-02T00:00:00Z","break_point":"B3","break_point_name":"received, not owned"}]
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
    @Test func `shows how a message stands with everyone`() async throws {
        let body = #"""
            {"iss":"https://northumbria.police.example","jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
            "txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","type":"referral.made","state":"routed",
            "recipients":[{"agency":"https://sunderland.council.example","state":"acknowledged","why":"addressed",
            "agreement":"isa-1","routed_at":"2026-01-05T14:05:01Z","delivered_at":"2026-01-05T14:05:02Z",
            "acknowledged_at":"2026-01-05T14:06:00Z"}],
            "excluded":[{"agency":"https://school.sunderland.example","rule":"no-agreement"}],
            "attempts":[{"agency":"https://x.example","at":"2026-01-05T14:05:01Z","outcome":"refused"}]}
            """#
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(body.utf8)) }
        let jti = "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"
        #expect(
            try await bench.run(["messages", jti, "--node", try bench.node(.police)]) == .success)
        #expect(
            bench.results == """
                referral.made from northumbria.police.example
                message 0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01
                thread  7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f
                state   routed

                recipient                   state         why               routed               delivered            acknowledged         answered
                sunderland.council.example  acknowledged  addressed, isa-1  2026-01-05 14:05:01  2026-01-05 14:05:02  2026-01-05 14:06:00
                not to school.sunderland.example: no-agreement
                2026-01-05 14:05:01 x.example: refused

                """)
    }

    @Test func `lists what was sent and received`() async throws {
        let body = #"""
            {"items":[{"iss":"https://northumbria.police.example","jti":"0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01",
            "txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","type":"referral.made","state":"unrouted","at":"2026-01-05T14:05:01Z"}]}
            """#
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
