// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// Sixteen bytes under which a message is found: the keyed form of its `jti`, or its thread's UUID.
///
/// Two whole numbers instead of an array, so that many are compared and hashed without being
/// reached for; they sort as their bytes do in the file.
struct FoundName: Hashable, Comparable, Sendable {
    static let byteCount = 16

    let high: UInt64
    let low: UInt64

    /// Takes up the bytes; nil when there are not sixteen.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        (high, low) = bytes.withUnsafeBytes { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// Takes up the UUID of a thread, by the digits of its text.
    init(_ thread: ThreadID) {
        var words: (UInt64, UInt64) = (0, 0)
        for character in thread.text.utf8 where character != UInt8(ascii: "-") {
            let digit =
                character <= UInt8(ascii: "9")
                ? character &- UInt8(ascii: "0") : character &- UInt8(ascii: "a") &+ 10
            words = (words.0 << 4 | words.1 >> 60, words.1 << 4 | UInt64(digit))
        }
        (high, low) = words
    }

    static func < (one: FoundName, other: FoundName) -> Bool {
        (one.high, one.low) < (other.high, other.low)
    }

    /// The bytes again.
    var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { [UInt8]($0) }
    }
}
