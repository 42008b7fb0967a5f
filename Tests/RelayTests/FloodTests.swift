// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

/// When the council fetches nothing: R1 and R2 are missed for each referral, for one reason.
@Suite struct `Many misses of one cause` {
    private let town: SampleTown
    private let stage: Stage
    /// From how many on they are told together here.
    private static let flood = 6

    init() async throws {
        town = try SampleTown()
        var limits = RelayLimits()
        limits.flood = Self.flood
        // R3 and R4 of as many referrals fit into one transaction; R1 and R2 of ten do not.
        limits.verdicts = 2 * Self.flood
        stage = try await Stage(town, setting: try town.setting(limits: limits))
    }

    /// Referrals that nobody fetches, all due at the end of the next working day.
    private func refer(
        _ count: Int, _ urgency: String = "routine", from sender: Resident? = nil,
        on other: Stage? = nil
    ) async throws -> [Letter] {
        let stage = other ?? stage
        var letters: [Letter] = []
        for _ in 0..<count {
            var letter = try town.letter(
                from: sender ?? town.police, "referral.made", to: [town.council],
                at: stage.clock.now)
            letter.set("urgency", .string(urgency))
            try await stage.accept(letter)
            letters.append(letter)
        }
        return letters
    }

    /// What the police are told: `missed` for each miss by itself, else the kind of the notice.
    private func told() async throws -> [String] {
        let notices = try await stage.notices(town.police).map(\.payload)
        return notices.map { $0["kind"]?.string ?? "missed" }
    }

    private func judge(at time: Instant) async throws {
        stage.clock.set(time)
        for _ in 0..<5 { try await stage.tick() }
    }

    @Test func `are told once, however many transactions they take`() async throws {
        _ = try await refer(10)
        try await judge(at: .at("2026-11-27T00:00:00Z"))
        let notices = try await stage.notices(town.police).map(\.payload)
        #expect(notices.map { $0["kind"] } == ["digest"])
        #expect(notices.first?["agency"]?.string == town.council.id.uri)
        #expect(notices.first?["reason"]?.string?.contains("not-delivered") == true)
        #expect(notices.first?["counts"]?.members?.map(\.name) == ["R1", "R2"])
        #expect(notices.first?["proof"] != nil)
        let missed = try await stage.broker.missed(
            MissedFilter(), for: .overseer(town.manager.id, partnerships: [1]))
        #expect(missed.0.items.count == 20, "each is in the audit all the same")
    }

    @Test(arguments: [(3, 2), (6, 3)])
    func `are told each who referred, of its own, in whichever transaction they are found`(
        police: Int, health: Int
    ) async throws {
        _ = try await refer(police)
        _ = try await refer(health, from: town.health)
        try await judge(at: .at("2026-11-27T00:00:00Z"))
        for (resident, count) in [(town.police, police), (town.health, health)] {
            let notices = try await stage.notices(resident).map(\.payload)
            #expect(notices.map { $0["kind"] } == ["digest"], "\(resident.name)")
            #expect(notices.first?["counts"]?["R1"]?.integer == Int64(count))
        }
        let council = try await stage.notices(town.council).map(\.payload)
        #expect(Set(council.map { $0["kind"] }) == ["digest"])
    }

    @Test func `are told each while they are few`() async throws {
        _ = try await refer(Self.flood / 2 - 1)
        try await judge(at: .at("2026-11-27T00:00:00Z"))
        #expect(try await told() == Array(repeating: "missed", count: Self.flood - 2))
    }

    @Test func `make a flood together with those of the last hour`() async throws {
        let (hour, half): (Int64, Int64) = (3_600_000, 1_800_000)
        let morning = stage.clock.now
        _ = try await refer(4, "immediate")
        stage.clock.set(morning.adding(milliseconds: half))
        _ = try await refer(2, "immediate")
        try await judge(at: morning.adding(milliseconds: hour))
        #expect(try await told() == Array(repeating: "missed", count: 4))
        try await judge(at: morning.adding(milliseconds: hour + half))
        #expect(try await told().filter { $0 != "missed" } == ["digest"])
    }

    @Test func `are told to be over once, when none is waited for any more`() async throws {
        let letters = try await refer(4)
        try await judge(at: .at("2026-11-27T00:00:00Z"))
        #expect(try await told() == ["digest"])
        for letter in letters {
            for type in ["message.acknowledged", "referral.decided"] {
                try await stage.accept(
                    town.answer(to: letter, from: town.council, type, at: stage.clock.now))
            }
        }
        let over = try await stage.notices(town.police).map(\.payload).filter {
            $0["kind"] == "resolved"
        }
        #expect(over.count == 1)
        #expect(over.first?["agency"]?.string == town.council.id.uri)
        #expect(over.first?["counts"] == nil, "not all of them are looked at again")
    }

