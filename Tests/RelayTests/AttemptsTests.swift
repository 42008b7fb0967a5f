// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

/// What an explanation tells of what was tried, and of who could not be reached, through the whole broker.
@Suite struct `The explanation of what a referral opened` {
    private let town: SampleTown
    private let stage: Stage
    private let referral: Letter
    private static let hour: Int64 = 3_600_000

    init() async throws {
        town = try SampleTown()
        stage = try await Stage(town)
        referral = try town.letter(from: town.police, "referral.made", to: [town.council])
    }

    private var overseer: Viewer { .overseer(town.manager.id, partnerships: [1]) }

    /// The explanation of what the council owes by R1.
    private func explained(_ viewer: Viewer) async throws -> JSONValue {
        let thread = try #require(try await stage.thread(referral.thread, for: overseer))
        let name = try #require(
            thread["expectations"]?.array?.first { $0["rule"] == "R1" }?["expectation"]?.string)
        let origin = try #require(try await stage.broker.origin())
        let found = try await stage.broker.explanation(
            of: try #require(PartName(name, in: origin)), for: viewer)
        let (explanation, proofs) = try #require(found)
        return explanation.json(proofs)
    }

    private func outcomes(_ explained: JSONValue) -> [String?] {
        (explained["attempts"]?.array ?? []).map { $0["outcome"]?.string }
    }

    @Test func `tells that a system refused it, took it, and was refused its answer`() async throws
    {
        try await stage.accept(referral)
        #expect(outcomes(try await explained(overseer)) == [])
        _ = try await stage.poll(town.council)
        stage.clock.advance(milliseconds: 1_000)
        _ = try await stage.poll(
            town.council,
            errors: [Poll.SetError(token: referral.jti, code: "invalid_key", description: nil)])
        stage.clock.advance(milliseconds: 3 * Self.hour)
        _ = try await stage.poll(town.council)
        _ = try await stage.poll(town.council, acknowledging: [referral.jti])
        var answer = try town.answer(
            to: referral, from: town.council, "message.acknowledged")
        answer.set("accepted_by_role", nil)
        stage.clock.advance(milliseconds: 1_000)
        guard case .refused = try await stage.post(answer) else {
            Issue.record("it was accepted")
            return
        }
        for viewer in [overseer, .party(town.council.id)] {
            let told = try await explained(viewer)
            #expect(outcomes(told) == ["refused", "taken", "turned-away"])
            let reasons = told["attempts"]?.array?.last?["reasons"]?.array
            #expect(reasons?.first?["at"]?.string == "/accepted_by_role")
        }
        // Another's message in another thread is no attempt at this one.
        var other = try town.letter(from: town.council, "referral.made", to: [town.police])
        other.set("concern_summary", nil)
        _ = try await stage.post(other)
        #expect(outcomes(try await explained(overseer)).count == 3)
    }

    @Test func `tells when the system of who owes it could not be reached`() async throws {
        var silences = Silences()
        func wait(_ milliseconds: Int64) async throws {
            stage.clock.advance(milliseconds: milliseconds)
            try await stage.broker.declareSilences(&silences)
        }
        for _ in 0..<6 {
            try await wait(Self.hour)
            _ = try await stage.poll(town.council)
        }
        let last = stage.clock.now
        try await wait(Self.hour)
        try await stage.accept(referral)
        #expect(try await explained(overseer)["unreachable"] == [])
        try await wait(30 * Self.hour)
        try await wait(Silences.pause.upperBound)
        let silent = try await explained(overseer)["unreachable"]?.array
        #expect(silent?.map { $0["from"]?.string } == [last.rfc3339])
        #expect(silent?.first?["until"] == nil)
        #expect(silent?.first?["agency"]?.string == town.council.id.uri)
        _ = try await stage.poll(town.council)
        let back = stage.clock.now
        try await wait(Silences.pause.upperBound)
        let over = try await explained(.party(town.police.id))["unreachable"]?.array
        #expect(over?.map { $0["until"]?.string } == [back.rfc3339])
    }
}
