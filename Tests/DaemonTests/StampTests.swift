// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import SQLiteStore
import Safeguarding
import Signing
import StampingAuthority
import Synchronization
import Testing
import TransparencyLog
import Web

@testable import Daemon
@testable import Relay

/// Authorities as the daemon asks them: which of them answer, and what they were asked.
final class TestAuthorities: Sendable {
    private struct State {
        var answers: [String: OutboundReply] = [:]
        var signers: [String: String] = [:]
        var asked: [String] = []
    }

    private let authority: TimestampAuthority
    private let state = Mutex(State())

    init(_ authority: TimestampAuthority) { self.authority = authority }

    var asked: [String] { state.withLock { $0.asked } }

    /// The authority at a URL stamps under that certificate.
    func stamp(at url: String, as signer: String = "tsa") {
        state.withLock { $0.signers[url] = signer }
    }

    /// The authority at a URL answers this, whatever it is asked.
    func answer(_ reply: OutboundReply, at url: String) {
        state.withLock { $0.answers[url] = reply }
    }

    var call: OutboundCall {
        { request in
            let (signer, reply) = self.state.withLock { state in
                state.asked.append(request.url)
                return (state.signers[request.url], state.answers[request.url])
            }
            if let reply { return reply }
            guard let signer, request.type == "application/timestamp-query",
                let answer = try? await self.authority.answer(request.body, as: signer)
            else { return nil }
            return OutboundReply(
                status: 200, type: "application/timestamp-reply", body: answer)
        }
    }
}

