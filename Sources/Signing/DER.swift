// SPDX-License-Identifier: Apache-2.0

/// The little of DER (X.690) that is needed to hand keys and ECDSA signatures to OpenSSL.
enum DER {
    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }

    /// An INTEGER that is not negative, from its big-endian bytes.
    static func integer(_ magnitude: some Collection<UInt8>) -> [UInt8] {
        let digits = magnitude.drop { $0 == 0 }
        // A first bit of one would make the number negative.
        let needsZero = digits.first.map { $0 >= 0x80 } ?? true
        return element(0x02, (needsZero ? [0] : []) + digits)
    }

    static func octetString(_ bytes: [UInt8]) -> [UInt8] { element(0x04, bytes) }

    static func bitString(_ bytes: [UInt8]) -> [UInt8] { element(0x03, [0] + bytes) }

    /// An object identifier from its encoded arcs.
    static func objectIdentifier(_ arcs: [UInt8]) -> [UInt8] { element(0x06, arcs) }

    /// An element in an explicit context-specific tag.
    static func tagged(_ tag: UInt8, _ inner: [UInt8]) -> [UInt8] { element(0xA0 | tag, inner) }

    static let null: [UInt8] = [0x05, 0x00]

    /// The BOOLEAN that is true.
    static let yes: [UInt8] = [0x01, 0x01, 0xFF]

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag] + length(content.count) + content
    }

    private static func length(_ count: Int) -> [UInt8] {
        guard count >= 0x80 else { return [UInt8(count)] }
        var digits: [UInt8] = []
        var rest = count
        while rest > 0 {
            digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [0x80 | UInt8(digits.count)] + digits
    }
}