    @Test func `are told by one digest and one end also when they are a thousand`() async throws {
        let stage = try await Stage(town)
        let letters = try await refer(500, on: stage)
        stage.clock.set(.at("2026-11-27T00:00:00Z"))
        for _ in 0..<8 { try await stage.tick() }
        var filter = MissedFilter()
        filter.limit = 2_000
        let asked = filter
        let missed = try await stage.store.read { store throws(StoreFailure) in
            try store.expectations(.missed(asked)).count
        }
        #expect(missed == 1_000)
        #expect(try await kinds(on: stage) == ["digest"])
        for letter in letters {
            for type in ["message.acknowledged", "referral.decided"] {
                try await stage.accept(
                    town.answer(to: letter, from: town.council, type, at: stage.clock.now))
            }
        }
        #expect(try await kinds(on: stage) == ["resolved"])
    }

    /// The kinds of the notices that the police have not taken yet; they take their whole mailbox.
    private func kinds(on stage: Stage) async throws -> [String] {
        var kinds: [String] = []
        var taken: [TokenID] = []
        repeat {
            let sets = try await stage.poll(town.police, acknowledging: taken).sets
            for set in sets {
                let claims = try JSONDocument(
                    parsing: CompactJWS(parsing: set.jws).payloadBytes
                ).root
                guard claims["iss"]?.string == town.broker.uri else { continue }
                let payload = claims["events"]?.members.first { _ in true }?.value
                kinds.append(payload?["kind"]?.string ?? "missed")
            }
            taken = sets.map(\.token)
        } while !taken.isEmpty
        return kinds
    }

    @Test func `leave a later miss of that cause to be told by itself`() async throws {
        _ = try await refer(4)
        try await judge(at: .at("2026-11-27T00:00:00Z"))
        #expect(try await told() == ["digest"])
        stage.clock.set(.at("2026-11-27T09:00:00Z"))
        _ = try await refer(1)
        try await judge(at: .at("2026-12-01T00:00:00Z"))
        #expect(try await told().filter { $0 == "missed" } == ["missed", "missed"])
    }

    /// Referrals that are decided, of which nobody is told: R3, whose miss climbs after three days.
    private func decide(_ count: Int) async throws {
        for letter in try await refer(count) {
            for type in ["message.acknowledged", "referral.decided"] {
                try await stage.accept(
                    town.answer(to: letter, from: town.council, type, at: stage.clock.now))
            }
        }
    }

    /// What the police are told of R3, by the rung: 0 for the misses themselves.
    private func toldOfR3() async throws -> [String] {
        try await stage.notices(town.police).map(\.payload).compactMap { payload in
            if payload["rule"] == "R3" { return "by itself" }
            guard payload["counts"]?["R3"] != nil else { return nil }
            return payload["reason"]?.string?.contains("rung 1") == true ? "rung 1" : "missed"
        }
    }

    @Test func `climb a rung of their ladder together, each flood once`() async throws {
        try await decide(Self.flood)
        try await judge(at: .at("2026-11-27T00:00:00Z"))
        #expect(try await toldOfR3() == ["missed"])
        try await judge(at: .at("2026-12-01T00:00:00Z"))
        #expect(try await toldOfR3() == ["missed", "rung 1"])
        // The first flood is still open; the second is told, and climbs, all the same.
        stage.clock.set(.at("2026-12-07T09:00:00Z"))
        try await decide(Self.flood)
        try await judge(at: .at("2026-12-09T00:00:00Z"))
        try await judge(at: .at("2026-12-11T00:00:00Z"))
        #expect(try await toldOfR3().sorted() == ["missed", "missed", "rung 1", "rung 1"])
    }

    @Test func `are told one by one again when they come one by one`() async throws {
        let (morning, minute): (Instant, Int64) = (stage.clock.now, 60_000)
        _ = try await refer(Self.flood, "immediate")
        stage.clock.set(morning.adding(milliseconds: 50 * minute))
        _ = try await refer(1, "immediate")
        try await judge(at: morning.adding(milliseconds: 60 * minute))
        #expect(try await told() == ["digest"])
        stage.clock.set(morning.adding(milliseconds: 80 * minute))
        _ = try await refer(1, "immediate")
        try await judge(at: morning.adding(milliseconds: 110 * minute))
        #expect(try await !told().contains("missed"), "with the six of the last hour it is a flood")
        try await judge(at: morning.adding(milliseconds: 140 * minute))
        #expect(try await told().filter { $0 == "missed" } == ["missed"])
    }
}
