// SPDX-License-Identifier: Apache-2.0

import Signing
import Synchronization
import TransparencyLog

/// The tiles that nearly all proofs share, each with the tree over it: those above 256 leaves, and of the two
/// levels below the last, which are the right edge of the tree.
///
/// The other tiles of those levels are read for each proof that begins in them. To remember them too would
/// make a small log cheap, and a large one, which has many thousands, no cheaper.
///
/// Nothing rests on it: what is not here is in the store. What is here was committed, and what is
/// committed never changes; so a reader of any snapshot may use what a reader of another one left. It
/// belongs to one broker, as another broker's store has another log.
final class TileMemory: Sendable {
    /// How many tiles are remembered at most, of up to 1 KiB each, beside those of the right edge: all that a
    /// log of thirty million entries has, or those that were asked for last.
    static let limit = 8_192

    /// The lowest level of which every tile is remembered: that over 256 leaves.
    static let lowest = 2

    /// Which tile: its level, and its number there from the left.
    struct Name: Hashable {
        let level: Int
        let index: UInt64
    }

    private let state = Mutex(State())

    /// Two generations: what nobody asks for while as many others come in as half the limit is forgotten.
    private struct State {
        var young: [Name: TileTree] = [:]
        var old: [Name: TileTree] = [:]
        /// Of each level below that, the last tile that anybody asked for.
        var edge = [(index: UInt64, tree: TileTree)?](repeating: nil, count: TileMemory.lowest)

        func known(_ name: Name) -> TileTree? {
            guard name.level >= TileMemory.lowest else {
                return edge[name.level].flatMap { $0.index == name.index ? $0.tree : nil }
            }
            return young[name] ?? old[name]
        }

        mutating func put(_ tree: TileTree, _ name: Name) {
            guard name.level >= TileMemory.lowest else {
                if name.index >= edge[name.level]?.index ?? 0 {
                    edge[name.level] = (name.index, tree)
                }
                return
            }
            if young[name] == nil, young.count >= TileMemory.limit / 2 {
                old = young
                young = [:]
            }
            young[name] = tree
        }
    }

    /// What is remembered of a tile: as wide as somebody needed it.
    func recall(_ name: Name) -> TileTree? {
        state.withLock { state in
            guard let tree = state.known(name) else { return nil }
            state.put(tree, name)
            return tree
        }
    }

    /// Remembers a tile, unless somebody else has read more of it meanwhile.
    func remember(_ tree: TileTree, _ name: Name) {
        state.withLock { state in
            if (state.known(name)?.width ?? 0) < tree.width { state.put(tree, name) }
        }
    }

    /// The checkpoint whose signature was found good last, and the root that it signs.
    private let signed = Mutex<(note: [UInt8], root: SHA256Digest)?>(nil)

    /// The root that a checkpoint signs; its signature is verified once, and not for each tile.
    func root(
        of checkpoint: SignedCheckpoint, under keys: LogKeys
    ) throws(StoreFailure) -> SHA256Digest {
        if let root = signed.withLock({ $0?.note == checkpoint.note ? $0?.root : nil }) {
            return root
        }
        let root: SHA256Digest
        do {
            let verified = try keys.verify(SignedNote(parsing: checkpoint.note)).checkpoint
            guard verified.size == UInt64(clamping: checkpoint.size) else {
                throw CheckpointError.malformedSize
            }
            root = verified.root
        } catch {
            throw .corrupt(
                "the checkpoint of size \(checkpoint.size) does not verify (\(error)): "
                    + "run `batond fsck`")
        }
        signed.withLock { $0 = (checkpoint.note, root) }
        return root
    }

    /// Forgets all.
    func forget() { state.withLock { $0 = State() } }

    /// How many tiles are remembered beside those of the right edge.
    var count: Int { state.withLock { Set($0.young.keys).union($0.old.keys).count } }
}
