// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Intake
import Ledger
import Routing
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Relay

private let hour: Int64 = 3_600_000

@Suite struct `A key that is revoked` {
    private let town: SampleTown
    private let revokedAt = SampleTown.morning.adding(milliseconds: -hour)

    init() throws { town = try SampleTown() }

    private func setting(
        police revokedAt: Instant?, limits: RelayLimits = RelayLimits()
    ) throws -> Setting {
        let keys = town.residents.map { resident in
            town.registered(resident, revokedAt: resident.id == town.police.id ? revokedAt : nil)
        }
        return try town.setting(keyring: Keyring(keys), limits: limits)
    }

    private func revoked(
        _ stage: Stage, _ viewer: Viewer? = nil, _ filter: RevokedFilter = RevokedFilter()
    ) async throws -> [RevokedMessage] {
        try await stage.broker.revoked(filter, for: viewer ?? .party(town.police.id)).items
    }

    private var overseer: Viewer { .overseer(town.manager.id, partnerships: [1]) }

    @Test func `signs nothing any more, and what it signed since then is listed`() async throws {
        let stage = try await Stage(town)
        let before = try town.letter(from: town.police, "referral.made", to: [town.council])
        let entry = try await stage.accept(before)
        stage.clock.advance(milliseconds: hour)
        try await stage.broker.load(setting(police: revokedAt))
        let late = try town.letter(from: town.police, "referral.made", to: [town.council])
        guard case .refused(let refusal) = try await stage.post(late) else {
            return #expect(Bool(false), "it was signed after the revocation")
        }
        #expect(refusal.reasons.map(\.code) == ["key_not_in_force"])

        let listed = try await revoked(stage)
        #expect(listed.map(\.message.entry) == [entry])
        #expect(listed.first?.reason == .signedAfter)
        #expect(
            listed.first?.handoffs.map(\.recipient.agency) == [town.council.id, town.health.id])
        #expect(try await revoked(stage, overseer).count == 1)
        #expect(try await revoked(stage, .overseer(town.manager.id, partnerships: [2])).isEmpty)
        #expect(try await revoked(stage, .party(town.council.id)).isEmpty)
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `is in the log and told to its agency, once, across loads and starts`() async throws
    {
        let first = try await Stage(town)
        try await first.broker.load(setting(police: revokedAt))
        try await first.broker.load(setting(police: revokedAt))
        #expect(try await first.notices(town.police).count == 1)
        let now = first.clock.now
        try first.close()
        let stage = try await Stage(
            town, setting: setting(police: revokedAt), at: now, folder: first.place)
        let (said, issued) = try await stage.store.read { store throws(StoreFailure) in
            (
                try store.entries(.revocations(of: nil)),
                try store.entries(.range(0..<(store.size()))).count { $0.tells("issued") }
            )
        }
        #expect(issued == 1)
        let entry = try #require(said.first)
        #expect(said.count == 1)
        guard case .revoked(let facts) = try entry.restored(origin: "").facts else {
            return #expect(Bool(false), "it says that a key is revoked")
        }
        #expect(
            facts
                == RevokedFacts(
                    agency: town.police.id, kid: town.police.key.publicKey.kid,
                    revokedAt: revokedAt))
        let notice = try #require(try await stage.notices(town.police).first)
        #expect(notice.payload["kind"]?.string == "key-revoked")
        #expect(notice.payload["what_to_do"]?.string?.contains(facts.kid) == true)
        #expect(notice.payload["proof"] == entry.disclosure)
    }

    @Test func `marks what was taken under it for sender and recipients`() async throws {
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(letter)
        let earlier = try town.letter(from: town.council, "referral.made", to: [town.health])
        try await stage.accept(earlier)
        try await stage.broker.load(setting(police: revokedAt))
        for agency in [town.police, town.council] {
            let report = try await report(letter, stage, agency)
            #expect(report["revoked"]?["why"]?.string == "signed-after-revocation")
            #expect(report["revoked"]?["revoked_at"]?.string == revokedAt.rfc3339)
        }
        #expect(try await report(earlier, stage, town.council)["revoked"] == nil)
    }

    private func report(
        _ letter: Letter, _ stage: Stage, _ reader: Resident
    ) async throws -> JSONValue {
        guard
            case .found(let message, let handoffs) = try await stage.broker.find(
                letter.jti, of: nil, for: reader.id)
        else { return .null }
        return try await stage.broker.report(message, handoffs, for: reader.id) ?? .null
    }

    @Test func `leaves what was signed and received before it alone`() async throws {
        let stage = try await Stage(town)
        try await stage.accept(town.letter(from: town.police, "referral.made", to: [town.council]))
        stage.clock.advance(milliseconds: 60_000)
        var second = try town.letter(from: town.police, "referral.made", to: [town.council])
        second.claims["iat"] = .integer(SampleTown.morning.seconds)
        let entry = try await stage.accept(second)
        try await stage.broker.load(setting(police: stage.clock.now))
        let listed = try await revoked(stage)
        #expect(listed.map(\.message.entry) == [entry])
        #expect(listed.first?.reason == .receivedAfter)
    }

    @Test func `counts from the time that was said last`() async throws {
        let stage = try await Stage(town)
        try await stage.accept(town.letter(from: town.police, "referral.made", to: [town.council]))
        try await stage.broker.load(setting(police: revokedAt))
        #expect(try await revoked(stage).count == 1)
        try await stage.broker.load(
            setting(police: SampleTown.morning.adding(milliseconds: hour)))
        #expect(try await revoked(stage).isEmpty)
    }

    @Test func `is listed page by page, all of it and nothing twice`() async throws {
        var limits = RelayLimits()
        limits.listPage = 2
        let stage = try await Stage(town, setting: setting(police: nil, limits: limits))
        var entries: [Int64] = []
        for sender in [town.police, town.council, town.police, town.police] {
            let letter = try town.letter(from: sender, "referral.made", to: [town.health])
            entries.append(try await stage.accept(letter).index)
        }
        try await stage.broker.load(setting(police: revokedAt, limits: limits))
        var (filter, found, pages) = (RevokedFilter(), [Int64](), 0)
        repeat {
            let (items, next) = try await stage.broker.revoked(filter, for: overseer)
            found += items.map(\.message.entry.index)
            filter.after = next.flatMap { RevokedFilter.Place($0.text) }
            pages += 1
        } while filter.after != nil
        #expect(found == [entries[0], entries[2], entries[3]])
        #expect(pages == 2)
        filter.kid = "another"
        #expect(try await revoked(stage, overseer, filter).isEmpty)
    }

    @Test func `is not listed to overseers where the thread is restricted`() async throws {
        let stage = try await Stage(town)
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.set("caveats", ["restricted-operation"])
        try await stage.accept(letter)
        try await stage.broker.load(setting(police: revokedAt))
        #expect(try await revoked(stage, overseer).isEmpty)
        #expect(try await revoked(stage).count == 1)
    }
}

