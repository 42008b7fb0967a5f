// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TransparencyLog

/// The tiles that nearly all proofs share, each with the tree over it: those above the leaves, and of the
/// leaves' own the last, which is the right edge of the tree.
///
/// Another tile of leaves is read for each proof that begins in it. To remember those too would make a
/// small log cheap, and a large one, which has thousands, no cheaper.
///
/// Nothing rests on it: what is not here is in the store. What is here was committed, and what is
/// committed never changes; so a reader of any snapshot may use what a reader of another one left. It
/// belongs to one broker, as another broker's store has another log.
final class TileMemory: Sendable {
    /// How many tiles above the leaves are remembered at most, of up to 16 KiB each: all that a log of
    /// sixteen million entries has, or those that were asked for last.
    static let limit = 512

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
        /// The last tile of leaves that anybody asked for.
        var edge: (index: UInt64, tree: TileTree)?

        func known(_ name: Name) -> TileTree? {
            guard name.level > 0 else { return edge?.index == name.index ? edge?.tree : nil }
            return young[name] ?? old[name]
        }

        mutating func put(_ tree: TileTree, _ name: Name) {
            guard name.level > 0 else {
                if name.index >= edge?.index ?? 0 { edge = (name.index, tree) }
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

    /// Forgets all.
    func forget() { state.withLock { $0 = State() } }

    /// How many tiles above the leaves are remembered.
    var count: Int { state.withLock { Set($0.young.keys).union($0.old.keys).count } }
}
