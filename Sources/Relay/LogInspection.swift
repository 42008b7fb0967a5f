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
/// Memory is bounded by one page of entries, whatever the size of the log; each page is a short read
/// of its own, so that a running broker takes in meanwhile and its write-ahead log stays short. The
/// log only grows, so the pages agree with one another.
package struct LogInspection: Sendable {
    /// The most entries, and messages, that are held at once.
    package static let page: Int64 = 64

    private let store: any SnapshotSource
    private let vault: Vault
    private let log: NoteVerifierKey
    private let origin: String
    private var frontier = Frontier()
    private var lastAt = Instant(milliseconds: .min)
    /// Where the leaf of an entry is unknown, nothing above it can be recomputed.
    private var treeIsKnown = true
    /// The tree no longer agrees; told once, because everything after it disagrees too.
    private var treeAgrees = true
    private var head: LogHead?
    private var next: Int64 = 0
    private var faults = 0
    private var unopened = 0

    /// What an inspection found.
    package struct Outcome: Sendable, Hashable {
        /// How many entries were looked at.
        package let entries: Int64
        /// How many faults were told.
        package let faults: Int
        /// How many messages could not be opened because the configuration has no such store key.
        package let unopened: Int
        /// The root of the tree; nil where it could not be recomputed.
        package let root: SHA256Digest?
    }

    /// Makes ready to inspect a store by what a configuration says.
    package init(_ store: any SnapshotSource, _ setting: Setting) {
        self.store = store
        vault = setting.vault
        log = setting.noteSigner.verifierKey
        origin = setting.origin
    }

    /// Looks at the next page, up to the head as it was at the first.
    ///
    /// - Returns: one line for each fault, with the index and what to do; nil at the end.
    package mutating func step() async throws(StoreFailure) -> [String]? {
        let end: Int64
        if let head {
            end = head.size
        } else {
            let found = try await store.read { store throws(StoreFailure) in try store.head()?.head
            }
            head = found
            end = found?.size ?? 0
        }
        guard next < end else { return nil }
        let page = next..<min(next + Self.page, end)
        next = page.upperBound
        var lines = try await look(page)
        if next == end, treeIsKnown, treeAgrees, head?.frontier != frontier {
            lines.append("the head of the log is not that of its \(end) entries: " + Self.restore)
        }
        faults += lines.count
        return lines
    }

    /// What was found so far.
    package var outcome: Outcome {
        Outcome(
            entries: next, faults: faults, unopened: unopened,
            root: treeIsKnown ? frontier.root : nil)
    }

    static let restore = "restore the newest backup whose fsck is clean"

    /// Looks at a page; when it cannot be read whole, entry by entry.
    private mutating func look(_ range: Range<Int64>) async throws(StoreFailure) -> [String] {
        let found: [LedgerEntry?]
        do throws(StoreFailure) {
            found = try await store.read { store throws(StoreFailure) in
                try store.entries(.range(range))
            }
        } catch {
            guard case .corrupt = error else { throw error }
            return try await lookSingly(range)
        }
        return try await look(found, range.lowerBound)
    }

    private mutating func lookSingly(
        _ range: Range<Int64>
    ) async throws(StoreFailure) -> [String] {
        var lines: [String] = []
        for index in range {
            do throws(StoreFailure) {
                let entry = try await store.read { store throws(StoreFailure) in
                    try store.entries(.indices([index])).first
                }
                lines += try await look([entry], index)
            } catch {
                guard case .corrupt(let why) = error else { throw error }
                treeIsKnown = false
                lines.append("entry \(index) cannot be read (\(why)): " + Self.restore)
            }
        }
        return lines
    }

    private mutating func look(
        _ entries: [LedgerEntry?], _ first: Int64
    ) async throws(StoreFailure) -> [String] {
        var lines: [String] = []
        var messages: [Int64] = []
        for (offset, entry) in entries.enumerated() {
            guard let entry else {
                treeIsKnown = false
                lines.append("entry \(first + Int64(offset)) is not there: " + Self.restore)
                continue
            }
            if let damage = entry.damage {
                lines.append(
                    "entry \(entry.index): its \(damage.rawValue) are not what its leaf commits to: "
                        + Self.restore)
            } else if entry.isOfMessage(origin) {
                messages.append(entry.index)
            }
            if entry.at < lastAt {
                lines.append("entry \(entry.index) goes back in time: " + Self.restore)
            }
            lastAt = max(lastAt, entry.at)
            lines += try await grow(entry)
        }
        for index in messages { lines += try await open(index) }
        return lines
    }

    /// Appends a leaf, and holds the tree against what is kept of it.
    private mutating func grow(_ entry: LedgerEntry) async throws(StoreFailure) -> [String] {
        guard treeIsKnown, treeAgrees else { return [] }
        let completed = frontier.append(entry.leafHash)
        let size = Int64(frontier.size)
        let root = frontier.root
        let log = log
        let line = try await store.read { store throws(StoreFailure) -> String? in
            for subtree in completed {
                let number = Int64(subtree.index)
                let kept = try store.hashes(level: subtree.tileLevel, number..<number + 1)
                guard kept == [subtree.hash] else {
                    return "the entries up to \(entry.index) do not give the hash that is kept for "
                        + "subtree \(number) of level \(subtree.tileLevel): " + Self.restore
                }
            }
            guard let signed = try store.checkpoint(ofSizeAtLeast: size), signed.size == size
            else { return nil }
            guard let note = try? SignedNote(parsing: signed.note),
                let checkpoint = try? Checkpoint.verify(note, log: log).checkpoint
            else {
                return "the checkpoint of size \(size) has no good signature of \(log.name.text): "
                    + Self.restore
            }
            guard checkpoint.size == UInt64(size), checkpoint.root == root else {
                return
                    "the entries up to \(entry.index) do not give the root that the checkpoint of "
                    + "size \(size) signs: one since the checkpoint before it was altered; "
                    + Self.restore
            }
            return nil
        }
        treeAgrees = line == nil
        return line.map { [$0] } ?? []
    }

    /// Opens a message and holds it against its commitment; a purged one has no key any more.
    private mutating func open(_ index: Int64) async throws(StoreFailure) -> [String] {
        let record: MessageRecord?
        do throws(StoreFailure) {
            record = try await store.read { store throws(StoreFailure) in
                try store.messages(.content([index])).first
            }
        } catch {
            guard case .corrupt(let why) = error else { throw error }
            return ["entry \(index): its message cannot be read (\(why)): " + Self.restore]
        }
        guard let record else {
            return ["entry \(index): its message is not there: " + Self.restore]
        }
        guard let key = record.key, let ciphertext = record.ciphertext,
            let commitment = record.happening.facts.commitment
        else { return [] }
        let sealed = SealedMessage(restoring: commitment, ciphertext: ciphertext, key: key)
        do throws(SealFault) {
            let jws = try sealed.open(with: vault)
            guard !key.commits(commitment, to: jws.signingInputDigest) else { return [] }
            return ["entry \(index): its message is not what it commits to: " + Self.restore]
        } catch .unknownStoreKey {
            unopened += 1
            return []
        } catch {
            return ["entry \(index): its message does not open, it was altered: " + Self.restore]
        }
    }
}

extension LedgerEntry {
    fileprivate func isOfMessage(_ origin: String) -> Bool {
        (try? happening(origin: origin))?.facts.commitment != nil
    }
}

extension Facts {
    /// What an entry of a message commits to it by.
    fileprivate var commitment: SHA256Digest? {
        switch self {
        case .accepted(let facts), .issued(let facts): facts.commitment
        case .refused(let facts): facts.commitment
        case .polled, .judged, .started, .loaded, .read, .clock: nil
        }
    }
}
