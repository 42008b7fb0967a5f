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

@Suite struct `An agency's certificate that ends` {
    private let town: SampleTown
    private let clients: Clients

    init() throws {
        town = try SampleTown()
        clients = Clients(town: town)
    }

    /// The police's, which ends so many days after the town's morning.
    private func certificate(
        ends days: Int64, subject: String = "a node", key: PrivateKey = .generate(.p256)
    ) -> Certificate {
        clients.certificate(of: town.police, ends: days, subject: subject, key: key)
    }

    /// What the police was told of ends so far; what was handed out before is handed out again.
    private func told(_ stage: Stage) async throws -> [String] {
        stage.clock.advance(milliseconds: stage.broker.setting.limits.visibilityMilliseconds)
        return try await stage.notices(town.police).map(\.payload)
            .filter { $0["kind"]?.string == "key-expiring" }
            .map { $0["what_to_do"]?.string ?? "" }
    }

    // MARK: A client's

    @Test func `is told of to its agency at each step, once, and to the operator`() async throws {
        let stage = try await Stage(town, setting: clients.setting())
        let certificate = certificate(ends: 70, subject: "Jo Bloggs")
        var keys = EndingKeys()
        var (counts, changes): ([Int], [EndingKeyChange]) = ([], [])
        for left in [61, 60, 59, 30, 14, 7, 6, 1] as [Int64] {
            let moment = clients.time(days: 70 - left)
            stage.clock.advance(milliseconds: moment.milliseconds(since: stage.clock.now))
            try clients.connect(certificate, to: stage.broker)
            changes += try await stage.broker.tellOfEndingKeys(&keys)
            counts.append(try await told(stage).count)
        }
        #expect(counts == [0, 1, 1, 2, 3, 4, 4, 5])
        let ending = [60, 30, 14, 7, 1].map { step in
            EndingKey(
                agency: town.police.id, what: .client(certificate), until: clients.time(days: 70),
                step: step)
        }
        #expect(changes == ending.map(EndingKeyChange.near))
        stage.clock.advance(milliseconds: day)
        #expect(try await stage.broker.tellOfEndingKeys(&keys) == [.over(ending[4])])
        let words = try #require(try await told(stage).first)
        #expect(words.contains("by which your node connects"))
        #expect(words.contains("SHA-256 \(certificate.fingerprint)"))
        #expect(words.contains("serial number \(certificate.serialNumber)"))
        #expect(!words.contains("Bloggs") && !words.contains("baton key rotate"))
    }

    @Test func `is told of at once when it is shown, not an hour later`() async throws {
        let stage = try await Stage(town, setting: clients.setting())
        var keys = EndingKeys()
        try await stage.broker.tellOfEndingKeys(&keys)
        try clients.connect(certificate(ends: 6), to: stage.broker)
        try await stage.broker.tellOfEndingKeys(&keys)
        #expect(try await told(stage).count == 1)
    }

    @Test func `makes nobody look more than so often within an hour`() {
        var keys = EndingKeys()
        keys.looked(at: 0, generation: 0, news: 0)
        #expect(!keys.mustLook(at: 1, generation: 0, news: 0))
        for news in 1...EndingKeys.mostEarlyLooks {
            #expect(keys.mustLook(at: 1, generation: 0, news: news))
            keys.looked(at: 1, generation: 0, news: news)
        }
        let next = EndingKeys.mostEarlyLooks + 1
        #expect(!keys.mustLook(at: HourlyLook.pause - 1, generation: 0, news: next))
        #expect(keys.mustLook(at: HourlyLook.pause, generation: 0, news: next))
        keys.looked(at: HourlyLook.pause, generation: 0, news: next)
        #expect(!keys.mustLook(at: HourlyLook.pause, generation: 0, news: next))
        #expect(keys.mustLook(at: HourlyLook.pause, generation: 0, news: next + 1))
    }

    @Test func `is told of page by page, and nobody waits an hour for the next`() async throws {
        var limits = RelayLimits()
        limits.verdicts = 2
        let stage = try await Stage(town, setting: clients.setting(limits: limits))
        for subject in ["one", "two", "three"] {
            try clients.connect(certificate(ends: 6, subject: subject), to: stage.broker)
        }
        var keys = EndingKeys()
        for count in [2, 3, 3] {
            try await stage.broker.tellOfEndingKeys(&keys)
            #expect(try await told(stage).count == count)
        }
    }

    @Test func `is not told of again after a load, nor after a start`() async throws {
        let first = try await Stage(town, setting: clients.setting())
        let certificate = certificate(ends: 6)
        try clients.connect(certificate, to: first.broker)
        var keys = EndingKeys()
        try await first.broker.tellOfEndingKeys(&keys)
        try await first.broker.load(clients.setting())
        #expect(try await first.broker.tellOfEndingKeys(&keys) == [])
        #expect(try await told(first).count == 1)
        let now = first.clock.now
        try first.close()
        let second = try await Stage(
            town, setting: clients.setting(), at: now, folder: first.place)
        keys = EndingKeys()
        try clients.connect(certificate, to: second.broker)
        #expect(try await second.broker.tellOfEndingKeys(&keys).count == 1)
        #expect(try await told(second).count == 1)
    }

