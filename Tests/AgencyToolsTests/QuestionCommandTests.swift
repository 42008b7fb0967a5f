// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing

@Suite struct `baton audit Q1 to Q10` {
    private func bench(_ body: String) throws -> Workbench {
        try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(body.utf8)) }
    }

    @Test func `asks a question of a period and shows the text as it came`() async throws {
        let bench = try bench("Q1  Referrals\n\nname  n\nA     \u{1B}[2J3\n")
        let status = try await bench.run([
            "audit", "Q1", "--node", try bench.node(.partnership), "--from", "2026-04-01", "--to",
            "2026-07-01", "--suppress", "5", "--partnership",
            "https://baton.example/p/sunderland",
        ])
        #expect(status == .success, "\(bench.notes)")
        #expect(bench.results == "Q1  Referrals\n\nname  n\nA     \u{FFFD}[2J3\n")
        let request = try #require(bench.requests.first)
        #expect(
            request.url == "http://127.0.0.1:1/audit/questions/Q1?from=2026-03-31T23%3A00%3A00Z"
                + "&to=2026-06-30T23%3A00%3A00Z"
                + "&partnership=https%3A%2F%2Fbaton.example%2Fp%2Fsunderland&suppress=5")
        #expect(request.headers["Accept"] == "text/plain")
    }

    @Test func `asks for a person with staff id, purpose and reference`() async throws {
        let bench = try bench("{}")
        let status = try await bench.run([
            "audit", "question", "q5", "--node", try bench.node(.inspectorate), "--person",
            "0a", "--as", "i-42", "--purpose", "inspection", "--reference", "J-7", "--json",
        ])
        #expect(status == .success, "\(bench.notes)")
        let request = try #require(bench.requests.first)
        #expect(
            request.url == "http://127.0.0.1:1/audit/questions/Q5?person=0a&purpose=inspection"
                + "&reference=J-7")
        #expect(request.headers["Accept"] == "application/json")
        #expect(bench.results == "{}\n")
    }

    @Test func `writes a table as it came`() async throws {
        let bench = try bench("a,b\r\n1,2\r\n")
        let status = try await bench.run([
            "audit", "Q4", "--node", try bench.node(.partnership), "--format", "csv", "--table",
            "by_agency",
        ])
        #expect(status == .success)
        #expect(bench.results == "a,b\r\n1,2\r\n")
        #expect(bench.requests.first?.headers["Accept"] == "text/csv")
        #expect(bench.requests.first?.url.hasSuffix("Q4?table=by_agency") == true)
    }

    @Test func `hands in a file that Q7 is compared with`() async throws {
        let bench = try bench("x\n")
        let status = try await bench.run(
            [
                "audit", "Q7", "--node", try bench.node(.inspectorate), "--as", "i-42",
                "--purpose", "p", "--reference", "r", "--compare", "-",
            ], in: bench.surroundings(input: "CHILD,MIS_START\n"))
        #expect(status == .success, "\(bench.notes)")
        let request = try #require(bench.requests.first)
        #expect(request.method == .post)
        #expect(request.headers["Content-Type"] == "text/csv")
        #expect(request.body == Array("CHILD,MIS_START\n".utf8))
        #expect(request.url.contains("/audit/questions/Q7?purpose=p"))
    }

    @Test(arguments: ["caseload", "care-leavers", "Caseload"])
    func `asks for a register by its name`(_ name: String) async throws {
        let bench = try bench("x\n")
        let node = try bench.node(.partnership)
        #expect(try await bench.run(["audit", name, "--node", node]) == .success)
        #expect(
            bench.requests.first?.url
                == "http://127.0.0.1:1/audit/registers/\(name.lowercased())")
    }

    @Test(arguments: ["Q0", "Q11", "R1", "thraed", "Q"])
    func `knows no other question`(_ name: String) async throws {
        let bench = try bench("")
        let node = try bench.node(.partnership)
        await #expect(throws: (any Error).self) {
            try await bench.run(["audit", name, "--node", node])
        }
    }

    @Test func `lists who read`() async throws {
        let bench = try bench(
            #"""
            {"items":[{"index":7,"at":"2026-06-23T14:05:01Z","agency":"https://sscp.example",
            "person":"s-1","question":"audit/missed","purpose":"review","given":{"rule":"R1",
            "open":"true"},"message":5,"amended":[{"kind":"retracted","index":6}]}]}
            """#)
        let node = try bench.node(.partnership)
        #expect(try await bench.run(["audit", "reads", "--node", node]) == .success)
        let lines = bench.results.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1].hasPrefix("2026-06-23 15:05:01  sscp.example  s-1  audit/missed"))
        #expect(lines[1].hasSuffix("rule=R1 open=true  5        retracted"))
        let table = try self.bench(#"{"items":[{"at":"t","agency":"a","question":"q"}]}"#)
        #expect(
            try await table.run([
                "audit", "reads", "--node", try table.node(.partnership), "--format", "csv",
            ]) == .success)
        #expect(
            table.results
                == "at,agency,person,question,txn,purpose,reference,given,message,amended,"
                + "withheld\r\nt,a,,q,,,,,,,\r\n")
    }

    @Test func `explains an expectation as text, or as JSON for programs`() async throws {
        let bench = try bench("R1  A title\n\nThe rule\n")
        let node = try bench.node(.council)
        #expect(try await bench.run(["audit", "explain", "12.4", "--node", node]) == .success)
        #expect(bench.results == "R1  A title\n\nThe rule\n")
        #expect(bench.requests.first?.url.hasSuffix("/audit/explain?expectation=12.4") == true)
        #expect(bench.requests.first?.headers["Accept"] == "text/plain")
        await #expect(throws: (any Error).self) {
            try await bench.run(["audit", "explain", "12.4", "--node", node, "--format", "csv"])
        }
    }
}
