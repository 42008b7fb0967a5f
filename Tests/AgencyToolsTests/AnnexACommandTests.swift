// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing

@Suite struct `baton audit annex-a` {
    @Test func `writes the list as CSV, and what stays empty on standard error`() async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(
                status: 200,
                body: Array(
                    #"{"list":"list-1","columns":["A","B, c"],"rows":[["1","=x"]],"notes":["Note."]}"#
                        .utf8))
        }
        let arguments = [
            "audit", "annex-a", "list-1", "--node", try bench.node(.inspectorate), "--as", "i-42",
            "--purpose", "p", "--reference", "r", "--from", "2026-04-01",
        ]
        #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
        #expect(bench.results == "A,\"B, c\"\r\n1,'=x\r\n")
        #expect(bench.notes.contains("Note.\n"))
        #expect(
            bench.requests.first?.url
                == "http://127.0.0.1:1/audit/annex-a/list-1?from=2026-03-31T23%3A00%3A00Z"
                + "&purpose=p&reference=r")
        #expect(try await bench.run(arguments + ["--json"]) == .success)
        await #expect(throws: (any Error).self) {
            try await bench.run(["audit", "annex-a", "list-8"])
        }
    }
}
