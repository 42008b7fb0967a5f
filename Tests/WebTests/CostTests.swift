// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdTesting
import Safeguarding
import SampleTown
import Testing

@testable import Web

/// Budgets in counts, so that a later change cannot quietly double them.
///
/// Rows and statements are counted in SQLiteStoreTests, syncs in StoryTests.
@Suite struct `A referral to three over HTTP` {
    @Test func `costs one verification, one signature and one transaction`() async throws {
        let town = try SampleTown()
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let open = town.agreement("open", from: four, to: four, types: ["referral.made"])
        let counter = try await Counter(
            town, setting: town.setting(directory: town.directory(agreements: [open])))
        try await counter.serve { client in
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            func post() async throws {
                let letter = try town.letter(
                    from: town.police, "referral.made",
                    to: [town.council, town.health, town.school])
                #expect(try await client.post(letter.bytes(), fields).status == .accepted)
            }
            try await post()
            let before = counter.counted
            try await post()
            let after = counter.counted
            for name in ["verifications", "signatures", "transactions", "accepted", "entries"] {
                let series = "baton_\(name)_total"
                #expect((after[series] ?? 0) - (before[series] ?? 0) == 1, "\(name)")
            }
        }
    }
}

extension Counter {
    /// Every counter without labels, by its name.
    fileprivate var counted: [String: Int] {
        var counted: [String: Int] = [:]
        for line in metrics.text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2 { counted[String(words[0])] = Int(words[1]) }
        }
        return counted
    }
}
