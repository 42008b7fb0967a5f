// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Glibc
import Logging
import Relay
import Safeguarding
import Synchronization

/// A store that is watched: the log says when its disk is full, how much of it is free, and when
/// messages are taken again; and it says what was read back and is not what was written.
///
/// A full disk ends by itself, and damage in one place does not stop what does not need that place;
/// but somebody must hear that it is time to act. A full disk is over once something was written
/// again, and for whoever asks whether the broker is ready once there is room beside the store: else
/// nobody would send what could be written.
final class WatchedStore: Store {
    private let store: any Store
    private let path: String
    private let world: World
    private let logger: Logger
    /// When it was last told that the disk is full; nil while it is not.
    private let told = Mutex<Instant?>(nil)
    /// The damage that was told last, and when.
    private let toldDamage = Mutex<(why: String, at: Instant)?>(nil)
    private let damagedReads: Counter?

    /// After how many milliseconds it is told again.
    static let repeatMilliseconds: Int64 = 60_000

    /// Watches a store whose file stands at a path.
    ///
    /// - Parameter metrics: where damage is counted; nil where nobody asks.
    init(
        _ store: any Store, at path: String, world: World, logger: Logger,
        metrics: (any MetricsFactory)? = nil
    ) {
        self.store = store
        self.path = path
        self.world = world
        self.logger = logger
        damagedReads = metrics.map {
            Counter(label: Measure.damagedReads.rawValue, dimensions: [], factory: $0)
        }
    }

    func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        do throws(StoreFailure) {
            return isFull ? try await commitToFullDisk(work) : try await store.commit(work)
        } catch {
            if error == .full { noteFull() }
            note(error)
            throw error
        }
    }

    /// A transaction that writes nothing goes through all the same, and says nothing.
    private func commitToFullDisk<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let (result, hasWritten) = try await store.commit { store throws(StoreFailure) in
            let before = try store.head()?.checkpoint.size
            let result = try work(store)
            return (result, try store.head()?.checkpoint.size != before)
        }
        if hasWritten { noteRoom() }
        return result
    }

    func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        do throws(StoreFailure) { return try await store.read(work) } catch {
            note(error)
            throw error
        }
    }

    /// Counts damage, and tells it: each another one at once, the same again after a while.
    private func note(_ failure: StoreFailure) {
        guard let why = failure.damage else { return }
        damagedReads?.increment()
        let now = world.now()
        let isDue = toldDamage.withLock { last in
            if let last, last.why == why,
                (0..<Self.repeatMilliseconds).contains(now.milliseconds(since: last.at))
            {
                return false
            }
            last = (why, now)
            return true
        }
        guard isDue else { return }
        logger.error(
            "the store is damaged: run `batond fsck`, and restore the newest backup that is clean",
            metadata: ["file": "\(path)", "why": "\(why)"])
    }

    func hasRoom() async -> Bool {
        guard isFull else { return true }
        guard FreeSpace.isThere(Self.roomBytes, beside: path) else { return false }
        noteRoom()
        return true
    }

    /// How much must fit on a disk that was full before it is said to be ready: a batch of referrals.
    static let roomBytes = 1 << 20

    private var isFull: Bool { told.withLock { $0 != nil } }

    private func noteFull() {
        let now = world.now()
        let isDue = told.withLock { last in
            if let last, (0..<Self.repeatMilliseconds).contains(now.milliseconds(since: last)) {
                return false
            }
            last = now
            return true
        }
        guard isDue else { return }
        logger.error(
            "the disk of the store is full: nothing is acknowledged until there is room",
            metadata: [
                "file": "\(path)",
                "bytes_free": FreeSpace.bytes(at: path).map { "\($0)" } ?? "unknown",
            ])
    }

    private func noteRoom() {
        let wasFull = told.withLock { last in
            defer { last = nil }
            return last != nil
        }
        guard wasFull else { return }
        logger.notice("the store takes messages again", metadata: ["file": "\(path)"])
    }
}

/// How much room a disk has for those who are not root.
enum FreeSpace {
    /// Bytes free on the file system that holds a path; nil when it cannot be told.
    static func bytes(at path: String) -> UInt64? {
        var found = statvfs()
        guard statvfs(path, &found) == 0 else { return nil }
        return UInt64(found.f_bavail) * UInt64(found.f_frsize)
    }

    /// Whether so many bytes can be written beside a file, and be durable: they are written, for
    /// neither quotas nor reserves show in what the file system says of itself.
    ///
    /// The file has no name while it is written, so that nothing is left of it.
    static func isThere(_ count: Int, beside path: String) -> Bool {
        let probe = path + ".room"
        let descriptor = open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        unlink(probe)
        let bytes = [UInt8](repeating: 0xFF, count: count)
        return (try? LocalFile.write(bytes, to: descriptor, named: probe)) != nil
            && fdatasync(descriptor) == 0
    }
}
