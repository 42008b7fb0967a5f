// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import ServiceLifecycle
import Synchronization
import Testing
import TransparencyLog
import Web

@testable import Daemon

@Suite struct `The daemon` {
    let desk: Desk
    let configuration: Configuration
    let lines = Lines()

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    private func open() throws -> SQLiteStore {
        try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
    }

    /// Serves one visitor and stops.
    private func serve(
        _ store: any Store, systemd: Systemd = Systemd(socket: nil),
        visit: @escaping @Sendable (Broker) async throws -> Void = { _ in }
    ) async throws {
        let serving = Serving(
            desk.file(), configuration, world: .real, systemd: systemd, logger: lines.logger())
        try await serving.serve(store, metrics: PrometheusRegistry()) { broker, isListening in
            [
                Visitor {
                    isListening()
                    try await visit(broker)
                }
            ]
        }
    }

    private func kept() throws -> UInt64? {
        try KeptCheckpoint(
            configuration.places.checkpoint, log: configuration.setting.logKeys
        )?.checkpoint.size
    }

    @Test(.timeLimit(.minutes(5)))
    func `enters its start and the load before anyone is listened to`() async throws {
        let store = try open()
        try await serve(store) { broker in
            let entries = try await broker.entries(0..<10)
            #expect(entries.count == 2)
            // It is told beside the visit, whose end is the end of the daemon.
            try await lines.wait(for: "the broker serves")
        }
        #expect(try kept() == 2)
    }

    @Test func `names in its start the interval since it was last seen`() async throws {
        let store = try open()
        try await serve(store)
        let stopped = try #require(
            ClockFile(configuration.places.clock, logger: lines.logger())
                .outage(until: SystemClock.now())
        ).from
        try await serve(store)
        let entries = try await store.read { store throws(StoreFailure) in
            try store.entries(.range(2..<3))
        }
        let facts = String(decoding: try #require(entries.first?.facts), as: UTF8.self)
        #expect(facts.contains("\(stopped.milliseconds)"))
        #expect(try kept() == 4)
    }

    @Test func `refuses a store that went back in time, and leaves it alone`() async throws {
        let store = try open()
        try await serve(store)
        try await serve(store)
        let old = try Desk()
        try old.write("baton.yaml", Array(Desk.text.utf8))
        try LocalFile.make(folder: "\(old.path)/state")
        let empty = try SQLiteStore(
            path: "\(old.path)/state/baton.db", origin: configuration.setting.origin)
        let failure = await #expect(throws: StartFailure.self) { try await serve(empty) }
        #expect(failure?.exit == .configuration)
        #expect(
            failure?.lines.map(desk.plain).first?.hasPrefix(
                "the store went back in time: it holds 0 entries, and state/baton.db.checkpoint "
                    + "vouches for 4.") == true)
        #expect(try kept() == 4)
        #expect(try await empty.read { store throws(StoreFailure) in try store.head() == nil })
    }

    @Test func `ends with 74 when the store fails`() async throws {
        let failure = await #expect(throws: StartFailure.self) {
            try await serve(CheckpointsOnly(checkpoints: []))
        }
        #expect(failure?.exit == .inputOutput)
        #expect(failure?.lines.first?.contains("no disk") == true)
    }

    @Test func `ends with 69 when a listener does`() async throws {
        struct Taken: Error {}
        let store = try open()
        let failure = await #expect(throws: StartFailure.self) {
            try await serve(store) { _ in throw Taken() }
        }
        #expect(failure?.exit == .unavailable)
        #expect(try kept() == 2)
    }

    /// Sleeps until the task is cancelled, however long that takes.
    private static func untilCancelled() async {
        let (stream, _) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
    }

    @Test(.timeLimit(.minutes(5))) func `answers polls that wait when it stops`() async throws {
        let council = try AgencyID("https://council.example")
        let answered = Mutex<PollAnswer?>(nil)
        // Nothing ends a wait here but the end of the daemon.
        let world = World(
            now: { Desk.now }, sleep: { _ in await Self.untilCancelled() },
            random: World.real.random)
        let serving = Serving(
            desk.file(), configuration, world: world, systemd: Systemd(socket: nil),
            logger: lines.logger())
        try await serving.serve(try open(), metrics: PrometheusRegistry()) { broker, _ in
            let poller = Visitor {
                let poll = Poll(
                    maxEvents: nil, returnImmediately: false, acknowledged: [], errors: [])
                let answer = try await broker.poll(poll, mailbox: council)
                answered.withLock { $0 = answer }
                try await gracefulShutdown()
            }
            return [Visitor {}, poller]
        }
        #expect(answered.withLock { $0?.sets.isEmpty } == true)
        #expect(lines.all.contains { $0.contains("the broker stops") })
    }

    @Test func `reloads its configuration, all of it or nothing`() async throws {
        try await serve(try open()) { broker in
            let board = StatusBoard(
                Systemd(socket: nil), broker: broker, world: .real, gauge: nil)
            let reloading = Reloading(
                file: desk.file(), started: configuration, broker: broker,
                opened: AsyncStream { $0.finish() }, board: board,
                logger: lines.logger())
            func kinds() -> [AgencyKind] { broker.setting.directory.agencies.map(\.kind) }
            let before = (broker.generation, kinds())
            try desk.rewrite(("kind: police", "kind: army"))
            var inForce = await reloading.reload(configuration)
            try desk.rewrite(("kind: police", "kind: other"), ("state/baton.db", "b.db"))
            inForce = await reloading.reload(inForce)
            #expect(broker.generation == before.0)
            #expect(kinds() == before.1)
            #expect(board.isReloadRefused)
            try desk.rewrite(("kind: police", "kind: other"))
            inForce = await reloading.reload(inForce)
            #expect(broker.generation == before.0 + 1)
            #expect(kinds().first == .other)
            #expect(!board.isReloadRefused)
            #expect(inForce.setting.directory == broker.setting.directory)
        }
        let told = lines.all.map { desk.plain($0) }.filter { $0.contains("configuration") }
        #expect(told.count == 3)
        #expect(told[0].contains("why=\"baton.yaml:22:11: `army` is none of the words expected"))
        #expect(told[1].contains("why=\"baton.yaml:10:17: `store` names b.db"))
        #expect(told[2].contains("msg=\"a new configuration is in force\""))
    }

    @Test(arguments: [
        (StoreOpenError.inUse(lock: "l"), Program.Exit.tryLater),
        (.newer(found: 9, known: 1), .configuration), (.foreign(applicationID: 1), .configuration),
        (.setting("synchronous", found: "1", needed: "2"), .configuration),
        (.failed(.inputOutput("x")), .inputOutput),
    ])
    func `ends by why the store did not open`(_ error: StoreOpenError, _ exit: Program.Exit) {
        #expect(StartFailure.opening(error).exit == exit)
        #expect(StartFailure.opening(error).lines.count == 1)
    }

    @Test(arguments: [
        (StoreFailure.inputOutput("x"), Program.Exit.inputOutput), (.inDoubt("x"), .inputOutput),
        (.corrupt("x"), .inputOutput), (.damaged("x"), .inputOutput), (.full, .tryLater),
        (.busy, .tryLater),
        (.refused("x"), .configuration), (.stopped, .tryLater),
    ])
    func `ends by how the store failed`(_ failure: StoreFailure, _ exit: Program.Exit) {
        #expect(StartFailure.store(failure).exit == exit)
    }
}
