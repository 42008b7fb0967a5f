// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import AgencyTools

@Suite struct `A breakdown` {
    private func missed(
        _ rule: String, _ code: String, _ name: String, by agency: String,
        _ verdict: String = "missed"
    ) -> String {
        """
        {"rule":"\(rule)","break_point":"\(code)","break_point_name":"\(name)",
        "owed_by":"https://\(agency).example","verdict":"\(verdict)"}
        """
    }

    private func lines(_ items: [String]) throws -> [String] {
        let json = "[\(items.joined(separator: ","))]"
        let list = try JSONDocument(parsing: Array(json.utf8)).root
        return Breakdown(of: Array(list.elements)).table.lines(styled: false).map { line in
            line.split(separator: "  ").map { $0.drop { $0 == " " } }.joined(separator: "  ")
        }
    }

    @Test func `counts what was missed by break and by who owed it, in the order of breaks`() throws
    {
        let found = try lines([
            missed("R14", "B11", "invited, absent", by: "police"),
            missed("R10", "B3", "received, not owned", by: "council"),
            missed("R2", "B3", "received, not owned", by: "council", "met_late"),
            missed("R2", "B3", "received, not owned", by: "council"),
            missed("R1", "B3", "received, not owned", by: "adults"),
        ])
        #expect(
            found == [
                "break point  owed by  missed  not done yet  rules",
                "B3 received, not owned  adults.example  1  1  R1",
                "B3 received, not owned  council.example  3  2  R2 (2), R10",
                "B11 invited, absent  police.example  1  1  R14", "all  5  4",
            ])
    }

    @Test func `of nothing says none`() throws {
        #expect(try lines([]).last == "all  0  0")
    }
}
