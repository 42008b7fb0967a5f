// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
package import Signing
import TransparencyLog

/// Recomputes the log from what is stored, and names by its index what does not agree.
///
/// Each entry is hashed again from facts and parts, each message opened and held against its
/// commitment, the tree grown leaf by leaf and held against every kept hash and signed checkpoint.
/// Damage ends nothing: it is told, and the inspection goes on behind it. Memory is bounded by one
/// page of entries and the numbers of those whose facts are purged, whatever the size of the log; each
/// page is a short read of its own, so that a running broker takes in meanwhile and its write-ahead log
/// stays short. The log only grows, so the
/// pages agree with one another.
package struct LogInspection: Sendable {
    /// The most entries, and messages, that are held at once.
    package static let page: Int64 = 64
    /// The most faults that are told one by one; more are only counted.
    package static let told = 200

    private let store: any SnapshotSource
    private let vault: Vault
    private let particulars: ParticularsCheck
    private let origin: String
    private var tree: TreeInspection
    private var lastAt = Instant(milliseconds: .min)
    private var head: LogHead?
    /// Where the log ends; nil before the first step.
    private var end: Int64?
    /// The head cannot be read: the log ends where no entry is found any more.
    private var isEndUnknown = false
    private var next: Int64 = 0
    /// Entries without facts of which no entry has said yet that they were purged: that comes later.
    private var missing: Set<Int64> = []
    private var faults = 0
    private var unopened = 0

    /// What an inspection found.
    package struct Outcome: Sendable, Hashable {
        /// How many entries were looked at.
        package let entries: Int64
        /// How many faults were found, those that were only counted included.
        package let faults: Int
        /// How many messages could not be opened because the configuration has no such store key.
        package let unopened: Int
        /// The root of the tree; nil where it could not be recomputed.
        package let root: SHA256Digest?
    }

    /// Makes ready to inspect a store by what a configuration says.
    ///
    /// - Parameter mark: how far an earlier inspection came without a fault; nil to begin anew.
    package init(
        _ store: any SnapshotSource, _ setting: Setting, from mark: InspectionMark? = nil
    ) {
        self.store = store
        vault = setting.vault
        particulars = ParticularsCheck(setting)
        origin = setting.origin
        tree =
            mark.map { TreeInspection(log: setting.logKeys, blocks: $0.blocks) }
            ?? TreeInspection(log: setting.logKeys)
        next = mark?.next ?? 0
        lastAt = mark?.lastAt ?? Instant(milliseconds: .min)
    }

    /// Looks at the next page, up to the head as it was at the first.
    ///
    /// - Returns: one line for each fault, with the index and what to do; nil at the end.
    package mutating func step() async throws(StoreFailure) -> [String]? {
        var lines = end == nil ? try await begin() : []
        guard let end, next < end else { return lines.isEmpty ? nil : note(lines) }
        let page = next..<min(next + Self.page, end)
        lines += try await look(page)
        if next == self.end { lines += try await explainMissing() }
        if next == self.end, let head, !tree.agrees(with: head.frontier) {
            lines.append("the head of the log is not that of its \(next) entries: " + Self.restore)
        }
        return note(lines)
    }

    /// Where another inspection can go on; nil in the middle of a block, and once a fault was found.
    package var mark: InspectionMark? {
        guard faults == 0, next > 0, let blocks = tree.blocks else { return nil }
        return InspectionMark(next: next, lastAt: lastAt, blocks: blocks)
    }

    /// What was found so far.
    package var outcome: Outcome {
        Outcome(
            entries: next, faults: faults, unopened: unopened,
            root: tree.isWhole ? tree.root : nil)
    }

    static let restore = "restore the newest backup whose fsck is clean"

    private mutating func begin() async throws(StoreFailure) -> [String] {
        do throws(StoreFailure) {
            head = try await store.read { store throws(StoreFailure) in try store.head()?.head }
            end = head?.size ?? 0
            return []
        } catch {
            guard let why = error.damage else { throw error }
            (end, isEndUnknown) = (.max, true)
            return ["the head of the log cannot be read (\(why)): " + Self.restore]
        }
    }

    /// Counts faults; beyond the limit they are not told.
    private mutating func note(_ lines: [String]) -> [String] {
        let room = max(0, Self.told - faults)
        faults += lines.count
        return Array(lines.prefix(room))
    }

    // MARK: Entries

    /// Looks at a page; when it cannot be read whole, entry by entry.
    private mutating func look(_ range: Range<Int64>) async throws(StoreFailure) -> [String] {
        do throws(StoreFailure) {
            let found = try await store.read { store throws(StoreFailure) in
                try store.entries(.range(range))
            }
            let lines = try await look(found)
            next = range.upperBound
            return lines
        } catch {
            guard error.damage != nil else { throw error }
            return try await lookSingly(range)
        }
    }

    /// What was purged while the inspection ran is explained behind its end.
    private mutating func explainMissing() async throws(StoreFailure) -> [String] {
        var from = next
        while !missing.isEmpty {
            let begin = from
            let page = try await store.read { store throws(StoreFailure) in
                let size = try store.size()
                return try begin < size
                    ? store.entries(.range(begin..<min(begin + Self.page, size))) : []
            }
            guard let last = page.last else { break }
            for entry in page {
                missing.subtract((try? entry.happening(origin: origin))?.forgotten ?? [])
            }
            from = last.index + 1
        }
        return missing.sorted().map {
            "entry \($0): its facts are gone, and no entry says that they were purged: "
                + Self.restore
        }
    }

    private mutating func lookSingly(
        _ range: Range<Int64>
    ) async throws(StoreFailure) -> [String] {
        var lines: [String] = []
        var unread = 0
        for index in range {
            do throws(StoreFailure) {
                let entry = try await store.read { store throws(StoreFailure) in
                    try store.entries(.indices([index])).first
                }
                if entry == nil, isEndUnknown {
                    end = index
                    return lines
                }
                if entry == nil {
                    lines.append("entry \(index) is not there: " + Self.restore)
                }
                lines += try await look([entry])
            } catch {
                guard let why = error.damage else { throw error }
                unread += 1
                lines.append("entry \(index) cannot be read (\(why)): " + Self.restore)
                lines += try await look([nil])
            }
            next = index + 1
        }
        if isEndUnknown, unread == range.count {
            end = next
            lines.append("how many entries follow cannot be told: " + Self.restore)
        }
        return lines
    }

    /// Looks at the next entries; nil is one that is not there or cannot be read.
    private mutating func look(_ entries: [LedgerEntry?]) async throws(StoreFailure) -> [String] {
        var lines: [String] = []
        var messages: [Int64] = []
        for (entry, index) in zip(entries, tree.size...) {
            guard let entry else { continue }
            if entry.isForgotten {
                missing.insert(index)
            } else if let damage = entry.damage {
                lines.append(
                    "entry \(index): its \(damage.rawValue) are not what its leaf commits to: "
                        + Self.restore)
            } else if let happening = try? entry.happening(origin: origin) {
                if happening.facts.commitment != nil { messages.append(index) }
                missing.subtract(happening.forgotten)
            }
            if entry.at < lastAt {
                lines.append("entry \(index) goes back in time: " + Self.restore)
            }
            lastAt = max(lastAt, entry.at)
        }
        return try await lines + open(messages) + grow(entries.map { $0?.leafHash })
    }

    // MARK: Tree

    /// Lets the tree grow, and holds it against what is kept of it as far as that can be read.
    private mutating func grow(_ leaves: [SHA256Digest?]) async throws(StoreFailure) -> [String] {
        let tree = tree
        do throws(StoreFailure) {
            let (grown, lines) = try await store.read { store throws(StoreFailure) in
                var grown = tree
                let lines = try grown.take(leaves, store)
                return (grown, lines)
            }
            self.tree = grown
            return lines
        } catch {
            guard let why = error.damage else { throw error }
            guard leaves.count > 1 else {
                let line = "entry \(tree.size): what is kept of the tree cannot be read (\(why)): "
                _ = try self.tree.take(leaves, nil)
                return [line + Self.restore]
            }
            var lines: [String] = []
            for leaf in leaves { lines += try await grow([leaf]) }
            return lines
        }
    }

    // MARK: Messages

    /// Opens messages, all read at once; where that cannot be, one by one.
    private mutating func open(_ indices: [Int64]) async throws(StoreFailure) -> [String] {
        guard !indices.isEmpty else { return [] }
        let records: [MessageRecord]
        do throws(StoreFailure) {
            records = try await store.read { store throws(StoreFailure) in
                try store.messages(.content(indices))
            }
        } catch {
            guard let why = error.damage else { throw error }
            guard indices.count > 1 else {
                return ["entry \(indices[0]): its message cannot be read (\(why)): " + Self.restore]
            }
            var lines: [String] = []
            for index in indices { lines += try await open([index]) }
            return lines
        }
        let found = Dictionary(
            records.map { ($0.entry.index, $0) }, uniquingKeysWith: { first, _ in first })
        let forgotten = try await forgotten(among: indices.filter { found[$0] == nil })
        missing.formUnion(forgotten)
        return indices.filter { !forgotten.contains($0) }.compactMap { index in
            let fault = found[index].map { open($0) } ?? "is not there"
            return fault.map { "entry \(index): its message \($0): " + Self.restore }
        }
    }

    /// Those that were purged, facts and parts included, since their page was read.
    private func forgotten(among indices: [Int64]) async throws(StoreFailure) -> Set<Int64> {
        guard !indices.isEmpty else { return [] }
        return try await store.read { store throws(StoreFailure) in
            try store.forgotten(among: indices)
        }
    }

    /// Opens a message and holds it against its commitment; a purged one has no key any more.
    private mutating func open(_ record: MessageRecord) -> String? {
        guard let commitment = record.happening.facts.commitment else { return nil }
        guard let key = record.key, let ciphertext = record.ciphertext else {
            return record.purgedBy == nil ? "is gone, and no entry says that it was purged" : nil
        }
        guard record.purgedBy == nil else { return "was purged and is here again" }
        let sealed = SealedMessage(restoring: commitment, ciphertext: ciphertext, key: key)
        do throws(SealFault) {
            let jws = try sealed.open(with: vault)
            guard key.commits(commitment, to: jws.signingInputDigest) else {
                return "is not what it commits to"
            }
            return particulars.agree(record, with: jws)
                ? nil : "says other than the particulars that are kept of it"
        } catch .unknownStoreKey {
            unopened += 1
            return nil
        } catch {
            return "does not open, it was altered"
        }
    }
}

extension Happening {
    /// The entries whose facts it says were purged.
    fileprivate var forgotten: [Int64] {
        parts.compactMap { part in
            if case .forgotten(let forgotten) = part { forgotten.entry } else { nil }
        }
    }
}

extension Facts {
    /// What an entry of a message commits to it by.
    fileprivate var commitment: SHA256Digest? {
        switch self {
        case .accepted(let facts), .issued(let facts): facts.commitment
        case .refused(let facts): facts.commitment
        case .withdrawn, .polled, .judged, .silent, .started, .loaded, .read, .clock, .gap,
            .revoked, .settled, .retention:
            nil
        }
    }
}
