// SPDX-License-Identifier: Apache-2.0

extension Tile {
    /// The path under which the tile is published: `tile/1/x001/234.p/5`, `tile/entries/067`.
    package var path: String {
        let kind = if case .hashes(let level) = contents { "\(level)" } else { "entries" }
        let suffix = width == Self.fullWidth ? "" : ".p/\(width)"
        return "tile/\(kind)/\(Self.groups(of: index))\(suffix)"
    }

    /// Reads a path, which has one canonical form for each tile.
    package init(path: String) throws(TileError) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "tile" else { throw .malformedPath }
        let kind = parts[1]
        parts.removeFirst(2)
        var width = Self.fullWidth
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = Int(parts.removeLast()) else { throw .malformedPath }
            guard (1..<Self.fullWidth).contains(partial) else { throw .noSuchWidth(partial) }
            width = partial
            parts[parts.count - 1].removeLast(2)
        }
        guard let index = Self.index(of: parts) else { throw .malformedPath }
        try self.init(try Self.contents(kind), index: index, width: width)
        // Whatever was read too generously above is not written so: `+1`, `x000/001`, `00`.
        guard self.path == path else { throw .malformedPath }
    }

    private static func contents(_ kind: Substring) throws(TileError) -> Contents {
        guard kind != "entries" else { return .entries }
        guard let level = Int(kind) else { throw .malformedPath }
        return .hashes(level: level)
    }

    /// A number in groups of three digits, all but the last marked with an `x`.
    private static func groups(of index: UInt64) -> String {
        var groups = [group(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + group(rest % 1000))
            rest /= 1000
        }
        return groups.reversed().joined(separator: "/")
    }

    private static func group(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    private static func index(of groups: [Substring]) -> UInt64? {
        // Seven groups hold any number below 10^21, which is more than a tree has.
        guard groups.count <= 7 else { return nil }
        return UInt64(groups.map { $0.hasPrefix("x") ? $0.dropFirst() : $0 }.joined())
    }
}
