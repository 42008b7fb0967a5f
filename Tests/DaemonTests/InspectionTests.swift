// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import Signing
import Synchronization
import Testing
import Web

@testable import Daemon

@Suite struct `The inspection in the background` {
    let desk: Desk
    let configuration: Configuration
    let lines = Lines()

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    private var path: String { configuration.places.store }

    /// A broker on the store whose log has so many entries at least.
    private func serve(
        entries: Int64 = 0, _ body: (Broker, PrometheusRegistry) async throws -> Void
    ) async throws {
        let store = try SQLiteStore(path: path, origin: configuration.setting.origin)
        let metrics = PrometheusRegistry()
        let broker = Broker(
            store: store, world: .real, setting: configuration.setting, checkpoints: NoKeeper(),
            metrics: metrics)
        let loop = Task { try await broker.sequencer.run() }
        try await broker.start(down: nil)
        while try await broker.checkpoint()?.size ?? 0 < entries {
            try await broker.load(broker.setting)
        }
        try await body(broker, metrics)
        loop.cancel()
        _ = await loop.result
        try store.close()
    }

    private func rounds(_ broker: Broker) -> InspectionRounds {
        InspectionRounds(broker, beside: path, logger: lines.logger())
    }

    private func shown(_ metrics: PrometheusRegistry, _ name: String) -> String? {
        metrics.text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    @Test func `looks at a page at a time, and rests after the whole`() async throws {
        try await serve(entries: 130) { (broker, metrics) async throws in
            var rounds = rounds(broker)
            for _ in 0..<3 { #expect(await rounds.step() == InspectionRounds.pause) }
            #expect(shown(metrics, "baton_inspection_entries") == "130")
            #expect(shown(metrics, "baton_inspection_end_timestamp_seconds") == nil)
            #expect(await rounds.step() == InspectionRounds.pauseAfterRound)
            #expect(shown(metrics, "baton_inspection_faults") == "0")
            #expect(shown(metrics, "baton_inspection_end_timestamp_seconds") != nil)
        }
    }

    @Test func `goes on after a restart where it was`() async throws {
        try await serve(entries: 300) { (broker, _) async throws in
            var rounds = rounds(broker)
            for _ in 0..<4 { _ = await rounds.step() }
        }
        let mark = try #require(InspectionMark(desk.bytes("state/baton.db.inspected")))
        #expect(mark.next == 256)
        try await serve { (broker, metrics) async throws in
            var rounds = rounds(broker)
            #expect(await rounds.step() == InspectionRounds.pause)
            #expect(shown(metrics, "baton_inspection_entries") == "302")
            #expect(await rounds.step() == InspectionRounds.pauseAfterRound)
            #expect(shown(metrics, "baton_inspection_faults") == "0")
        }
        // A mark that is none is passed over.
        try desk.write("state/baton.db.inspected", Array("256 0\nnothing\n".utf8))
        #expect(InspectionMark(try desk.bytes("state/baton.db.inspected")) == nil)
    }

    @Test func `finds a flipped bit, tells of it and shows it`() async throws {
        let commitments = Mutex<[UInt8]>([])
        try await serve(entries: 100) { (broker, _) async throws in
            let entry = try #require(try await broker.entries(50..<51).first)
            commitments.withLock { $0 = entry.commitment.bytes }
        }
        try flip(commitments.withLock { $0 })
        try await serve { (broker, metrics) async throws in
            var rounds = rounds(broker)
            while await rounds.step() == InspectionRounds.pause {}
            let faults = shown(metrics, "baton_inspection_faults").flatMap(Int.init) ?? 0
            #expect(faults > 0)
        }
        #expect(
            lines.all.contains {
                $0.contains("what is stored is not what the log says") && $0.contains("entry 50")
            })
    }

    /// Flips one bit of some bytes, where they stand in the file.
    private func flip(_ bytes: [UInt8]) throws {
        var file = try Data(contentsOf: URL(filePath: path))
        let found = try #require(file.range(of: Data(bytes)))
        file[found.lowerBound] ^= 1
        try file.write(to: URL(filePath: path))
    }
}
