// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Safeguarding
import Testing

@Suite struct `The pace of a demonstration` {
    private let opened = Instant(seconds: 1_800_000_000)

    /// The pace where the answer to a rule took so many milliseconds.
    private func pace(_ rule: String, _ milliseconds: Int64) -> DemoPace {
        var pace = DemoPace()
        pace.note(rule, opened: opened, answered: opened.adding(milliseconds: milliseconds))
        return pace
    }

    @Test(arguments: [("R1", 6_000), ("R2", 12_000), ("R3", 8_000)])
    func `lets an answer be late that the machine held up, and no other`(
        _ rule: String, _ limit: Int64
    ) {
        let quick = pace(rule, limit - 1)
        #expect(quick.told("\(rule) met_late") == "\(rule) met_late" && quick.lines == [])
        let slow = pace(rule, limit)
        #expect(slow.told("\(rule) met_late") == "\(rule) met")
        for verdict in ["\(rule) met", "\(rule) missed", "\(rule) open", "R15 met_late"] {
            #expect(slow.told(verdict) == verdict)
        }
        let seconds = limit / 1_000
        #expect(
            slow.lines == [
                "This machine took \(seconds).0 s over \(rule), which allows \(seconds) s: "
                    + "here it may be met late"
            ])
    }

    @Test func `is held against the limits of the pack`() async throws {
        let bench = try Workbench()
        let status = try await bench.run(["demo", "init", "\(bench.scratch.path)/demo"])
        try #require(status == .success, "\(bench.notes)")
        let bytes = try bench.scratch.read("demo/rules/demo.yaml")
        let rules = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n  - id: ")
        for (rule, seconds) in DemoPace.limits {
            let text = try #require(rules.first { $0.hasPrefix("\(rule)\n") })
            #expect(text.contains(", limit: \(seconds) seconds}"), "\(rule)")
        }
    }
}
