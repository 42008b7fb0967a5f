// SPDX-License-Identifier: Apache-2.0

import Glibc
import Relay
import SQLiteStore
import Safeguarding
import ServiceLifecycle
import Synchronization
import Testing
import Web

@testable import Daemon

@Suite(.timeLimit(.minutes(5))) struct `Systemd, the manager,` {
    let desk: Desk
    let configuration: Configuration
    let socket: NotifySocket
    let lines = Lines()

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
        socket = try NotifySocket("\(desk.path)/notify")
    }

    private func open() throws -> SQLiteStore {
        try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
    }

    private func serve(
        _ systemd: Systemd, _ store: SQLiteStore, world: World = .real,
        _ visit: @escaping @Sendable (Broker, @Sendable () -> Void) async throws -> Void
    ) async throws {
        let serving = Serving(
            desk.file(), configuration, world: world, systemd: systemd, logger: lines.logger())
        try await serving.serve(store, gauge: store, metrics: PrometheusRegistry()) {
            broker, open in
            [Visitor { try await visit(broker, open) }]
        }
    }

    private static let status =
        "Serving, version \(Program.version): 2 entries, 0 messages in mailboxes, "
        + "0 expectations open, 0 overdue"

    @Test func `is told that the daemon serves once callers can connect, and not before`()
        async throws
    {
        let socket = socket
        try await serve(Systemd(socket: socket.path), try open()) { broker, isListening in
            // The start is in the log, and nobody can call yet.
            try await broker.sequencer.pulse()
            #expect(socket.received().filter { $0.contains("READY") } == [])
            isListening()
            #expect(await socket.next() == ["READY=1\nSTATUS=\(Self.status)"])
        }
        #expect(socket.received().last == "STOPPING=1\nSTATUS=Finishing what is in flight")
    }

    @Test func `is fed by a pulse through the sequencer, at half of the time it allows`()
        async throws
    {
        let pauses = Mutex<[Duration]>([])
        let world = World(
            now: World.real.now,
            sleep: { pause in
                // The first pause before a beat is over at once.
                let isFirst = pauses.withLock { pauses in
                    pauses.append(pause)
                    return pause == .seconds(17) && pauses.count { $0 == pause } == 1
                }
                if !isFirst { try await World.real.sleep(pause) }
            }, random: World.real.random)
        let systemd = Systemd(environment: [
            "NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "34000000",
        ])
        let socket = socket
        try await serve(systemd, try open(), world: world) { _, isListening in
            isListening()
            var told: [String] = []
            while !told.contains("WATCHDOG=1") { told += await socket.next() }
        }
        #expect(pauses.withLock { $0 }.contains(.seconds(17)))
    }

    @Test func `is not fed while the sequencer does not go round`() async throws {
        let broker = Broker(
            store: try open(), world: .real, setting: configuration.setting,
            checkpoints: CheckpointFile("", world: .real, logger: lines.logger()),
            metrics: PrometheusRegistry())
        let board = StatusBoard(
            Systemd(socket: socket.path, watchdog: .seconds(1)), broker: broker, world: .real,
            gauge: nil)
        // Nobody runs the sequencer: the pulse waits in it until the loop begins.
        let sequencer = broker.sequencer
        await withTaskGroup { group in
            group.addTask { await board.beat() }
            while sequencer.waiting == 0 { await Task.yield() }
            #expect(socket.received() == [])
            group.addTask { try? await sequencer.run() }
            await group.next()
            group.cancelAll()
        }
        #expect(
            socket.received() == [
                "WATCHDOG=1", "STATUS=Serving, version \(configuration.setting.version)",
            ])
    }

    @Test func `is not fed by a store in doubt`() async throws {
        let broker = Broker(
            store: CheckpointsOnly(checkpoints: []), world: .real, setting: configuration.setting,
            checkpoints: CheckpointFile("", world: .real, logger: lines.logger()),
            metrics: PrometheusRegistry())
        let board = StatusBoard(
            Systemd(socket: socket.path, watchdog: .seconds(1)), broker: broker, world: .real,
            gauge: nil)
        let sequencer = broker.sequencer
        try await withThrowingTaskGroup { group in
            group.addTask { try? await sequencer.run() }
            await board.beat()
            try await group.waitForAll()
        }
        #expect(socket.received() == [])
    }

    @Test func `is told of a reload that was refused until one is not`() async throws {
        let socket = socket
        let systemd = Systemd(socket: socket.path)
        try await serve(Systemd(socket: nil), try open()) { broker, _ in
            let board = StatusBoard(systemd, broker: broker, world: .real, gauge: nil)
            board.reloading()
            board.isReloadRefused = true
            await board.ready()
            await board.beat()
            board.isReloadRefused = false
            await board.beat()
        }
        let told = socket.received()
        #expect(told.count == 3)
        #expect(told.first?.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") == true)
        #expect(told[1].hasSuffix("the newest configuration was refused, an older one is in force"))
        #expect(told[2] == "STATUS=Serving, version \(Program.version)")
    }

    @Test(arguments: [
        (["WATCHDOG_USEC": "30000000"], Duration.seconds(30)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "77"], .seconds(30)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "78"], nil), (["WATCHDOG_USEC": "0"], nil),
        (["WATCHDOG_USEC": "x"], nil), ([:], nil),
    ])
    func `has a watchdog when it is meant for this process`(
        _ more: [String: String], _ watchdog: Duration?
    ) {
        let environment = more.merging(["NOTIFY_SOCKET": "@baton"]) { one, _ in one }
        #expect(Systemd(environment: environment, process: 77).watchdog == watchdog)
        #expect(Systemd(environment: more, process: 77).watchdog == nil)
    }

    @Test(arguments: ["", "relative", "/nobody", "/" + String(repeating: "long", count: 100)])
    func `that does not listen is told nothing`(_ path: String) {
        let systemd = Systemd(socket: path)
        systemd.ready("Serving")
        systemd.reloading()
        systemd.stopping()
    }
}
