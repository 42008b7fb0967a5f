// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

@Suite struct `baton audit reads` {
    private static let items = """
        {"items":[{"index":7,"at":"2026-11-25T09:00:00Z","question":"audit/thread",
        "withheld":"restricted"},{"index":8,"at":"2026-11-25T09:01:00Z","question":"audit/thread",
        "agency":"https://sunderland.council.example","purpose":"qa"}]}
        """

    @Test(arguments: ["csv", "text"])
    func `says why the rest of a row is not told`(format: String) async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(status: 200, body: Array(Self.items.utf8))
        }
        let status = try await bench.run([
            "audit", "reads", "--format", format, "--node", try bench.node(.police),
        ])
        #expect(status == .success, "\(bench.notes)")
        let lines = bench.results.split(whereSeparator: \.isNewline).map(String.init)
        #expect(lines.count == 3, "\(lines)")
        #expect(lines[0].hasSuffix("withheld"))
        #expect(lines.map { $0.hasSuffix("restricted") } == [false, true, false], "\(lines)")
    }
}
