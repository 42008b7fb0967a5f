// SPDX-License-Identifier: Apache-2.0

import Foundation
import Relay
import SQLiteStore
import Signing
import Synchronization
import Testing
import TransparencyLog
import Web

@testable import Daemon

/// A witness as C2SP tlog-witness has it, which may be down, deaf or lying.
final class TestWitness: Sendable {
    let signer: NoteSigner
    private let log: NoteVerifierKey
    private let state = Mutex(State())

    struct State {
        var seen: Checkpoint?
        var isDown = false
        var answer: OutboundReply?
        /// How far its clock is ahead, in seconds.
        var ahead: Double = 0
        var asked: [UInt64] = []
    }

    init(_ name: String, log: NoteVerifierKey) throws {
        signer = try NoteSigner(
            name: NoteName(name), type: .cosignature, key: .generate(.ed25519))
        self.log = log
    }

    var vkey: String { signer.verifierKey.vkey }
    var asked: [UInt64] { state.withLock { $0.asked } }

    func change(_ change: @Sendable (inout State) -> Void) { state.withLock { change(&$0) } }

    /// Answers a request, having read it as the standard says.
    func answer(_ body: [UInt8]) -> OutboundReply? {
        let text = String(decoding: body, as: UTF8.self)
        guard let end = text.firstRange(of: "\n\n") else { return OutboundReply(status: 400) }
        let head = text[..<end.lowerBound].split(separator: "\n").map(String.init)
        let note = try? SignedNote(parsing: Array(text[end.upperBound...].utf8))
        guard let note, let old = UInt64(head[0].dropFirst("old ".count)),
            let new = try? Checkpoint.verify(note, log: log).checkpoint
        else { return OutboundReply(status: 400) }
        let proof = head.dropFirst().compactMap {
            Data(base64Encoded: $0).flatMap { SHA256Digest(bytes: [UInt8]($0)) }
        }
        return state.withLock { state in
            state.asked.append(old)
            if state.isDown { return nil }
            if let answer = state.answer { return answer }
            let seen = state.seen
            guard old == seen?.size ?? 0 else {
                return OutboundReply(
                    status: 409, type: "text/x.tlog.size",
                    body: Array("\(seen?.size ?? 0)\n".utf8))
            }
            if old == new.size, seen?.root != new.root {
                return OutboundReply(status: 409)
            }
            let consistency = ConsistencyProof(oldSize: old, newSize: new.size, hashes: proof)
            let root = seen?.root ?? MerkleTree.emptyRoot
            guard (try? consistency.check(oldRoot: root, newRoot: new.root)) != nil else {
                return OutboundReply(status: 422)
            }
            state.seen = new
            let now = Date.now.timeIntervalSince1970 + state.ahead
            let line = signer.cosign(note.text, time: UInt64(now)).line
            return OutboundReply(status: 200, body: Array((line + "\n").utf8))
        }
    }
}

@Suite struct `Witnesses of the daemon` {
    let desk: Desk
    let first: TestWitness
    let second: TestWitness
    let lines = Lines()

    init() throws {
        desk = try Desk()
        let log = try desk.read().setting.noteSigner.verifierKey
        first = try TestWitness("first.example", log: log)
        second = try TestWitness("second.example", log: log)
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    var call: OutboundCall {
        { [first, second] request in
            let body = request.body
            return switch request.url {
            case "https://first.example/add-checkpoint": first.answer(body)
            case "https://second.example/w/add-checkpoint": second.answer(body)
            default: nil
            }
        }
    }

    static let signer = "log: {origin: baton.example/log, key: keys/log.jwk"

    /// Both witnesses, and what else `log` says.
    func read(_ more: String = "") throws -> Configuration {
        let witnesses = """
            {vkey: \(first.vkey), url: https://first.example}, \
            {vkey: \(second.vkey), url: https://second.example/w/}
            """
        return try desk.read((Self.signer, Self.signer + ", witnesses: [\(witnesses)]\(more)"))
    }

    /// A broker on the store, started, until a body of code ends.
    func serve(
        _ configuration: Configuration, _ body: (Broker) async throws -> Void
    ) async throws {
        try await desk.serve(configuration, body)
    }

    /// Rounds beside the store, by a steady clock that stands until it is turned on.
    func rounds(_ broker: Broker, _ clock: SteadyClock = SteadyClock()) -> WitnessRounds {
        let world = World(
            now: World.real.now, steady: { clock.time }, sleep: { _ in }, random: { _ in [] })
        return WitnessRounds(
            broker, beside: "\(desk.path)/state/baton.db", world: world, logger: lines.logger())
    }

    /// Who has signed the checkpoint that is served.
    func signers(_ broker: Broker) async throws -> [NoteName] {
        let served = try #require(try await broker.dressedCheckpoint())
        let log = broker.setting.noteSigner.verifierKey
        let verified = try Checkpoint.verify(
            SignedNote(parsing: served), log: log,
            witnesses: [first.signer.verifierKey, second.signer.verifierKey])
        return verified.witnesses.map(\.key.name)
    }

    var names: [NoteName] { [first.signer.verifierKey.name, second.signer.verifierKey.name] }

    var conflictFile: String { "state/baton.db.witness-conflict" }

    @Test func `cosign the checkpoint that is served`() async throws {
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            #expect(try await signers(broker).isEmpty)
            #expect(broker.cosigned == nil)
            await rounds.round(call)
            #expect(try await Set(signers(broker)) == Set(names))
            #expect(broker.cosigned?.size == 2)
            await rounds.round(call)
            #expect(first.asked == [0] && second.asked == [0])
            try await broker.load(broker.setting)
            #expect(try await signers(broker).isEmpty)
            #expect(broker.cosigned?.size == 2)
            await rounds.round(call)
            #expect(try await Set(signers(broker)) == Set(names))
            #expect(first.asked == [0, 2] && second.asked == [0, 2])
        }
    }

