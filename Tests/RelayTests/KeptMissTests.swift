// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Relay

/// Misses that must stay as they were found, and those that nobody may be blamed for.
@Suite struct `A miss` {
    private let town: SampleTown
    private let stage: Stage

    init() async throws {
        town = try SampleTown()
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let types = [
            "record.retracted", "missing.reported", "missing.found", "return-interview.recorded",
        ]
        let more = town.agreement("isa-3", from: four, to: four, types: types)
        stage = try await Stage(
            town,
            setting: town.setting(
                directory: town.directory(
                    agreements: town.usualAgreements + [more],
                    roles: [Role("police-safeguarding"): town.police.id])))
    }

    private var overseer: Viewer { .overseer(town.manager.id, partnerships: [1]) }

    private func missed(_ filter: MissedFilter) async throws -> [JSONValue] {
        let (report, proofs) = try await stage.broker.missed(filter, for: overseer)
        return report.json(proofs, for: overseer)["items"]?.array ?? []
    }

    private func at(_ text: String) async throws {
        stage.clock.set(.at(text))
        try await stage.tick()
    }

    @Test func `stays in the quarter in which it was found when the late answer is taken back`()
        async throws
    {
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        try await at("2026-11-27T00:00:00Z")
        let acknowledgement = try town.answer(
            to: referral, from: town.council, "message.acknowledged")
        try await stage.accept(acknowledgement)
        try await at("2027-02-01T09:00:00Z")
        var retraction = try town.answer(
            to: acknowledgement, from: town.council, "record.retracted")
        retraction.set(
            "target",
            ["iss": .string(town.council.id.uri), "jti": .string(acknowledgement.jti.text)])
        retraction.set("reason_code", "sent-in-error")
        try await stage.accept(retraction)
        try await at("2027-02-02T09:00:00Z")
        var filter = MissedFilter()
        filter.to = .at("2027-01-01T00:00:00Z")
        let quarter = try await missed(filter)
        let found = try #require(quarter.first { $0["rule"]?.string == "R1" })
        #expect(found["verdict"]?.string == "missed")
        #expect(found["missed_at"]?.string == "2026-11-27T00:00:00Z")
        let all = try await missed(MissedFilter())
        #expect(all.filter { $0["rule"]?.string == "R1" }.count == 1)
        #expect(try stage.store.verifyProjections() == [])
        try await stage.accept(
            town.answer(to: referral, from: town.council, "message.acknowledged"))
        let late = try await missed(filter).first { $0["rule"]?.string == "R1" }
        #expect(late?["verdict"]?.string == "met_late")
        #expect(late?["missed_at"]?.string == "2026-11-27T00:00:00Z")
    }

    @Test func `is nobody's where the time was over before it was asked`() async throws {
        let report = try town.letter(from: town.police, "missing.reported", to: [town.council])
        try await stage.accept(report)
        var found = try town.answer(
            to: report, from: town.police, "missing.found", to: [town.council])
        found.set("found_at", "2026-11-21T09:00:00Z")
        try await stage.accept(found)
        for _ in 0..<2 { try await stage.tick() }
        #expect(try await missed(MissedFilter()).isEmpty)
        let thread = try await stage.thread(report.thread, for: overseer)
        let owed = (thread?["expectations"]?.array ?? []).filter { $0["rule"]?.string == "R16" }
        #expect(owed.compactMap { $0["duty"]?.string }.sorted() == ["held", "offered"])
        let due = SampleTown.morning.adding(milliseconds: 72 * 3_600_000)
        for expectation in owed {
            #expect(expectation["verdict"]?.string == "open")
            #expect(expectation["due"]?.string == due.rfc3339)
            #expect(expectation["asked_late_by_seconds"]?.integer ?? 0 > 72 * 3_600)
        }
    }

    @Test func `is nobody's for a copy that goes to one after another`() async throws {
        let report = try town.letter(from: town.school, "missing.reported", to: [town.health])
        try await stage.accept(report)
        let first = try town.answer(
            to: report, from: town.health, "return-interview.recorded", to: [town.police])
        try await stage.accept(first)
        #expect(try await shared(report) == ["met to police", "open to council"])
        let copy = try town.answer(
            to: first, from: town.health, "return-interview.recorded", to: [town.council])
        try await stage.accept(copy)
        #expect(
            try await shared(report) == ["met to police", "met to council", "met to council"])
    }

    /// How it stands with those who are to have what a return interview brought.
    private func shared(_ report: Letter) async throws -> [String] {
        let thread = try await stage.thread(report.thread, for: overseer)
        let owed = (thread?["expectations"]?.array ?? []).filter { $0["rule"]?.string == "R17" }
        return owed.map { expectation in
            let isOfPolice = expectation["owed_to"]?.string == town.police.id.uri
            return (expectation["verdict"]?.string ?? "") + " to "
                + (isOfPolice ? "police" : "council")
        }
    }
}
