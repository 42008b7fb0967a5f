// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Signing
import Testing

@testable import Daemon

/// A partnership's own limits, laid over a pack by the daemon's configuration.
@Suite struct `An overlay in the configuration` {
    private let desk: Desk

    init() throws { desk = try Desk() }

    private static let rules = "rules: england-2026.1"

    /// An overlay that sets one limit.
    private func overlay(
        _ name: String, over base: String, limit: String = "2 hours", file: String
    ) throws {
        let text = """
            overlay: \(name)
            over: \(base)
            about: The town's own limits
            source: Procedures of the town.
            rules:
              - {id: R1, limit: \(limit), verified_on: 2026-05-01}
            """
        try desk.write(file, Array(text.utf8))
    }

    @Test func `takes effect over the pack that ships, and both are kept by digest`() throws {
        try overlay("town-1", over: "england-2026.1", file: "town.yaml")
        let setting = try desk.read((Self.rules, "rules: town.yaml")).setting
        let rules = try #require(setting.directory.partnership(number: 1)).rules
        #expect(rules.name == "town-1" && rules.base == "england-2026.1")
        let rule = try #require(rules.timescale("R1"))
        #expect(rule.clock.limit == .elapsed(milliseconds: 7_200_000))
        #expect(rule.force == .local && rule.overridden == ["limit"])
        #expect(try #require(rules.timescale("R2")).overridden == [])
        #expect(setting.documents["rules:town-1"] == (try desk.bytes("town.yaml")))
        #expect(setting.documents["rules:england-2026.1"] != nil)
    }

    @Test func `changes what takes effect when the file is changed`() throws {
        for (limit, milliseconds) in [("2 hours", 7_200_000), ("90 minutes", 5_400_000)] {
            try overlay("town-1", over: "england-2026.1", limit: limit, file: "town.yaml")
            let rules = try desk.read((Self.rules, "rules: town.yaml")).setting.directory
                .partnership(number: 1)?.rules
            #expect(
                rules?.timescale("R1")?.clock.limit
                    == .elapsed(milliseconds: Int64(milliseconds)))
        }
    }

    @Test func `lies over no other overlay, and over no pack that is not there`() throws {
        try overlay("town-1", over: "england-2026.1", file: "town-1.yaml")
        try overlay("town-2", over: "town-1", file: "town-2.yaml")
        try overlay("town-3", over: "gone-1", file: "town-3.yaml")
        for (file, told) in [
            ("town-2.yaml", "is an overlay itself, and no overlay lies over another"),
            ("town-3.yaml", "lies over `gone-1`, which is neither beside it nor comes with Baton"),
        ] {
            let faults = try desk.faults([(Self.rules, "rules: \(file)")])
            #expect(faults.count == 1 && faults[0].hasPrefix("baton.yaml:15:"), "\(faults)")
            #expect(faults[0].contains(told), "\(faults)")
        }
    }

    @Test func `that is faulty is refused at its own file, line and column`() throws {
        try overlay("town-1", over: "england-2026.1", limit: "soon", file: "town.yaml")
        let faults = try desk.faults([(Self.rules, "rules: town.yaml")])
        #expect(faults.count == 1 && faults[0].hasPrefix("town.yaml:6:21: `soon`"), "\(faults)")
    }
}
