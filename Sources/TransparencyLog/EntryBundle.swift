// SPDX-License-Identifier: Apache-2.0

/// The contents of a tile of entries: each after its length in two bytes, the higher first.
package enum EntryBundle {
    /// How many bytes an entry may have.
    package static let largestEntry = 65_535

    /// Writes entries.
    package static func encode(_ entries: [[UInt8]]) throws(EntryBundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
        for entry in entries {
            guard entry.count <= largestEntry else { throw .entryTooLong(entry.count) }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 0xFF))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// Reads the entries of a tile that holds so many.
    package static func decode(_ bytes: [UInt8], count: Int) throws(EntryBundleError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let high = rest.popFirst(), let low = rest.popFirst() else { throw .cutOff }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length else { throw .cutOff }
            entries.append([UInt8](rest.prefix(length)))
            rest.removeFirst(length)
        }
        guard entries.count == count else { throw .wrongCount(entries.count, expected: count) }
        return entries
    }
}

/// Why entries were not written or read.
package enum EntryBundleError: Error, Hashable {
    /// Two bytes cannot say this length.
    case entryTooLong(Int)
    /// The bytes end inside an entry or its length.
    case cutOff
    /// The bundle holds another number of entries than its tile.
    case wrongCount(Int, expected: Int)
}

extension EntryBundleError: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .entryTooLong(let count):
            "an entry of \(count) bytes is longer than \(EntryBundle.largestEntry)"
        case .cutOff: "the bundle ends inside an entry: fetch it again"
        case .wrongCount(let count, let expected):
            "the bundle has \(count) entries, not \(expected)"
        }
    }
}
