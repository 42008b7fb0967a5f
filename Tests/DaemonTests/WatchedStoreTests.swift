// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Synchronization
import Testing

@testable import Daemon

@Suite struct `A full disk` {
    /// The clock's minutes, and how the store answers.
    private final class Scene: Sendable {
        let minutes = Mutex<Int64>(0)
        let failure = Mutex<StoreFailure?>(nil)
    }

    private struct Answering: Store {
        let scene: Scene

        func commit<Result: Sendable>(
            _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
        ) async throws(StoreFailure) -> Result {
            throw scene.failure.withLock { $0 } ?? .busy
        }

        func read<Result: Sendable>(
            _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
        ) async throws(StoreFailure) -> Result { throw .busy }
    }

    private let scene = Scene()
    private let lines = Lines()

    private func commit(_ failure: StoreFailure, minute: Int64, on store: WatchedStore) async {
        scene.failure.withLock { $0 = failure }
        scene.minutes.withLock { $0 = minute }
        await #expect(throws: failure) { try await store.commit { _ throws(StoreFailure) in } }
    }

    private func watched(at path: String) -> WatchedStore {
        let scene = scene
        return WatchedStore(
            Answering(scene: scene), at: path,
            world: World(
                now: { Instant(seconds: scene.minutes.withLock { $0 } * 60) }, sleep: { _ in },
                random: { [UInt8](repeating: 0, count: $0) }), logger: lines.logger())
    }

    @Test func `is told once a minute, with the bytes that are free`() async {
        let store = watched(at: "/tmp")
        await commit(.full, minute: 0, on: store)
        await commit(.full, minute: 0, on: store)
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.contains("level=error") == true)
        #expect(lines.all.first?.contains("bytes_free=unknown") == false)
        await commit(.full, minute: 1, on: store)
        #expect(lines.all.count == 2)
    }

    @Test func `is not what another failure is`() async {
        let store = watched(at: "/tmp")
        await commit(.busy, minute: 0, on: store)
        await commit(.inputOutput("m"), minute: 1, on: store)
        #expect(lines.all == [])
    }
}
