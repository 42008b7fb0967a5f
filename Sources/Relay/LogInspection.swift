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
    /// Whether that is the time of the entry just before, which could be read.
    private var isTimeKnown = false
    private var head: LogHead?
    /// Where the log ends; nil before the first step.
    private var end: Int64?
    /// The head cannot be read: the log ends where no entry is found any more.
    private var isEndUnknown = false
    /// Whether it is known what lies beyond the head.
    private var hasLookedBeyond = false
    private var next: Int64 = 0
    /// Entries without facts of which no entry has said yet that they were purged: that comes later.
    private var missing: Set<Int64> = []
    /// What was found and is not told yet: a read that fails takes none of it away.
    private var found: [String] = []
    /// Whether all was looked at, its end too.
    private var isEnded = false
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
        isTimeKnown = mark != nil
        missing = mark?.missing ?? []
    }

    /// Looks at the next page, up to the head as it was at the first.
    ///
    /// After a failure it can be asked again, and goes on where it was.
    ///
    /// - Returns: one line for each fault, with the index and what to do; nil at the end.
    package mutating func step() async throws(StoreFailure) -> [String]? {
        if end == nil { try await begin() }
        if !hasLookedBeyond { try await lookBeyond() }
        if isEnded { return found.isEmpty ? nil : tell() }
        if let end, next < end { try await look(next..<min(next + Self.page, end)) }
        if next == end { try await finish() }
        return tell()
    }

    /// Where another inspection can go on; nil in the middle of a block, and once a fault was found.
    package var mark: InspectionMark? {
        guard faults == 0, found.isEmpty, next > 0, let blocks = tree.blocks else { return nil }
        return InspectionMark(next: next, lastAt: lastAt, blocks: blocks, missing: missing)
    }

    /// What was found so far.
    package var outcome: Outcome {
        Outcome(
            entries: next, faults: faults, unopened: unopened,
            root: tree.isWhole ? tree.root : nil)
    }

    static let restore = "restore the newest backup whose fsck is clean"

    private mutating func begin() async throws(StoreFailure) {
        do throws(StoreFailure) {
            head = try await store.read { store throws(StoreFailure) in try store.head()?.head }
            let size = head?.size ?? 0
            end = size
            isEnded = next > size || next == size && missing.isEmpty
        } catch {
            guard let why = error.damage else { throw error }
            (end, isEndUnknown) = (.max, true)
            found.append("the head of the log cannot be read (\(why)): " + Self.restore)
        }
    }

    /// Looks for what is kept beyond the head, on one snapshot with it.
    ///
    /// Where the head cannot be read, nobody knows what is beyond it.
    private mutating func lookBeyond() async throws(StoreFailure) {
        do throws(StoreFailure) {
            guard !isEndUnknown else { return hasLookedBeyond = true }
            let (size, strays) = try await store.read { store throws(StoreFailure) in
                let size = try store.size()
                return (size, try store.strays(beyond: size, limit: Self.told))
            }
            found += strays.map {
                "\($0) is kept, and the log has \(size) entries: " + Self.restore
            }
        } catch {
            guard let why = error.damage else { throw error }
            found.append("what is kept beyond the log cannot be read (\(why)): " + Self.restore)
        }
        hasLookedBeyond = true
    }

    /// Looks at the end: what is missing for good, and the head.
    private mutating func finish() async throws(StoreFailure) {
        try await explainMissing()
        if let head, !tree.agrees(with: head.frontier) {
            found.append("the head of the log is not that of its \(next) entries: " + Self.restore)
        }
        isEnded = true
    }

    /// Counts the faults that were found; beyond the limit they are not told.
    private mutating func tell() -> [String] {
        let lines = found.prefix(max(0, Self.told - faults))
        faults += found.count
        found = []
        return Array(lines)
    }

    // MARK: Entries

    /// Looks at a page; when it cannot be read whole, entry by entry.
    private mutating func look(_ range: Range<Int64>) async throws(StoreFailure) {
        do throws(StoreFailure) {
            let page = try await store.read { store throws(StoreFailure) in
                try store.entries(.range(range))
            }
            try await look(page)
            next = range.upperBound
        } catch {
            guard error.damage != nil else { throw error }
            try await lookSingly(range)
        }
    }

    /// What was purged while the inspection ran is explained behind its end.
    private mutating func explainMissing() async throws(StoreFailure) {
        let size = try await missing.isEmpty ? next : size()
        var from = next
        while !missing.isEmpty, from < size {
            let range = from..<min(from + Self.page, size)
            for entry in try await readable(range) {
                missing.subtract((try? entry.happening(origin: origin))?.forgotten ?? [])
            }
            from = range.upperBound
        }
        found += missing.sorted().map {
            "entry \($0): its facts are gone, and no entry says that they were purged: "
                + Self.restore
        }
    }

    /// How many entries there are by now; as many as were looked at where the head cannot be read.
    private func size() async throws(StoreFailure) -> Int64 {
        guard !isEndUnknown else { return next }
        return try await store.read { store throws(StoreFailure) in try store.size() }
    }

    /// Those of a range that can be read; what is wrong with the others the next inspection tells.
    private func readable(_ range: Range<Int64>) async throws(StoreFailure) -> [LedgerEntry] {
        do throws(StoreFailure) {
            return try await store.read { store throws(StoreFailure) in
                try store.entries(.range(range))
            }
        } catch {
            guard error.damage != nil else { throw error }
            guard range.count > 1 else { return [] }
        }
        var entries: [LedgerEntry] = []
        for index in range { entries += try await readable(index..<index + 1) }
        return entries
    }

    private mutating func lookSingly(_ range: Range<Int64>) async throws(StoreFailure) {
        var unread = 0
        for index in range {
            do throws(StoreFailure) {
                let entry = try await store.read { store throws(StoreFailure) in
                    try store.entries(.indices([index])).first
                }
                if entry == nil, isEndUnknown {
                    end = index
                    return
                }
                try await look([entry])
                if entry == nil { found.append("entry \(index) is not there: " + Self.restore) }
            } catch {
                guard let why = error.damage else { throw error }
                unread += 1
                try await look([nil])
                found.append("entry \(index) cannot be read (\(why)): " + Self.restore)
            }
            next = index + 1
        }
        if isEndUnknown, unread == range.count {
            end = next
            found.append("how many entries follow cannot be told: " + Self.restore)
        }
    }

    /// Looks at the next entries; nil is one that is not there or cannot be read.
    ///
    /// When it fails nothing is noted, and they can be looked at again.
    private mutating func look(_ entries: [LedgerEntry?]) async throws(StoreFailure) {
        let before = (lastAt, isTimeKnown, unopened, tree)
        do throws(StoreFailure) { found += try await faults(of: entries) } catch {
            (lastAt, isTimeKnown, unopened, tree) = before
            throw error
        }
    }

    private mutating func faults(
        of entries: [LedgerEntry?]
    ) async throws(StoreFailure) -> [String] {
        var (lines, messages, beginnings): ([String], [Int64], Set<Int64>) = ([], [], [])
        for (entry, index) in zip(entries, tree.size...) {
            guard let entry else {
                isTimeKnown = false
                continue
            }
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
            // A transaction has one time: where another begins, one has ended and was signed.
            if isTimeKnown, entry.at > lastAt { beginnings.insert(index) }
            lastAt = max(lastAt, entry.at)
            isTimeKnown = true
        }
        return try await lines + open(messages) + grow(entries.map { $0?.leafHash }, beginnings)
    }

    // MARK: Tree

    /// Lets the tree grow, and holds it against what is kept of it as far as that can be read.
    ///
    /// - Parameter beginnings: the entries before which a transaction ended.
    private mutating func grow(
        _ leaves: [SHA256Digest?], _ beginnings: Set<Int64>
    ) async throws(StoreFailure) -> [String] {
        let tree = tree
        do throws(StoreFailure) {
            let (grown, lines) = try await store.read { store throws(StoreFailure) in
                var grown = tree
                let lines = try grown.take(leaves, after: beginnings, store)
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
            for leaf in leaves { lines += try await grow([leaf], beginnings) }
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