@Suite(.enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
final class `Time stamps of the daemon` {
    static let (first, second) = ("https://first.example", "http://second.example/tsr")

    let desk: Desk
    let authority: TimestampAuthority
    let authorities: TestAuthorities
    let clock = SteadyClock()
    let lines = Lines()

    init() async throws {
        desk = try Desk()
        authority = try await TimestampAuthority()
        authorities = TestAuthorities(authority)
        try LocalFile.make(folder: "\(desk.path)/state")
        try desk.write("keys/tsa.pem", authority.file("root.pem"))
    }

    deinit { authority.remove() }

    /// Two authorities, the first preferred.
    func read(_ more: String = "") throws -> Configuration {
        let text = """
            {url: \(Self.first), authorities: keys/tsa.pem\(more)}, \
            {url: \(Self.second), authorities: keys/tsa.pem}
            """
        return try desk.read(
            (
                `Witnesses of the daemon`.signer,
                `Witnesses of the daemon`.signer + ", timestamps: [\(text)]"
            ), now: World.real.now())
    }

    /// The world with a clock that can be turned on.
    var world: World {
        let clock = clock
        return World(
            now: { World.real.now().adding(milliseconds: clock.time) }, sleep: { _ in },
            random: World.real.random)
    }

    func serve(_ body: (Broker) async throws -> Void) async throws {
        try await desk.serve(read(), in: world, body)
    }

    /// Rounds by a steady clock that stands until it is turned on.
    func rounds(_ broker: Broker) -> StampRounds {
        let clock = clock
        let world = World(
            now: world.now, steady: { clock.time }, sleep: { _ in }, random: World.real.random)
        return StampRounds(broker, world: world, logger: lines.logger())
    }

    func tokens(_ broker: Broker) async throws -> [StampedNote] {
        try await broker.timestamps(from: nil, covering: nil).items
    }

    @Test func `are of the newest checkpoint, and OpenSSL accepts them`() async throws {
        try await authority.makeCertificate("lasting", days: 300)
        authorities.stamp(at: Self.first, as: "lasting")
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(authorities.call)
            await rounds.round(authorities.call)
            #expect(authorities.asked == [Self.first])
            let tokens = try await tokens(broker)
            #expect(tokens.map(\.token.timestamp.subject) == [.checkpoint(2)])
            let stamped = try #require(tokens.first)
            let note = try #require(stamped.checkpoint?.note)
            #expect(try await broker.checkpoint()?.note == note)
            let text = try SignedNote(parsing: note).text
            try Data(text).write(to: authority.folder.appending(path: "checkpoint"))
            try Data(TimestampResponse.granting(stamped.token.timestamp.token))
                .write(to: authority.folder.appending(path: "checkpoint.tsr"))
            let verdict = try await authority.openssl(
                "ts", "-verify", "-data", "checkpoint", "-in", "checkpoint.tsr", "-CAfile",
                "root.pem")
            #expect(verdict.contains("Verification: OK"))
        }
    }

    @Test func `come from the next authority when the preferred one is down`() async throws {
        try await authority.makeCertificate("lasting", days: 300)
        authorities.stamp(at: Self.second, as: "lasting")
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(authorities.call)
            #expect(authorities.asked == [Self.first, Self.second])
            #expect(try await tokens(broker).map(\.token.timestamp.authority) == [Self.second])
            #expect(lines.all.count { $0.contains("an authority does not stamp") } == 1)
        }
    }

    @Test func `that are late are an alarm, and are made up for`() async throws {
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            let hour: Int64 = 3_600_000
            await rounds.round(authorities.call)
            #expect(authorities.asked == [Self.first, Self.second])
            clock.turn(59_000)
            await rounds.round(authorities.call)
            #expect(authorities.asked.count == 2)
            for hours in 1...5 {
                clock.turn(hour)
                await rounds.round(authorities.call)
                let told = lines.all.filter { $0.contains("the log waits to be stamped") }
                #expect(told.count { $0.contains("level=warning") } == (hours >= 2 ? 1 : 0))
                #expect(told.count { $0.contains("level=error") } == (hours >= 4 ? 1 : 0))
            }
        }
    }

    @Test func `are told of when the log is stamped again`() {
        var lateness = StampLateness(logger: lines.logger())
        let hour: Int64 = 3_600_000
        let since = Instant(milliseconds: 0)
        lateness.note(since, at: Instant(milliseconds: 2 * hour - 1))
        #expect(lines.all.isEmpty)
        lateness.note(since, at: Instant(milliseconds: 2 * hour))
        lateness.note(since, at: Instant(milliseconds: 4 * hour - 1))
        #expect(lines.all.count == 1)
        lateness.note(nil, at: Instant(milliseconds: 4 * hour))
        lateness.note(nil, at: Instant(milliseconds: 5 * hour))
        #expect(lines.all.count == 2)
        #expect(lines.all[1].contains("the log is stamped again"))
    }

    @Test func `of an authority whose clock is another are not taken`() async throws {
        clock.turn(310_000)
        try await isNotTaken(because: "its clock and ours differ by 3")
    }

    /// What the first authority stamps is not kept, and the journal says why.
    private func isNotTaken(because reason: String) async throws {
        authorities.stamp(at: Self.first)
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(authorities.call)
            #expect(try await tokens(broker).isEmpty)
            #expect(lines.all.contains { $0.contains(reason) }, "\(lines.all)")
        }
    }

    @Test func `of an authority that vouches for no time are not taken`() async throws {
        let settings = authority.folder.appending(path: "settings.cnf")
        let told = try String(contentsOf: settings, encoding: .utf8)
        let vague = told.replacing("secs:1,", with: "secs:2000000000,")
        #expect(vague != told)
        try vague.write(to: settings, atomically: true, encoding: .utf8)
        try await isNotTaken(because: "may be off by 2000000000 s")
    }

    @Test(arguments: [
        OutboundReply(status: 500, type: "text/plain"),
        OutboundReply(status: 200, type: "application/timestamp-reply", body: [0x30, 0]),
        OutboundReply(status: 200, type: "text/html", body: Array("<html>".utf8)),
    ])
    func `are not what an authority answers otherwise`(reply: OutboundReply) async throws {
        authorities.answer(reply, at: Self.first)
        authorities.stamp(at: Self.second)
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(authorities.call)
            #expect(try await tokens(broker).map(\.token.timestamp.authority) == [Self.second])
        }
    }

    @Test func `that end are stamped again by one who ends later`() async throws {
        try await authority.makeCertificate("later", days: 40)
        authorities.stamp(at: Self.first)
        authorities.stamp(at: Self.second, as: "later")
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(authorities.call)
            let tokens = try await tokens(broker)
            #expect(
                tokens.map(\.token.timestamp.subject) == [.checkpoint(2), .tokens(1...1)])
            #expect(authorities.asked == [Self.first, Self.first, Self.second])
            let (old, new) = (tokens[0].token.timestamp, tokens[1].token.timestamp)
            #expect(new.validUntil > old.validUntil)
            let root = MerkleTree.root(ofLeaves: [MerkleTree.leafHash(of: old.token)])
            let info = try TimestampInfo(unverified: new.token)
            #expect(info.imprint == MessageImprint(root))
        }
    }

    @Test func `that end and that nobody stamps again are an alarm`() async throws {
        authorities.stamp(at: Self.first)
        try await serve { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(authorities.call)
            #expect(try await tokens(broker).count == 1)
            let told = lines.all.filter { $0.contains("time stamps end and are not renewed") }
            #expect(told.count == 1 && told[0].contains("level=error"))
        }
    }

    @Test func `are asked for over HTTP, and redirects are not followed`() async throws {
        try await TimestampServer.serve(authority) { port in
            let client = HTTPClient.withoutRedirects()
            let request = TimestampRequest(for: SHA256.digest(of: [1]))
            let asked = OutboundRequest(
                url: "http://127.0.0.1:\(port)/tsr", type: StampRounds.requestType,
                body: request.der, answerLimit: TimestampLimits.responseBytes)
            // Long: the authority starts a program for each answer.
            let patience: Int64 = 240
            let reply = await client.post(asked, patience: patience)
            #expect(reply?.status == 200)
            #expect(reply?.type == "application/timestamp-reply")
            let token = try TimestampResponse(parsing: reply?.body ?? []).token
            #expect(token != nil)
            let moved = await client.post(
                OutboundRequest(
                    url: "http://127.0.0.1:\(port)/moved", type: asked.type, body: asked.body,
                    answerLimit: asked.answerLimit), patience: patience)
            #expect(moved?.status == 307)
            let stalled = await client.post(
                OutboundRequest(
                    url: "http://127.0.0.1:\(port)/stalled", type: asked.type, body: asked.body,
                    answerLimit: asked.answerLimit), patience: 1)
            #expect(stalled == nil)
            let short = await client.post(
                OutboundRequest(
                    url: asked.url, type: asked.type, body: asked.body, answerLimit: 8))
            #expect(short == nil)
            try await client.shutdown()
        }
    }

    @Test func `are read from the configuration, and each fault is shown`() throws {
        #expect(
            try read().setting.timestamping.authorities.map(\.url) == [Self.first, Self.second])
        for (more, fault) in [
            ("{}", "an authority has no `url`"),
            ("{url: https://x}", "an authority has no `authorities`"),
            ("{url: ftp://x, authorities: keys/tsa.pem}", "`ftp://x` is no URL"),
            ("{url: https://x, authorities: gone}", "cannot be read"),
            ("{url: https://x, authorities: keys/tsa.pem, policies: [x]}", "`x` is no object"),
            (
                "{url: https://x, authorities: keys/tsa.pem, lists: [keys/tsa.pem]}",
                "something else"
            ),
            ("{url: https://x, authorities: keys/tsa.pem, list: x}", "`list`"),
        ] {
            let signer = `Witnesses of the daemon`.signer
            let faults = try desk.faults([(signer, signer + ", timestamps: [\(more)]")])
            #expect(faults.count >= 1 && faults[0].contains(fault), "\(faults)")
        }
    }

    @Test func `are due with the first whole hour, when something was added`() {
        let hour: Int64 = 3_600_000
        let last = KeptTimestamp(
            .checkpoint(5), authority: "", askedAt: Instant(milliseconds: 10 * hour + 1),
            time: Instant(milliseconds: 0), validUntil: Instant(milliseconds: 0), token: [])
        func due(_ first: Int64?) -> Int64? {
            TimestampDue.hour(
                after: last, firstUnstamped: first.map { Instant(milliseconds: $0) })?.milliseconds
        }
        #expect(due(nil) == nil)
        #expect(due(10 * hour + 2) == 11 * hour)
        #expect(due(13 * hour + 7) == 13 * hour + 7)
        #expect(
            TimestampDue.hour(after: nil, firstUnstamped: Instant(milliseconds: 7))?.milliseconds
                == 7)
    }
}
