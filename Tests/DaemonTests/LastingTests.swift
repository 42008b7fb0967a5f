// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import SQLiteStore
import Safeguarding
import Signing
import StoreContract
import Synchronization
import Testing
import Web

@testable import Daemon

@Suite struct `What a store was written with` {
    private let desk: Desk

    init() throws {
        desk = try Desk()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    /// Starts, enters a start and a load, and stops.
    private func start(_ configuration: Configuration) async throws {
        let store = try SQLiteStore(
            path: configuration.places.store, origin: configuration.setting.origin)
        defer { try? store.close() }
        let serving = Serving(
            desk.file(), configuration, world: .real, systemd: Systemd(socket: nil),
            logger: Lines().logger())
        try await serving.serve(store, metrics: PrometheusRegistry()) { _, isListening in
            [Visitor { isListening() }]
        }
    }

    private func look<Found>(
        _ body: (SQLiteStore) async throws -> Found
    ) async throws -> Found {
        let store = try SQLiteStore(
            path: "\(desk.path)/state/baton.db", origin: "baton.example/log")
        defer { try? store.close() }
        return try await body(store)
    }

    private func contradictions(of configuration: Configuration) async throws -> [Contradiction] {
        try await look { try await Lasting(of: $0).contradictions(of: configuration) }
    }

    private static let keys = [
        ("store-1", "4:19", "broker.store_keys.1", "name a new one beside it under a new number"),
        ("index-1", "5:19", "broker.index_keys.1", "name a new one beside it under a new number"),
        ("jti", "6:12", "broker.jti_key", "this one is never exchanged"),
    ]

    @Test(arguments: keys)
    func `are its keys, under which it starts and under no other`(
        file: String, place: String, name: String, advice: String
    ) async throws {
        try await start(desk.read())
        let right = try desk.bytes("keys/\(file).key")
        try desk.write("keys/\(file).key", Array(repeating: 77, count: 32))
        let failure = await #expect(throws: StartFailure.self) { try await start(desk.read()) }
        #expect(failure?.exit == .configuration)
        let line = try #require(failure?.lines.map(desk.plain).first)
        #expect(failure?.lines.count == 1)
        #expect(
            line.hasPrefix(
                "baton.yaml:\(place): keys/\(file).key is not the key that the store was written "
                    + "with as `\(name)`, put the old key back"))
        #expect(line.hasSuffix(advice))
        let configuration = try desk.read()
        let report = await PlaceReport(configuration, now: SystemClock.now())
        #expect(report.exit == .configuration)
        #expect(report.lines.contains { $0.hasPrefix("--  store: ") && $0.contains(name) })

        try desk.write("keys/\(file).key", right)
        try await start(desk.read())
        let size = try await look { store in
            try await store.read { store throws(StoreFailure) in try store.head()?.head.size }
        }
        #expect(size == 4, "the start that was refused entered nothing")
    }

