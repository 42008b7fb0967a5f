// SPDX-License-Identifier: Apache-2.0

package import Ledger
import Safeguarding
import Signing
package import TransparencyLog

extension Broker {
    /// The newest signed checkpoint; nil before the first start was committed.
    package func checkpoint() async throws(StoreFailure) -> SignedCheckpoint? {
        try await store.read { store throws(StoreFailure) in try store.head()?.checkpoint }
    }

    /// The newest signed checkpoint with the cosignatures that witnesses have given for it.
    package func dressedCheckpoint() async throws(StoreFailure) -> [UInt8]? {
        try await checkpoint().map(cosignatures.dressed)
    }

    /// The keys that checkpoints verify under: a line each, that of the key in use first.
    ///
    /// A key's published form is bound to an origin; so after a gap each key has a line for each origin.
    /// Lines but the first end with what the key is good for: checkpoints of before a gap, or of before
    /// the key was followed by another. A key that came after a gap has no line for what was before it.
    package func verifierKeyLines() async throws(StoreFailure) -> [String] {
        let (setting, origin) = (setting, try await origin() ?? LogOrigin(setting.origin))
        let untils = setting.previousLogKeys.members.map { " until \($0.until.rfc3339)" }
        let names = ([1] + origin.gaps.map(\.number)).map { number in
            try? NoteName(LogOrigin.text(origin.base, number))
        }.compactMap(\.self)
        let last = try await lastNotes(before: origin.gaps.map(\.first))
        return zip(names.indices, names).reversed().flatMap { position, name in
            let gap = position < origin.gaps.count ? origin.gaps[position].first : nil
            let ended = gap.map { " before entry \($0)" } ?? ""
            let lines = zip(setting.logKeys.keys(under: name), [""] + untils).map { $0 }
            let known = position < last.count ? last[position].map(\.signatures) ?? [] : []
            let signing = lines.firstIndex { key, _ in known.contains(where: key.isNamed) }
            return lines[(signing ?? 0)...].map { key, until in key.vkey + until + ended }
        }
    }

    /// The last checkpoint that was signed before each gap; nil where it is not to be had.
    private func lastNotes(
        before gaps: [Int64]
    ) async throws(StoreFailure) -> [SignedNote?] {
        try await store.read { store throws(StoreFailure) in
            try gaps.map { size throws(StoreFailure) in
                try store.checkpoint(ofSizeAtLeast: size).flatMap { checkpoint in
                    checkpoint.size == size ? try? SignedNote(parsing: checkpoint.note) : nil
                }
            }
        }
    }

    /// Proves that the log's tree of one size begins with that of another.
    package func consistency(
        from oldSize: UInt64, to newSize: UInt64
    ) async throws(StoreFailure) -> ConsistencyProof {
        try await store.read { [tiles] store throws(StoreFailure) in
            let hashes = RememberedHashes(stored: StoredHashes(store: store), tiles: tiles)
            do {
                return try ConsistencyProof.prove(from: oldSize, to: newSize, from: hashes)
            } catch let failure as StoreFailure {
                throw failure
            } catch {
                throw .corrupt("the log cannot be proven from \(oldSize) to \(newSize): \(error)")
            }
        }
    }

    /// The bytes of a tile; nil when it is not in the tree that the newest checkpoint covers.
    ///
    /// Whoever takes it keeps it for ever. So it is held to the root that the checkpoint signs first, and
    /// what is damaged leaves the house as no tile.
    package func tile(_ tile: Tile) async throws(StoreFailure) -> [UInt8]? {
        try await store.read { [tiles, keys = setting.logKeys] store throws(StoreFailure) in
            guard let signed = try store.head()?.checkpoint else { return nil }
            guard tile.isWithin(size: UInt64(signed.size)) else { return nil }
            let read = try store.read(tile, size: UInt64(signed.size))
            let hashes = RememberedHashes(stored: StoredHashes(store: store), tiles: tiles)
            do throws(StoreFailure) {
                let root = try tiles.root(of: signed, under: keys)
                try tile.hold(read.hashes, to: root, size: signed.size, in: hashes)
            } catch {
                // What was read wrong once must not be believed for ever.
                tiles.forget()
                throw error
            }
            return read.bytes
        }
    }

    /// Facts, parts and salts of a range of the log, as far as it reaches and a page holds.
    package func entries(
        _ range: Range<Int64>
    ) async throws(StoreFailure) -> [LedgerEntry] {
        let page = setting.limits.factsPage
        return try await store.read { store throws(StoreFailure) in
            let size = try store.head()?.checkpoint.size ?? 0
            let lower = min(range.lowerBound, size)
            let upper = min(range.upperBound, size, lower + page)
            return try lower < upper ? store.entries(.range(lower..<upper)) : []
        }
    }
}

extension StoreReading {
    /// The bytes of a tile, and the hashes that it holds, or those of the entries that it holds.
    func read(
        _ tile: Tile, size: UInt64
    ) throws(StoreFailure) -> (bytes: [UInt8], hashes: [SHA256Digest]) {
        do {
            guard tile.contents == .entries else {
                let hashes = try tile.hashes(from: StoredHashes(store: self), size: size)
                return (Tile.bytes(of: hashes), hashes)
            }
            let range = Int64(tile.range.lowerBound)..<Int64(tile.range.upperBound)
            let entries = try leaves(in: range).map(\.bytes)
            return (try EntryBundle.encode(entries), entries.map(MerkleTree.leafHash))
        } catch { throw .corrupt("\(tile.path) cannot be read: \(error)") }
    }
}

extension Tile {
    /// Holds what the tile says to the root of a tree of that size.
    fileprivate func hold(
        _ hashes: [SHA256Digest], to root: SHA256Digest, size: Int64, in tree: some TreeHashes
    ) throws(StoreFailure) {
        let found: SHA256Digest
        do { found = try tree.root(size: UInt64(size), given: subtrees(hashes)) } catch {
            throw .corrupt("\(path) cannot be held to the checkpoint of size \(size): \(error)")
        }
        guard found == root else {
            throw .corrupt(
                "\(path) is not in the tree that the checkpoint of size \(size) signs: "
                    + "run `batond fsck`")
        }
    }
}
