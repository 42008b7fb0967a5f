// SPDX-License-Identifier: Apache-2.0

/// Why a tile is not there.
package enum TileError: Error, Hashable {
    /// The path is not that of a tile, in its one canonical form.
    case malformedPath
    /// Levels are 0 to 63.
    case noSuchLevel(Int)
    /// A partial tile has 1 to 255 hashes or entries.
    case noSuchWidth(Int)
    /// No tree has so many tiles.
    case noSuchIndex(UInt64)
    /// A tree of this size has not so much of the tile.
    case beyondSize(UInt64)
    /// The tile holds entries, not hashes.
    case holdsEntries
}

extension TileError: CustomStringConvertible {
    /// What is wrong and what to ask for.
    package var description: String {
        switch self {
        case .malformedPath: "not a tile: ask for tile/<level>/<number> or tile/entries/<number>"
        case .noSuchLevel(let level): "there is no level \(level): levels are 0 to 63"
        case .noSuchWidth(let width): "a partial tile has 1 to 255 hashes, not \(width)"
        case .noSuchIndex(let index): "no log has a tile \(index)"
        case .beyondSize(let size): "the log has \(size) entries and not yet this tile"
        case .holdsEntries: "this tile holds entries, not hashes"
        }
    }
}
