// SPDX-License-Identifier: Apache-2.0

package import Signing

/// The salts of one entry, all drawn from one random secret that is itself never shown.
///
/// HMAC-SHA-256(secret, "facts") salts the facts; HMAC-SHA-256(secret, "part" ‖ u32 big-endian
/// number) salts a part. Showing one salt reveals nothing of the others.
package struct EntrySalts: Sendable {
    /// How many random bytes the secret has.
    package static let secretBytes = 32

    private let secret: [UInt8]

    /// Draws salts from a secret of 32 bytes.
    package init(secret: [UInt8]) {
        precondition(secret.count == Self.secretBytes, "an entry's secret has 32 bytes")
        self.secret = secret
    }

    /// The salt of the facts.
    package var facts: SHA256Digest { HMACSHA256.code(for: Array("facts".utf8), key: secret) }

    /// The salt of a part.
    package func part(_ number: Int) -> SHA256Digest {
        HMACSHA256.code(for: Self.label(number), key: secret)
    }

    /// The salts of the first parts, for which the secret is prepared once.
    func parts(_ count: Int) -> [SHA256Digest] {
        HMACSHA256.codes(for: (0..<count).map(Self.label), key: secret)
    }

    private static func label(_ number: Int) -> [UInt8] {
        Array("part".utf8) + UInt32(number).bigEndianBytes
    }
}

extension UInt32 {
    /// The four bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        [UInt8(self >> 24), UInt8(self >> 16 & 0xFF), UInt8(self >> 8 & 0xFF), UInt8(self & 0xFF)]
    }
}