    @Test func `troubles nobody once the same holder has shown the next`() async throws {
        let stage = try await Stage(town, setting: clients.setting())
        let key = PrivateKey.generate(.p256)
        var keys = EndingKeys()
        func changes(showing certificate: Certificate) async throws -> [EndingKeyChange] {
            try clients.connect(certificate, to: stage.broker)
            return try await stage.broker.tellOfEndingKeys(&keys)
        }
        let old = try await changes(showing: certificate(ends: 6, key: key))
        guard case .near(let ending)? = old.first else { return #expect(Bool(false), "\(old)") }
        // Another system's is no successor, nor is one that ends no later.
        #expect(try await changes(showing: certificate(ends: 90, subject: "another")) == [])
        #expect(try await changes(showing: certificate(ends: 6)).count == 1)
        let byKey = certificate(ends: 90, subject: "renamed", key: key)
        #expect(try await changes(showing: byKey) == [.settled(ending)])
        #expect(try await changes(showing: certificate(ends: 90)).count == 1)
        stage.clock.advance(milliseconds: 5 * day + 1)
        #expect(try await stage.broker.tellOfEndingKeys(&keys) == [])
    }

    @Test func `troubles nobody when it is believed no longer`() async throws {
        let stage = try await Stage(town, setting: clients.setting())
        let certificate = certificate(ends: 6)
        try clients.connect(certificate, to: stage.broker)
        let shown = stage.broker.shown.all.map(\.shown)
        let now = stage.clock.now
        func count(_ setting: Setting) -> Int { setting.ending(shown, at: now).count }
        #expect(try count(clients.setting()) == 1)
        #expect(try count(clients.setting(revoking: [certificate])) == 0)
        #expect(try count(Clients(town: town).setting()) == 0)
        #expect(try count(town.setting()) == 0)
        let gone = try Directory(
            broker: town.broker, partnerships: [],
            agencies: [AgencyRecord(id: town.council.id, name: "The council", kind: .council)],
            nodes: [], agreements: [], subscriptions: [], readers: [])
        #expect(try count(clients.setting(directory: gone)) == 0)
    }

    @Test func `troubles nobody in the first half of its life`() {
        let short = clients.certificate(of: town.police, from: 0, ends: 6)
        let path = try? clients.trust().identity(of: [short], at: SampleTown.morning).path
        let shown = path.map {
            ShownCertificate(agency: town.police.id, use: .connecting, path: $0)
        }
        #expect(shown?.until == clients.time(days: 6))
        #expect(shown?.step(at: clients.time(days: 2)) == nil)
        #expect(shown?.step(at: clients.time(days: 3)) == 7)
        #expect(shown?.step(at: clients.time(days: 6)) == nil)
    }

    @Test func `is told of for each use by itself`() throws {
        let certificate = certificate(ends: 6)
        let tokens = [EndingKey.What.signer(certificate), .client(certificate)].map {
            EndingKey(
                agency: town.police.id, what: $0, until: clients.time(days: 6), step: 7
            ).token
        }
        #expect(tokens[0] != tokens[1])
    }

    // MARK: A signer's

    @Test func `of a signer is told of after a load too, unless that revokes it`() async throws {
        let certified = Certified(town: town)
        let fresh = certified.list(hours: -1)
        let stage = try await Stage(town, setting: certified.setting(lists: [fresh]))
        let key = PrivateKey.generate(.p256)
        let leaf = certified.root.issue(to: town.police.id.uri, key: key, serial: [9]) {
            $0.notBefore = SampleTown.morning.seconds - 30 * 86_400
            $0.notAfter = SampleTown.morning.seconds + 20 * 86_400 - 1
        }
        try await stage.accept(certified.letter(key, leaf))
        var keys = EndingKeys()
        try await stage.broker.load(certified.setting(lists: [fresh]))
        try await stage.broker.tellOfEndingKeys(&keys)
        #expect(try await told(stage).count == 1)
        stage.clock.advance(milliseconds: 7 * day)
        let revoking = certified.list(revoking: [[9]], hours: 6 * 24)
        try await stage.broker.load(certified.setting(lists: [revoking]))
        let changes = try await stage.broker.tellOfEndingKeys(&keys)
        guard case .settled(let ending)? = changes.first else {
            return #expect(Bool(false), "\(changes)")
        }
        #expect(ending.what == .signer(try Certificate(der: leaf)))
        #expect(try await told(stage).count == 1)
    }
}