    @Test func `is also known of a key that was not named in between`() async throws {
        let both = ("{1: keys/store-1.key}", "{1: keys/store-1.key, 2: keys/store-2.key}")
        try await start(desk.read(both))
        try await start(desk.read())
        try desk.write("keys/store-2.key", Array(repeating: 77, count: 32))
        #expect(
            try await contradictions(of: desk.read(both)) == [
                .key("broker.store_keys.2", file: "\(desk.path)/keys/store-2.key")
            ])
        #expect(try await contradictions(of: desk.read()) == [])
    }

    /// The messages of `StoreContract` lie under a second key.
    @Test func `is missed of a key only while a message lies under it`() async throws {
        let mark = Lasting.role(of: "broker.store_keys.2")
        let load = LoadedFacts(
            documents: [mark: SHA256.digest(of: [2])], newAgencies: [:], partnerships: [:])
        let missed = try await look { store in
            try await store.begin()
            try await store.draft { draft throws(StoreFailure) in
                try draft.add(Happening(.loaded(load)), partnership: 0)
            }
            let before = try await Lasting.faults(ofServing: desk.read(), from: store)
            try await store.add(SampleMessage(1, from: Sample.police, to: [Sample.council]))
            let after = try await Lasting.faults(ofServing: desk.read(), from: store)
            return Set(after).subtracting(before)
        }
        #expect(
            missed.map { desk.plain("\($0)") } == [
                "baton.yaml:4:15: `broker.store_keys.2` is not named, and under it lies the message of "
                    + "entry 2, which nobody could be handed, name it again, until all that lies under "
                    + "it was purged"
            ])
    }

    @Test func `shows nothing of a key`() throws {
        let configuration = try desk.read()
        let key = try desk.bytes("keys/jti.key")
        for (role, bytes) in configuration.setting.documents where role.hasPrefix("key-mark:") {
            #expect(bytes.count == 32 && bytes != key && bytes != SHA256.digest(of: key).bytes)
        }
        let marks = configuration.setting.vault.marks
        #expect(marks.keys.sorted() == ["index_keys.1", "jti_key", "store_keys.1"])
        #expect(Set(marks.values).count == marks.count)
    }

    @Test func `are the numbers of its partnerships, over loads that do not name them`()
        async throws
    {
        let (town, city) = (
            try PartnershipID("https://baton.example/p/town"),
            try PartnershipID("https://baton.example/p/city")
        )
        let other = ("baton.example/p/town", "baton.example/p/city")
        let second = ("number: 1\n", "number: 2\n")
        try await start(desk.read())
        #expect(
            try await contradictions(of: desk.read(second)) == [
                .renumbered(town, was: 1, now: 2)
            ])
        #expect(
            try await contradictions(of: desk.read(other)) == [.number(1, was: town, now: city)])
        #expect(try await contradictions(of: desk.read(other, second)) == [])
        try await start(desk.read(other, second))
        #expect(
            try await contradictions(of: desk.read(other)) == [.renumbered(city, was: 2, now: 1)])
        let third = ("baton.example/p/town", "baton.example/p/borough")
        let failure = await #expect(throws: StartFailure.self) {
            try await start(desk.read(third))
        }
        #expect(failure?.exit == .configuration)
        #expect(
            failure?.lines.map(desk.plain) == [
                "baton.yaml:13:13: number 1 of partnership https://baton.example/p/town was given "
                    + "to https://baton.example/p/borough, and the public log keeps it for ever, "
                    + "give https://baton.example/p/borough a new number"
            ])
    }

    @Test func `is its broker`() async throws {
        try await start(desk.read())
        let next = try desk.read(("uri: https://baton.example\n", "uri: https://relay.example\n"))
        #expect(
            try await contradictions(of: next) == [
                .broker(
                    try AgencyID("https://relay.example"),
                    was: try AgencyID("https://baton.example"))
            ])
    }

    @Test func `is in the log before a reload is looked at`() async throws {
        let running = try desk.read()
        try await desk.serve(running) { broker in
            let order = Mutex<[String]>([])
            let reloading = Reloading(
                file: desk.file(), started: running, broker: broker,
                opened: AsyncStream {
                    order.withLock { $0.append("begun") }
                    return nil
                },
                board: StatusBoard(
                    Systemd(socket: nil), broker: broker, world: .real, gauge: nil),
                logger: Lines().logger())
            let signals = AsyncStream<Int> {
                order.withLock { $0.append("signal") }
                return nil
            }
            try await reloading.reload(at: signals)
            #expect(order.withLock { $0 } == ["begun", "signal"])
        }
    }

    @Test func `is held against a reload too`() async throws {
        try await start(desk.read())
        let running = try desk.read()
        try await desk.serve(running) { broker in
            let lines = Lines()
            let reloading = Reloading(
                file: desk.file(), started: running, broker: broker,
                opened: AsyncStream { $0.finish() },
                board: StatusBoard(
                    Systemd(socket: nil), broker: broker, world: .real, gauge: nil),
                logger: lines.logger())
            try desk.rewrite(
                ("number: 1\n", "number: 2\n"), ("127.0.0.1:8470", "127.0.0.1:9470"))
            #expect(await reloading.reload(running).places == running.places)
            let told = lines.all.map(desk.plain)
            #expect(told.count == 2)
            #expect(
                told.first?.contains("baton.yaml:8:16: `listen` names 127.0.0.1:9470, which a")
                    == true, "\(told)")
            #expect(
                told.last?.contains("baton.yaml:13:13: partnership https://baton.example/p/town")
                    == true, "\(told)")
            #expect(try await broker.entries(0..<10).count == 4)
        }
    }
}
