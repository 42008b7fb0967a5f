// SPDX-License-Identifier: Apache-2.0

import Foundation
import Ledger
import Relay
import Safeguarding
import Synchronization
import Testing

@testable import Daemon

/// The loop that carries out purges, and places legal holds again whose threads were sent again after a
/// backup was restored.
@Suite struct `The loop of purges` {
    private let desk: Desk
    private let configuration: Configuration
    private let lines = Lines()

    init() throws {
        desk = try Desk()
        configuration = try desk.read()
        try LocalFile.make(folder: "\(desk.path)/state")
    }

    /// A hold that the list names; of a thread that is not there, or is there again.
    private func hold(isThere: Bool) throws -> UnheldThread {
        let thread = try ThreadID("6f1c2a52-86c5-4a0f-9c30-6f9a1f5f2f7e")
        return UnheldThread(
            UnheldThread.name(of: thread), thread: isThere ? thread : nil, partnership: 1,
            agency: try AgencyID("https://council.example"), entry: 7, isHeld: true)
    }

    /// Runs the loop for so many of its pauses.
    private func run(_ broker: Broker, _ disk: HoldingDisk, pauses count: Int) async throws {
        let pauses = Pauses(count)
        let world = World(
            now: { Desk.now }, sleep: { try pauses.pause($0) }, random: { _ in [] })
        try await Forgetter(
            broker: broker, erasure: disk, world: world, logger: lines.logger()
        ).run()
        #expect(pauses.asked == Array(repeating: Forgetter.pause, count: count))
    }

    @Test func `looks once a minute whether a thread is there again whose hold is missing`()
        async throws
    {
        #expect(Forgetter.pause * Forgetter.roundsToHolds == .seconds(60))
        try await desk.serve(configuration) { broker in
            let disk = HoldingDisk(try hold(isThere: false))
            _ = try await broker.holdAgain(disk.unheld())
            try await run(broker, disk, pauses: Forgetter.roundsToHolds - 1)
            #expect(disk.looks == 1, "the test's own look")
            try await run(broker, disk, pauses: 2 * Forgetter.roundsToHolds)
            #expect(disk.looks == 3)
            #expect(broker.missingHolds.all.count == 1)
            #expect(!lines.all.contains { $0.contains("placed again") })
        }
    }

    @Test func `places the hold once its thread is there, and looks no more`() async throws {
        try await desk.serve(configuration) { broker in
            let disk = HoldingDisk(try hold(isThere: false))
            _ = try await broker.holdAgain(disk.unheld())
            disk.hold = try hold(isThere: true)
            try await run(broker, disk, pauses: 3 * Forgetter.roundsToHolds)
            #expect(disk.looks == 2, "the test's own look, and the one that placed it")
            #expect(broker.missingHolds.all.isEmpty)
            let told = lines.all.filter { $0.contains("are placed again") }
            #expect(told.count == 1 && told[0].hasSuffix("held=1"), "\(told)")
        }
    }

    @Test func `asks the disk for no holds where none is missing`() async throws {
        try await desk.serve(configuration) { broker in
            let disk = HoldingDisk(try hold(isThere: true))
            try await run(broker, disk, pauses: 2 * Forgetter.roundsToHolds)
            #expect(disk.looks == 0)
        }
    }
}

/// The disk of a store whose list names one legal hold.
private final class HoldingDisk: StoreErasure {
    private let state: Mutex<(hold: UnheldThread, looks: Int)>

    init(_ hold: UnheldThread) { state = Mutex((hold, 0)) }

    /// The hold, as the list and the store have it.
    var hold: UnheldThread {
        get { state.withLock { $0.hold } }
        set { state.withLock { $0.hold = newValue } }
    }

    /// How often it was asked.
    var looks: Int { state.withLock { $0.looks } }

    func unheld() -> [UnheldThread] {
        state.withLock { state in
            state.looks += 1
            return [state.hold]
        }
    }

    func unforgotten() async throws(StoreFailure) -> Unforgotten { .nothing }

    func settle(_ unforgotten: Unforgotten) async throws(StoreFailure) {}

    func wipe() async throws(StoreFailure) -> Bool { true }
}
