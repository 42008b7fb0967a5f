// SPDX-License-Identifier: Apache-2.0

import Relay

/// The parts of an entry in one column: each after its length as u32 big-endian.
enum PackedParts {
    /// One run of bytes; nil when there are no parts.
    static func pack(_ parts: [[UInt8]]) -> [UInt8]? {
        guard !parts.isEmpty else { return nil }
        var packed: [UInt8] = []
        packed.reserveCapacity(parts.reduce(0) { $0 + $1.count + 4 })
        for part in parts {
            let length = UInt32(part.count)
            for shift in [24, 16, 8, 0] {
                packed.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
            }
            packed.append(contentsOf: part)
        }
        return packed
    }

    /// The parts again.
    static func unpack(_ packed: [UInt8]?) throws(StoreFailure) -> [[UInt8]] {
        guard let packed else { return [] }
        var rest = packed[...]
        var parts: [[UInt8]] = []
        while !rest.isEmpty {
            guard rest.count >= 4 else { throw damage }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length else { throw damage }
            parts.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return parts
    }

    private static let damage = StoreFailure.corrupt(
        "the parts of an entry do not come apart: run fsck")
}