    /// The book was kept, and the store is one of before.
    @Test func `that have seen more than the store has are asked, and say so`() async throws {
        let key = first.vkey.split(separator: "+").prefix(2).joined(separator: "+")
        try await serve(read()) { (broker) async throws in
            try desk.write("state/baton.db.witnesses", Array("\(key) 100\n".utf8))
            let origin = broker.setting.noteSigner.verifierKey.name
            let root = SHA256.digest(of: Array("what was lost".utf8))
            first.change { $0.seen = Checkpoint(origin: origin, size: 100, root: root) }
            var rounds = rounds(broker)
            await rounds.round(call, isStart: true)
            #expect(first.asked == [0])
            #expect(rounds.ahead == [key: 100])
        }
    }

    @Test(arguments: [-86_400, 86_400])
    func `whose clock is wrong count for no policy, and are named`(_ ahead: Double) async throws {
        first.change { $0.ahead = ahead }
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(call)
            #expect(try await signers(broker) == [second.signer.verifierKey.name])
        }
        let told = lines.all.filter { $0.contains("a witness does not cosign") }
        #expect(told.count == 1 && told[0].contains("witness=first.example"), "\(told)")
        #expect(told.first?.contains("does not count: set the witness's clock") == true)
    }

    @Test func `are asked from where they stand, by memory or by what they say`() async throws {
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(call)
        }
        // The book of one is lost, as after a move to another machine.
        try await serve(read()) { (broker) async throws in
            #expect(broker.cosigned == nil)
            var rounds = rounds(broker)
            #expect(broker.cosigned?.size == 2)
            await rounds.round(call)
            #expect(first.asked == [0, 2])
        }
        try desk.write("state/baton.db.witnesses", [])
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(call)
            #expect(first.asked == [0, 2, 0, 4])
            #expect(try await Set(signers(broker)) == Set(names))
        }
        #expect(!LocalFile.isThere("\(desk.path)/\(conflictFile)"))
    }

    @Test func `are asked before a start whatever the book says of them`() async throws {
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(call)
            var next = self.rounds(broker)
            await next.round(call)
            #expect(first.asked == [0])
            await next.round(call, isStart: true)
            #expect(first.asked == [0, 2] && second.asked == [0, 2])
            first.change {
                $0.answer = OutboundReply(
                    status: 409, type: "text/x.tlog.size", body: Array("99\n".utf8))
            }
            await next.round(call, isStart: true)
        }
        #expect(LocalFile.isThere("\(desk.path)/\(conflictFile)"))
    }

    @Test func `that are down are asked later, and nobody waits for them`() async throws {
        let clock = SteadyClock()
        try await serve(read()) { (broker) async throws in
            first.change { $0.isDown = true }
            var rounds = rounds(broker, clock)
            await rounds.round(call)
            #expect(try await signers(broker) == [names[1]])
            await rounds.round(call)
            clock.turn(1_999)
            await rounds.round(call)
            #expect(first.asked == [0])
            clock.turn(1)
            await rounds.round(call)
            #expect(first.asked == [0, 0])
            clock.turn(3_999)
            await rounds.round(call)
            #expect(first.asked.count == 2)
            first.change { $0.isDown = false }
            clock.turn(1)
            await rounds.round(call)
            #expect(try await Set(signers(broker)) == Set(names))
            let told = lines.all.filter { $0.contains("a witness does not cosign") }
            #expect(told.count == 1)
        }
    }

    @Test func `are enough when the policy says so`() async throws {
        let text = """
            witness a \(first.vkey)
            witness b \(second.vkey)
            group both all a b
            quorum both
            """
        try desk.write("policy", Array(text.utf8))
        try await serve(read(", policy: policy")) { (broker) async throws in
            second.change { $0.isDown = true }
            var rounds = rounds(broker)
            await rounds.round(call)
            #expect(try await signers(broker) == [names[0]])
            #expect(broker.cosigned == nil)
            second.change { $0.isDown = false }
            let later = SteadyClock()
            later.turn(10_000)
            var again = self.rounds(broker, later)
            await again.round(call)
            #expect(broker.cosigned?.size == 2)
        }
    }

    @Test func `that have seen more than the log has are an alarm that stays`() async throws {
        try await serve(read()) { (broker) async throws in
            first.change {
                $0.answer = OutboundReply(
                    status: 409, type: "text/x.tlog.size", body: Array("99\n".utf8))
            }
            var rounds = rounds(broker)
            await rounds.round(call)
            #expect(try await signers(broker) == [names[1]])
            #expect(rounds.ahead.map(\.value) == [99])
        }
        let told = lines.all.filter { $0.contains("a witness contradicts the log") }
        #expect(told.first?.contains("seen=99 stored=2 ") == true, "\(told)")
        let book = WitnessBook(beside: "\(desk.path)/state/baton.db")
        #expect(book.conflict?.hasSuffix(", and the log has 2") == true)
        let words = String(decoding: try desk.bytes(conflictFile), as: UTF8.self)
        #expect(words.contains("first.example: it says that it has seen 99 entries"))
        #expect(words.contains("baton.example/log\n2\n"))
        #expect(lines.all.count { $0.contains("a witness contradicts the log") } == 1)
        try await serve(read()) { (broker) async throws in
            _ = rounds(broker)
            #expect(lines.all.count { $0.contains("a witness contradicts the log") } == 2)
        }
    }

    @Test(arguments: [
        OutboundReply(status: 422),
        OutboundReply(status: 409, type: "text/x.tlog.size", body: Array("99\n".utf8)),
    ])
    func `that contradict the log are an alarm`(reply: OutboundReply) async throws {
        try await serve(read()) { (broker) async throws in
            first.change { $0.answer = reply }
            var rounds = rounds(broker)
            await rounds.round(call)
            #expect(LocalFile.isThere("\(desk.path)/\(conflictFile)"))
        }
    }

    @Test func `notice a log that was made anew under its key`() async throws {
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(call)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(desk.path)/state") {
            try FileManager.default.removeItem(atPath: "\(desk.path)/state/\(name)")
        }
        try await serve(read()) { (broker) async throws in
            var rounds = rounds(broker)
            await rounds.round(call)
            #expect(first.asked == [0, 0, 2])
        }
        let words = String(decoding: try desk.bytes(conflictFile), as: UTF8.self)
        #expect(words.contains("it has seen another root over 2 entries"))
    }

    @Test(arguments: [
        OutboundReply(status: 200), OutboundReply(status: 200, body: Array("— x AAAAAAAA\n".utf8)),
        OutboundReply(status: 400), OutboundReply(status: 403), OutboundReply(status: 404),
        OutboundReply(status: 409), OutboundReply(status: 500),
        OutboundReply(status: 409, type: "text/x.tlog.size", body: Array("1\n".utf8)),
        OutboundReply(status: 409, type: "text/x.tlog.size", body: Array("x\n".utf8)),
    ])
    func `that answer otherwise are no alarm, and their word is not served`(
        reply: OutboundReply
    ) async throws {
        try await serve(read()) { (broker) async throws in
            first.change { $0.answer = reply }
            var rounds = rounds(broker)
            await rounds.round(call)
            await rounds.round(call)
            #expect(try await signers(broker) == [names[1]])
            #expect(first.asked.count <= 3)
            #expect(lines.all.contains { $0.contains("a witness does not cosign") })
            #expect(!LocalFile.isThere("\(desk.path)/\(conflictFile)"))
        }
    }

    @Test func `are read from the configuration, and each fault is shown`() throws {
        let members = try read().setting.witnessing.members
        #expect(members.map(\.key.vkey) == [first.vkey, second.vkey])
        #expect(members.map(\.url) == ["https://first.example", "https://second.example/w"])
        let log = try desk.read().setting.noteSigner.verifierKey.vkey
        for (more, fault) in [
            ("witnesses: [{vkey: x}]", "`x` is no key"),
            ("witnesses: [{vkey: \(log)}]", "is a log's key"),
            ("witnesses: [{url: https://x}]", "a witness has no `vkey`"),
            ("witnesses: [{vkey: \(first.vkey), url: ftp://x}]", "`ftp://x` is no URL"),
            (
                "witnesses: [{vkey: \(first.vkey)}, {vkey: \(first.vkey)}]",
                "this witness is there twice"
            ),
            ("policy: gone", "cannot be read"),
            ("policy: keys/log.pub.json", "is no policy: line 1"),
        ] {
            let faults = try desk.faults([(Self.signer, Self.signer + ", " + more)])
            #expect(faults.count == 1 && faults[0].contains(fault), "\(faults)")
        }
        let other = try NoteVerifierKey(
            name: NoteName("other.example"), key: PrivateKey.generate(.ed25519).publicKey)
        try desk.write("policy", Array("log \(other.vkey)\nquorum none\n".utf8))
        let faults = try desk.faults([(Self.signer, Self.signer + ", policy: policy")])
        #expect(faults.count == 1 && faults[0].contains("the policy is for another log"))
    }
}

/// A steady clock that stands until it is turned on.
final class SteadyClock: Sendable {
    private let milliseconds = Mutex<Int64>(0)

    var time: Int64 { milliseconds.withLock { $0 } }

    func turn(_ amount: Int64) { milliseconds.withLock { $0 += amount } }
}
