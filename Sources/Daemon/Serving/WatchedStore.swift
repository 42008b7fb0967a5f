// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Glibc
import Logging
import Relay
import Safeguarding
import Synchronization

/// A store that is watched: the log says when its disk is full, how much of it is free, and when
/// messages are taken again; it says what was read back and is not what was written, and what the store
/// would not do.
///
/// A full disk ends by itself, and damage in one place does not stop what does not need that place;
/// but somebody must hear that it is time to act. A full disk is over once something was written
/// again, and for whoever asks whether the broker is ready once there is room beside the store: else
/// nobody would send what could be written. Where transaction after transaction fails though the disk has
/// room, the store is not ready either, until something was written or it is time to try again.
final class WatchedStore: Store {
    private let store: any Store
    private let path: String
    private let world: World
    private let logger: Logger
    /// When it was last told that the disk is full; nil while it is not.
    private let told = Mutex<Instant?>(nil)
    /// What was told last of damage and refusals, and when.
    private let toldFault = Mutex<(why: String, at: Instant)?>(nil)
    /// How many transactions failed since something was written last, and when the last of them did.
    private let unwritten = Mutex<(count: Int, at: Instant)?>(nil)
    private let damagedReads: Counter?

    /// After how many milliseconds it is told again.
    static let repeatMilliseconds: Int64 = 60_000

    /// After how many transactions that failed in a row, with nothing written between, the store is not
    /// ready: three pieces of work, each tried with verdicts and without.
    static let mostUnwritten = 6

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
            return isFull || hasUnwritten
                ? try await commitInDoubt(work) : try await store.commit(work)
        } catch {
            switch error {
            case .full: noteFull()
            case .corrupt, .refused: noteUnwritten()
            case .inputOutput, .inDoubt, .busy, .damaged, .stopped: break
            }
            note(error)
            throw error
        }
    }

    /// A transaction that writes nothing goes through all the same, and says nothing.
    private func commitInDoubt<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let (result, hasWritten) = try await store.commit { store throws(StoreFailure) in
            let before = try store.head()?.checkpoint.size
            let result = try work(store)
            return (result, try store.head()?.checkpoint.size != before)
        }
        if hasWritten {
            noteRoom()
            unwritten.withLock { $0 = nil }
        }
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

    /// Counts damage, and tells it and what the store would not do: each another one at once, the same
    /// again after a while.
    private func note(_ failure: StoreFailure) {
        switch failure {
        case .corrupt(let why), .damaged(let why):
            damagedReads?.increment()
            tell(
                "the store is damaged: run `batond fsck`, and restore the newest backup that is clean",
                why)
        case .refused(let why):
            tell("the store would not do what it was asked: run `batond fsck`", why)
        case .full, .inputOutput, .inDoubt, .busy, .stopped: break
        }
    }

    private func tell(_ words: String, _ why: String) {
        let now = world.now()
        let isDue = toldFault.withLock { last in
            if let last, last.why == why,
                (0..<Self.repeatMilliseconds).contains(now.milliseconds(since: last.at))
            {
                return false
            }
            last = (why, now)
            return true
        }
        guard isDue else { return }
        logger.error("\(words)", metadata: ["file": "\(path)", "why": "\(why)"])
    }

    func hasRoom() async -> Bool {
        guard !isStuck else { return false }
        guard isFull else { return true }
        guard FreeSpace.isThere(Self.roomBytes, beside: path) else { return false }
        noteRoom()
        return true
    }

    /// How much must fit on a disk that was full before it is said to be ready: a batch of referrals.
    static let roomBytes = 1 << 20

    private var isFull: Bool { told.withLock { $0 != nil } }

    private var hasUnwritten: Bool { unwritten.withLock { $0 != nil } }

    /// Whether transactions fail one after another.
    ///
    /// After a while it is tried again: nobody sends anything to a broker that is not ready, and then nothing
    /// could show that it is.
    private var isStuck: Bool {
        guard let unwritten = unwritten.withLock({ $0 }), unwritten.count >= Self.mostUnwritten
        else { return false }
        let passed = world.now().milliseconds(since: unwritten.at)
        return (0..<Self.repeatMilliseconds).contains(passed)
    }

    private func noteUnwritten() {
        let now = world.now()
        unwritten.withLock { $0 = (($0?.count ?? 0) + 1, now) }
    }

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
