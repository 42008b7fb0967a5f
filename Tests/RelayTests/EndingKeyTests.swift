// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Intake
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Relay

private let day: Int64 = 86_400_000

@Suite struct `A key that ends` {
    private let town: SampleTown
    private let end = SampleTown.morning.adding(milliseconds: 70 * day)

    init() throws { town = try SampleTown() }

    private func keyring(_ more: [RegisteredKey] = []) -> Keyring {
        Keyring(
            town.residents.map { resident in
                town.registered(resident, until: resident.id == town.police.id ? end : nil)
            } + more)
    }

    private func stage(_ keyring: Keyring) async throws -> Stage {
        try await Stage(town, setting: town.setting(keyring: keyring))
    }

    private func told(_ stage: Stage) async throws -> [JSONValue] {
        try await stage.notices(town.police).map(\.payload)
    }

    @Test func `is told of to its agency at each step, once`() async throws {
        let stage = try await stage(keyring())
        var keys = EndingKeys()
        var notices: [[JSONValue]] = []
        for left in [61, 60, 59, 30, 14, 7, 6, 1, 0] as [Int64] {
            let moment = end.adding(milliseconds: -left * day)
            stage.clock.advance(milliseconds: moment.milliseconds(since: stage.clock.now))
            try await stage.broker.tellOfEndingKeys(&keys)
            notices.append(try await told(stage))
        }
        #expect(notices.map(\.count) == [0, 1, 1, 2, 3, 4, 4, 5, 5])
        let notice = try #require(notices[1].first)
        #expect(notice["kind"]?.string == "key-expiring")
        #expect(
            notice["what_to_do"]?.string?.contains(town.police.key.publicKey.kid) == true)
    }

    @Test func `is not told of again after a start`() async throws {
        let first = try await stage(keyring())
        first.clock.advance(milliseconds: 15 * day)
        var keys = EndingKeys()
        try await first.broker.tellOfEndingKeys(&keys)
        #expect(try await told(first).count == 1)
        let now = first.clock.now
        try first.close()
        let second = try await Stage(
            town, setting: town.setting(keyring: keyring()), at: now, folder: first.place)
        keys = EndingKeys()
        try await second.broker.tellOfEndingKeys(&keys)
        #expect(try await told(second).count == 1)
    }

    @Test func `with a certificate is told of once it was seen, in words of its own`() async throws
    {
        let certified = Certified(town: town)
        let stage = try await Stage(
            town, setting: certified.setting(lists: [certified.list(hours: -1)]))
        let key = PrivateKey.generate(.p256)
        func leaf(_ serial: UInt8, daysLeft days: Int64) -> [UInt8] {
            certified.root.issue(to: town.police.id.uri, key: key, serial: [serial]) {
                $0.notBefore = SampleTown.morning.seconds - 30 * 86_400
                $0.notAfter = SampleTown.morning.seconds + days * 86_400 - 1
            }
        }
        var keys = EndingKeys()
        try await stage.broker.tellOfEndingKeys(&keys)
        #expect(try await told(stage).isEmpty)
        let first = leaf(1, daysLeft: 7)
        try await stage.accept(certified.letter(key, first))
        stage.clock.advance(milliseconds: HourlyLook.pause)
        try await stage.broker.tellOfEndingKeys(&keys)
        let notices = try await told(stage)
        #expect(notices.map { $0["kind"]?.string } == ["key-expiring"])
        let words = notices.first?["what_to_do"]?.string ?? ""
        #expect(words.contains("certificate \(SHA256.digest(of: first))"))
        #expect(!words.contains("baton key rotate"))
        // Another that was seen goes on: nobody is told of the next step.
        try await stage.accept(certified.letter(key, leaf(2, daysLeft: 90)))
        stage.clock.advance(milliseconds: 6 * day)
        try await stage.broker.tellOfEndingKeys(&keys)
        #expect(try await told(stage).count == 1)
    }

    @Test func `troubles nobody when another follows, or when it was revoked`() async throws {
        let key = PrivateKey.generate(.p256).publicKey
        func next(from: Instant, until: Instant? = nil, revokedAt: Instant? = nil)
            -> RegisteredKey
        {
            RegisteredKey(
                agency: town.police.id, node: "main", kid: key.kid, key: key,
                algorithms: Set(key.algorithms), from: from, until: until, revokedAt: revokedAt)
        }
        let near = end.adding(milliseconds: -10 * day)
        #expect(keyring().ending(at: near).map(\.step) == [14])
        #expect(keyring([next(from: end)]).ending(at: near) == [])
        let gap = end.adding(milliseconds: 1)
        #expect(keyring([next(from: gap)]).ending(at: near).count == 1)
        #expect(keyring([next(from: near, until: end)]).ending(at: near).count == 2)
        #expect(keyring([next(from: near, revokedAt: near)]).ending(at: near).count == 1)
        let revoked = Keyring([town.registered(town.police, until: end, revokedAt: near)])
        #expect(revoked.ending(at: near) == [])
    }
}
