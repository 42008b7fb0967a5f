// SPDX-License-Identifier: Apache-2.0

import Testing

/// A table that says which test shows a rule is true only as long as the test is there.
@Suite struct `The table of threats` {
    /// The file and the test in the last cell of a row, and the row itself.
    struct Row {
        let text: Substring
        let file: String
        let test: String

        /// Nil for what is no row: heads, rules and prose.
        init?(_ line: Substring) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 5, cells[3].contains(" › ") else { return nil }
            let parts = cells[3].split(separator: "›", maxSplits: 1)
            file = parts[0].filter { $0 != "`" && $0 != " " }
            test = String(parts[1].drop { $0 == " " }.prefix { $0 != "|" })
                .split(separator: " ").joined(separator: " ")
            text = line
        }

        /// Whether the file has a test of that name.
        var isThere: Bool {
            guard let source = SourceFile(reading: file) else { return false }
            return source.lines.contains {
                $0.contains("func `\(test)`(") || $0.hasSuffix("func `\(test)`")
            }
        }
    }

    @Test func `names tests that are there`() throws {
        let page = try #require(
            SourceFile(reading: "Sources/Intake/Intake.docc/Threats.md"))
        let tables = page.lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| Threat ") }
        let rows = tables.compactMap(Row.init)
        let rules = tables.count { $0.hasPrefix("| --- ") }
        #expect(rows.count == tables.count - rules, "each row has a test")
        #expect(rows.count >= 30)
        for row in rows { #expect(row.isThere, "\(row.text)") }
    }

    @Test func `does not find what is not there`() throws {
        let absent = "| a | b | `Tests/HouseRulesTests/ThreatTableTests.swift` › is not there |"
        #expect(try #require(Row(absent[...])).isThere == false)
        let elsewhere = "| a | b | `Tests/Nowhere.swift` › names tests that are there |"
        #expect(try #require(Row(elsewhere[...])).isThere == false)
        let present =
            "| a | b | `Tests/HouseRulesTests/ThreatTableTests.swift` › names tests that are there |"
        #expect(try #require(Row(present[...])).isThere)
    }
}
