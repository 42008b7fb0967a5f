// SPDX-License-Identifier: Apache-2.0

import Glibc
import Ledger
import Relay
import Safeguarding
import TransparencyLog

/// Everything outside the store that vouches for the log, held against it before anything more is signed:
/// the kept checkpoint, the newest cosigned one, and how far each witness has seen.
struct Vouched: Sendable {
    private let places: Configuration.Places
    private let keys: LogKeys
    private let book: WitnessBook
    private let kept: [KeptCheckpoint]
    /// Whether the newest checkpoint that was signed is among them.
    let hasNewest: Bool

    /// Reads what an earlier run has kept.
    init(_ configuration: Configuration) throws(CheckpointRefusal) {
        places = configuration.places
        keys = configuration.setting.logKeys
        book = WitnessBook(beside: places.store)
        let newest = try KeptCheckpoint(places.checkpoint, log: keys)
        // What is no checkpoint there is written again from what witnesses answer.
        let cosigned = try? KeptCheckpoint(book.cosignedPath, log: keys)
        kept = [newest, cosigned].compactMap(\.self)
        hasNewest = newest != nil
    }

    /// Why a store would not be served by what is kept beside it, as a start finds before it asks anybody.
    static func refusals(
        of store: any SnapshotSource, under configuration: Configuration
    ) async throws(StoreFailure) -> [CheckpointRefusal] {
        let log = configuration.setting.logKeys
        if let refusal = try await HeadCheck.refusal(of: store, log: log) { return [refusal] }
        let vouched: Vouched
        do throws(CheckpointRefusal) { vouched = try Vouched(configuration) } catch {
            return [error]
        }
        return try await vouched.refusals(of: store)
    }

    /// Every way in which a store went back in time; none when it did not.
    ///
    /// - Parameter said: how far witnesses have just said that they have seen, by their names in the book.
    func refusals(
        of store: any SnapshotSource, said: [String: UInt64] = [:]
    ) async throws(StoreFailure) -> [CheckpointRefusal] {
        var refusals: [CheckpointRefusal] = []
        var isSettled = false
        for kept in kept {
            if let refusal = try await kept.refusal(of: store) { refusals.append(refusal) }
            if try await kept.isSettled(in: store) { isSettled = true }
        }
        // What stands in the book is then of before a gap that was accepted, and is moved away.
        guard !isSettled else { return refusals }
        let (stored, since) = try await store.read { store throws(StoreFailure) in
            let head = try store.head()
            return (head?.checkpoint.size ?? 0, head?.head.lastAt)
        }
        let sizes = book.sizes().merging(said) { max($0, $1) }
        for (name, size) in sizes.sorted(by: { $0.key < $1.key }) {
            let seen = Int64(clamping: size)
            guard seen > stored else { continue }
            refusals.append(.behindWitness(name, seen: seen, stored: stored, since: since))
        }
        if let words = book.conflict {
            refusals.append(.contradicted(book.conflictPath, words: words))
        }
        return refusals
    }

    /// The gap that an operator accepts by going on in spite of refusals.
    func gap(
        _ refusals: [CheckpointRefusal], _ store: any SnapshotSource
    ) async throws(StoreFailure) -> AcceptedGap {
        let base = keys.current.name.text
        let stored = try await store.read { store throws(StoreFailure) in
            try store.head()?.head.origin.number ?? 1
        }
        let newest = kept.map(\.checkpoint).max {
            (number($0, base), $0.size) < (number($1, base), $1.size)
        }
        let seen = refusals.compactMap { refusal -> Int64? in
            guard case .behindWitness(_, let seen, _, _) = refusal else { return nil }
            return seen
        }.max()
        let known = newest.map { Int64(clamping: $0.size) } ?? 0
        return AcceptedGap(
            number: max(stored, newest.map { number($0, base) } ?? 1) + 1, kept: newest,
            witnessed: seen.flatMap { $0 > known ? $0 : nil })
    }

    private func number(_ checkpoint: Checkpoint, _ base: String) -> Int {
        LogOrigin.number(of: checkpoint.origin.text, base: base) ?? 1
    }

    /// Moves away what was kept under an earlier origin, once the entry of the gap is durable.
    ///
    /// It stays beside the store, as evidence, under a name that says which origin followed.
    func putAside(before number: Int) {
        for path in [places.checkpoint] + book.paths where LocalFile.isThere(path) {
            if path == places.checkpoint, isCurrent(path, number) { continue }
            putAside(path, as: "\(path).before-\(number)")
        }
    }

    /// Moves a file to a name that is free: what was put aside before is evidence too.
    ///
    /// What stands there already, after a crash in between, is not kept twice.
    private func putAside(_ path: String, as name: String) {
        for name in [name] + (2...Self.mostAside).map({ "\(name)-\($0)" }) {
            guard LocalFile.isThere(name) else {
                rename(path, name)
                return
            }
            if Self.areSame(path, name) {
                unlink(path)
                return
            }
        }
    }

    private static func areSame(_ path: String, _ other: String) -> Bool {
        let limit = WitnessBook.mostConflictBytes * 2
        guard let bytes = try? LocalFile.read(path, atMost: limit) else { return false }
        return (try? LocalFile.read(other, atMost: limit)) == bytes
    }

    /// The most files that are put aside of one name before one origin.
    private static let mostAside = 16

    /// Whether a kept checkpoint is one of the origin in force already.
    private func isCurrent(_ path: String, _ number: Int) -> Bool {
        let kept = try? KeptCheckpoint(path, log: keys)
        return kept.map { self.number($0.checkpoint, keys.current.name.text) >= number } ?? false
    }

    /// Whether something is kept that an accepted gap has settled.
    func isSettled(in store: any SnapshotSource) async throws(StoreFailure) -> Bool {
        for kept in kept where try await kept.isSettled(in: store) { return true }
        return false
    }
}
