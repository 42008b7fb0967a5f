// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import SampleTown
import Signing
import Testing

@testable import Relay

@Suite struct `The memory of certificates that were shown` {
    private let town: SampleTown
    private let clients: Clients
    private let now = SampleTown.morning

    init() throws {
        town = try SampleTown()
        clients = Clients(town: town)
    }

    private func shown(ends days: Int64, subject: String = "a node") throws -> ShownCertificate {
        let certificate = clients.certificate(of: town.police, ends: days, subject: subject)
        let identity = try clients.trust().identity(of: [certificate], at: now)
        return ShownCertificate(
            agency: identity.agency, use: .connecting, path: identity.path)
    }

    @Test func `has room for so many, and forgets what was shown longest ago`() throws {
        let memory = ShownCertificates(most: 3)
        let all = try (0..<4).map { _ in try shown(ends: 90) }
        for (position, one) in all.prefix(3).enumerated() {
            memory.note(one, at: now.adding(milliseconds: Int64(position)))
        }
        #expect(Set(memory.all.map(\.shown)) == Set(all.prefix(3)))
        memory.note(all[0], at: now.adding(milliseconds: 10))
        memory.note(all[3], at: now.adding(milliseconds: 11))
        #expect(Set(memory.all.map(\.shown)) == [all[0], all[2], all[3]])
        #expect(ShownCertificates.mostRemembered == 1_024)
    }

    @Test func `forgets first what is over, and takes nothing that is`() throws {
        let memory = ShownCertificates(most: 2)
        let (short, long) = (try shown(ends: 1), try shown(ends: 90))
        memory.note(long, at: now)
        memory.note(short, at: now.adding(milliseconds: 1))
        let next = try shown(ends: 90)
        memory.note(next, at: clients.time(days: 1))
        #expect(Set(memory.all.map(\.shown)) == [long, next])
        memory.note(short, at: clients.time(days: 1))
        #expect(memory.all.count == 2)
    }

    @Test func `has news of what may begin a warning or end one, once each`() throws {
        let memory = ShownCertificates()
        memory.note(try shown(ends: 90), at: now)
        #expect(memory.news == 0)
        let ending = try shown(ends: 6, subject: "another")
        for _ in 0..<3 { memory.note(ending, at: now) }
        #expect(memory.news == 1)
        memory.note(try shown(ends: 91), at: now)
        #expect(memory.news == 1)
        memory.note(try shown(ends: 90, subject: "another"), at: now)
        #expect(memory.news == 2)
    }

    @Test func `holds nobody who is not registered`() async throws {
        let stage = try await Stage(town, setting: clients.setting())
        let stranger = try AgencyID("https://stranger.example")
        let path = try shown(ends: 90).path
        stage.broker.note(path, of: stranger, for: .connecting)
        #expect(stage.broker.shown.all.isEmpty)
        stage.broker.note(path, of: town.police.id, for: .connecting)
        #expect(stage.broker.shown.all.count == 1)
    }
}
