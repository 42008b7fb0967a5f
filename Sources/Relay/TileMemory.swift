// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TransparencyLog

/// The tiles that proofs lately led through, each with the tree over it.
///
/// Nothing rests on it: what is not here is in the store. What is here was committed, and what is
/// committed never changes; so a reader of any snapshot may use what a reader of another one left. It
/// belongs to one broker, as another broker's store has another log.
final class TileMemory: Sendable {
    /// How many tiles are remembered at most, of up to 16 KiB each: the upper tiles of thirty million
    /// entries, or any.
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

        mutating func put(_ tree: TileTree, _ name: Name) {
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
            if let tree = state.young[name] { return tree }
            guard let tree = state.old[name] else { return nil }
            state.put(tree, name)
            return tree
        }
    }

    /// Remembers a tile, unless somebody else has read more of it meanwhile.
    func remember(_ tree: TileTree, _ name: Name) {
        state.withLock { state in
            let known = state.young[name] ?? state.old[name]
            if (known?.width ?? 0) < tree.width { state.put(tree, name) }
        }
    }

    /// Forgets all.
    func forget() { state.withLock { $0 = State() } }

    /// How many tiles are remembered.
    var count: Int { state.withLock { Set($0.young.keys).union($0.old.keys).count } }
}
