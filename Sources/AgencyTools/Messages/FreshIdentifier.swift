// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// UUIDs that nobody had before (RFC 9562).
package enum FreshIdentifier {
    /// A UUID of version 7, which sorts by the time at which it was made: for `jti`.
    package static func ofTime(_ now: Instant, random: (Int) -> [UInt8]) -> String {
        var bytes = random(16)
        for position in 0..<6 {
            bytes[position] = UInt8(
                truncatingIfNeeded: now.milliseconds >> Int64(40 - 8 * position))
        }
        return text(bytes, version: 7)
    }

    /// A UUID of version 4, which says nothing: for threads and people.
    package static func ofChance(random: (Int) -> [UInt8]) -> String {
        text(random(16), version: 4)
    }

    private static func text(_ bytes: [UInt8], version: UInt8) -> String {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hex.encode(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return groups.joined(separator: "-")
    }
}
