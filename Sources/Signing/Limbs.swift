// SPDX-License-Identifier: Apache-2.0

/// A number with a sign, in five limbs of 62 bits, the lowest first; the highest has the sign.
///
/// A limb leaves room for the product of two and for a sum of such products in 128 bits.
struct Limbs {
    /// How many bits a limb has.
    static let bits = 62
    /// The bits of a limb.
    static let mask: Int64 = 1 << bits - 1

    static let zero = Limbs(values: [0, 0, 0, 0, 0])
    static let one = Limbs(values: [1, 0, 0, 0, 0])

    /// All but the last from 0 to 2^62 - 1.
    var values: InlineArray<5, Int64>

    /// The lowest 62 bits.
    var low: UInt64 { UInt64(bitPattern: values[0]) }

    var isZero: Bool { values[0] | values[1] | values[2] | values[3] | values[4] == 0 }

    var isNegative: Bool { values[4] < 0 }

    var negated: Self { Self.zero.adding(self, times: -1) }

    /// Adds a small multiple of another number.
    func adding(_ other: Self, times factor: Int64) -> Self {
        var sum = self
        var carry: Int128 = 0
        for place in 0..<4 {
            carry += Int128(values[place]) + Int128(other.values[place]) * Int128(factor)
            sum.values[place] = Int64(truncatingIfNeeded: carry) & Self.mask
            carry >>= Self.bits
        }
        sum.values[4] = values[4] + other.values[4] * factor + Int64(truncatingIfNeeded: carry)
        return sum
    }

    /// The same number modulo another, from 0 to that less 1; it is few multiples away.
    func reduced(modulo modulus: Self) -> Self {
        var number = self
        while number.isNegative { number = number.adding(modulus, times: 1) }
        while true {
            let less = number.adding(modulus, times: -1)
            if less.isNegative { return number }
            number = less
        }
    }
}

extension Limbs {
    /// 256 bits, cut anew.
    init(_ number: ScalarInverse.Number) {
        let words = number.words
        self.values = [
            Int64(bitPattern: words[0]) & Self.mask,
            Int64(bitPattern: words[0] >> 62 | words[1] << 2) & Self.mask,
            Int64(bitPattern: words[1] >> 60 | words[2] << 4) & Self.mask,
            Int64(bitPattern: words[2] >> 58 | words[3] << 6) & Self.mask,
            Int64(bitPattern: words[3] >> 56),
        ]
    }
}

extension ScalarInverse.Number {
    /// The 256 bits of a number from 0 to 2^256 - 1.
    init(_ limbs: Limbs) {
        let values = limbs.values
        let (a, b) = (UInt64(bitPattern: values[0]), UInt64(bitPattern: values[1]))
        let (c, d) = (UInt64(bitPattern: values[2]), UInt64(bitPattern: values[3]))
        words = [
            a | b << 62, b >> 2 | c << 60, c >> 4 | d << 58,
            d >> 6 | UInt64(bitPattern: values[4]) << 56,
        ]
    }
}