@Suite struct `A message under a certificate` {
    private let town: SampleTown
    private let certified: Certified

    init() throws {
        town = try SampleTown()
        certified = Certified(town: town)
    }

    private func look(_ stage: Stage, _ looks: inout SecondLooks, times: Int = 2) async throws {
        for _ in 0..<times { try await stage.broker.lookAgain(&looks) }
    }

    private func listed(_ stage: Stage) async throws -> [RevokedMessage] {
        try await stage.broker.revoked(RevokedFilter(), for: .party(town.police.id)).items
    }

    private func doubts(_ stage: Stage) async throws -> Int {
        try await stage.store.read { store throws(StoreFailure) in
            try store.messages(.doubtful(after: -1, limit: 100)).count
        }
    }

    @Test func `is listed when a later list names its signer from before it`() async throws {
        let stage = try await Stage(
            town, setting: certified.setting(lists: [certified.list(hours: -3)]))
        let entry = try await stage.accept(certified.letter())
        try await stage.accept(certified.letter([8]))
        var looks = SecondLooks()
        try await look(stage, &looks)
        #expect(try await listed(stage).isEmpty)
        let list = certified.list(revoking: [Certified.serial], hours: -1)
        try await stage.broker.load(certified.setting(lists: [list]))
        try await look(stage, &looks)
        let found = try await listed(stage)
        #expect(found.map(\.message.entry) == [entry])
        #expect(found.first?.reason == .signedAfter)
        #expect(found.first?.revocation.facts.list == SHA256.digest(of: list))
        #expect(
            found.first?.revocation.facts.revokedAt
                == SampleTown.morning.adding(milliseconds: -hour))
        #expect(try await stage.notices(town.police).count == 1)
        let size = try await stage.size()
        stage.clock.advance(milliseconds: 2 * hour)
        try await look(stage, &looks)
        #expect(try await stage.size() == size)
        #expect(try stage.store.verifyProjections() == [])
    }

    /// A list that a newer one had taken the place of is put back, and the daemon starts with it.
    @Test func `is refused by the log when an older list forgets its signer`() async throws {
        let (older, list) = (
            certified.list(hours: -3), certified.list(revoking: [Certified.serial], hours: -1)
        )
        let first = try await Stage(town, setting: certified.setting(lists: [older]))
        try await first.accept(certified.letter())
        try await first.broker.load(certified.setting(lists: [list]))
        var looks = SecondLooks()
        try await look(first, &looks)
        #expect(try await listed(first).count == 1)
        let now = first.clock.now
        try first.close()

        let stage = try await Stage(
            town, setting: certified.setting(lists: [older]), at: now, folder: first.place)
        let letter = try certified.again()
        func codes() async throws -> [String]? {
            guard case .refused(let refusal) = try await stage.post(letter) else { return nil }
            return refusal.reasons.map(\.code)
        }
        #expect(try await codes() == ["certificate"])
        try await look(stage, &looks)
        #expect(try await listed(stage).count == 1)
        let told = try await stage.notices(town.police).map { $0.payload["kind"]?.string }
        #expect(told.count { $0 == "key-revoked" } == 1)
        // Whom nobody revoked is stopped by no list that is out of date or gone.
        try await stage.accept(certified.letter([8]))
        try await stage.broker.load(certified.setting(lists: []))
        #expect(try await codes() == ["certificate"])
        try await stage.accept(certified.letter([9]))
        // A later list takes it off hold.
        stage.clock.advance(milliseconds: 2 * hour)
        try await stage.broker.load(certified.setting(lists: [certified.list(hours: 1)]))
        #expect(try await codes() == nil)
        #expect(try stage.store.verifyProjections() == [])
    }

    @Test func `in doubt is cleared when a list comes, and in the log`() async throws {
        let stage = try await Stage(town, setting: certified.setting(lists: []))
        let letter = try certified.letter()
        try await stage.accept(letter)
        var looks = SecondLooks()
        try await look(stage, &looks)
        #expect(try await doubts(stage) == 1)
        #expect(try await doubt(letter, stage) == "open")
        try await stage.broker.load(certified.setting(lists: [certified.list(hours: -1)]))
        try await look(stage, &looks)
        #expect(try await doubts(stage) == 0)
        #expect(try await doubt(letter, stage) == "clear")
        #expect(try await listed(stage).isEmpty)
        #expect(try await stage.notices(town.police).isEmpty)
        #expect(try stage.store.verifyProjections() == [])
    }

    private func doubt(_ letter: Letter, _ stage: Stage) async throws -> String? {
        guard
            case .found(let message, let handoffs) = try await stage.broker.find(
                letter.jti, of: nil, for: town.police.id)
        else { return nil }
        let report = try await stage.broker.report(message, handoffs, for: town.police.id)
        return report?["doubt"]?["state"]?.string
    }

    @Test func `in doubt is listed with that reason when its signer was revoked`() async throws {
        let stage = try await Stage(town, setting: certified.setting(lists: []))
        let letter = try certified.letter()
        try await stage.accept(letter)
        let list = certified.list(revoking: [Certified.serial], hours: -1)
        try await stage.broker.load(certified.setting(lists: [list]))
        var looks = SecondLooks()
        try await look(stage, &looks)
        #expect(try await doubt(letter, stage) == "revoked")
        #expect(try await listed(stage).map(\.reason) == [.acceptedInDoubt])
    }

    @Test func `in doubt was rightly taken when its signer was revoked later`() async throws {
        let stage = try await Stage(town, setting: certified.setting(lists: []))
        let letter = try certified.letter()
        try await stage.accept(letter)
        stage.clock.advance(milliseconds: 2 * hour)
        let list = certified.list(revoking: [Certified.serial], hours: 1)
        try await stage.broker.load(certified.setting(lists: [list]))
        var looks = SecondLooks()
        try await look(stage, &looks)
        #expect(try await doubt(letter, stage) == "clear")
        #expect(try await listed(stage).isEmpty)
        #expect(try await stage.notices(town.police).count == 1)
    }

    @Test func `is looked at so many a look, and again after a stop`() async throws {
        var limits = RelayLimits()
        limits.secondLooks = 2
        let first = try await Stage(town, setting: certified.setting(lists: [], limits: limits))
        for serial: UInt8 in 1...3 { try await first.accept(certified.letter([serial])) }
        let lists = [certified.list(hours: -1)]
        try await first.broker.load(certified.setting(lists: lists, limits: limits))
        var looks = SecondLooks()
        // Two pages of signers, then two of doubts.
        try await look(first, &looks, times: 3)
        #expect(try await doubts(first) == 1)
        let now = first.clock.now
        try first.close()
        let stage = try await Stage(
            town, setting: certified.setting(lists: lists, limits: limits), at: now,
            folder: first.place)
        looks = SecondLooks()
        try await look(stage, &looks, times: 3)
        #expect(try await doubts(stage) == 0)
        #expect(looks.doubtsAfter == nil)
    }

    @Test func `is looked at again each hour, when a list has come into its time`() async throws {
        let stage = try await Stage(
            town, setting: certified.setting(lists: [certified.list(hours: 1)]))
        try await stage.accept(certified.letter())
        var looks = SecondLooks()
        try await look(stage, &looks)
        #expect(try await doubts(stage) == 1)
        stage.clock.advance(milliseconds: HourlyLook.pause - 1)
        try await look(stage, &looks)
        #expect(try await doubts(stage) == 1)
        stage.clock.advance(milliseconds: 60_001)
        try await look(stage, &looks)
        #expect(try await doubts(stage) == 0)
    }
}

extension LedgerEntry {
    fileprivate func tells(_ kind: String) -> Bool {
        String(decoding: facts, as: UTF8.self).contains("\"kind\":\"\(kind)\"")
    }
}
