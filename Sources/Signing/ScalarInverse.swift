// SPDX-License-Identifier: Apache-2.0

/// The inverse of a number modulo the order of P-256, by halving (Menezes, van Oorschot and Vanstone,
/// Handbook of Applied Cryptography, 14.61): in half the time that OpenSSL takes.
///
/// For public numbers only: the time it takes depends on them. Whoever uses it multiplies the two
/// and sees whether that gives one.
enum ScalarInverse {
    /// 256 bits, the lowest word first.
    struct Number: Equatable {
        var words: InlineArray<4, UInt64>

        static let one = Number(words: [1, 0, 0, 0])
        static let zero = Number(words: [0, 0, 0, 0])

        static func == (left: Self, right: Self) -> Bool {
            (left.words[0] ^ right.words[0]) | (left.words[1] ^ right.words[1])
                | (left.words[2] ^ right.words[2]) | (left.words[3] ^ right.words[3]) == 0
        }
    }

    /// The order of the group of P-256 (SP 800-186, section 3.2.1.3).
    static let order = Number(
        words: [
            0xF3B9_CAC2_FC63_2551, 0xBCE6_FAAD_A717_9E84, 0xFFFF_FFFF_FFFF_FFFF,
            0xFFFF_FFFF_0000_0000,
        ])

    /// The inverse of a number from 1 to the order less 1.
    static func inverse(of number: Number) -> Number {
        var (u, v) = (number, order)
        var (inverseOfU, inverseOfV) = (Number.one, Number.zero)
        while u != .one, v != .one {
            while u.isEven {
                u.halve(carry: false)
                inverseOfU.halveModuloOrder()
            }
            while v.isEven {
                v.halve(carry: false)
                inverseOfV.halveModuloOrder()
            }
            if u.isLess(than: v) {
                v.subtract(u)
                inverseOfV.subtractModuloOrder(inverseOfU)
            } else {
                u.subtract(v)
                inverseOfU.subtractModuloOrder(inverseOfV)
            }
        }
        return u == .one ? inverseOfU : inverseOfV
    }
}

extension ScalarInverse.Number {
    var isEven: Bool { words[0] & 1 == 0 }

    func isLess(than other: Self) -> Bool {
        for place in [3, 2, 1] where words[place] != other.words[place] {
            return words[place] < other.words[place]
        }
        return words[0] < other.words[0]
    }

    /// Halves, with a carry that stands above the highest bit.
    mutating func halve(carry: Bool) {
        words[0] = words[0] >> 1 | words[1] << 63
        words[1] = words[1] >> 1 | words[2] << 63
        words[2] = words[2] >> 1 | words[3] << 63
        words[3] = words[3] >> 1 | (carry ? 1 << 63 : 0)
    }

    mutating func halveModuloOrder() {
        halve(carry: isEven ? false : add(ScalarInverse.order))
    }

    mutating func subtractModuloOrder(_ other: Self) {
        if subtract(other) { add(ScalarInverse.order) }
    }

    /// Adds, and says whether that overflowed.
    @discardableResult
    mutating func add(_ other: Self) -> Bool {
        var carry: UInt64 = 0
        for place in 0..<4 {
            let (sum, first) = words[place].addingReportingOverflow(other.words[place])
            let (whole, second) = sum.addingReportingOverflow(carry)
            words[place] = whole
            carry = first || second ? 1 : 0
        }
        return carry == 1
    }

    /// Subtracts, and says whether that went below zero.
    @discardableResult
    mutating func subtract(_ other: Self) -> Bool {
        var borrow: UInt64 = 0
        for place in 0..<4 {
            let (difference, first) = words[place].subtractingReportingOverflow(other.words[place])
            let (whole, second) = difference.subtractingReportingOverflow(borrow)
            words[place] = whole
            borrow = first || second ? 1 : 0
        }
        return borrow == 1
    }
}

extension ScalarInverse.Number {
    /// Reads 32 bytes, the highest first.
    init(bigEndian bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 32, "a number modulo the order has 32 bytes")
        words = [0, 0, 0, 0]
        for place in 0..<4 {
            words[3 - place] = UInt64(
                bigEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
        }
    }

    /// Lends the 32 bytes, the highest first.
    func withBigEndianBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let bytes = (
            words[3].bigEndian, words[2].bigEndian, words[1].bigEndian, words[0].bigEndian
        )
        return Swift.withUnsafeBytes(of: bytes, body)
    }
}
