// SPDX-License-Identifier: Apache-2.0

/// Whether one decimal number is a whole multiple of another, without rounding.
extension ExactNumber {
    /// How many significant digits a divisor may have: dividing costs the product of both lengths.
    static let divisorDigitLimit = 1_024

    /// Whether the number is the divisor times a whole number; the divisor is not zero.
    ///
    /// No power of ten is ever written out. Of 10^k only as many zeros matter as the divisor's
    /// digits can hold factors of two or five: four for each digit are more than enough.
    func isMultiple(of divisor: ExactNumber) -> Bool {
        guard !digits.isEmpty else { return true }
        let shift = (exponent - digits.count) - (divisor.exponent - divisor.digits.count)
        // The last digit is not zero, so what is left over could not end in zeros.
        guard shift >= 0 else { return false }
        let zeros = min(shift, 4 * divisor.digits.count)
        return Self.remainderIsZero(digits, zeros: zeros, by: divisor.digits)
    }

    private static func remainderIsZero(
        _ digits: [UInt8], zeros: Int, by divisor: [UInt8]
    ) -> Bool {
        if divisor.count <= 17 { return smallRemainder(digits, zeros: zeros, by: divisor) == 0 }
        return longRemainderIsZero(digits, zeros: zeros, by: divisor)
    }

    /// The remainder by a divisor of at most 17 digits, which times ten still fits a word.
    private static func smallRemainder(
        _ digits: [UInt8], zeros: Int, by divisor: [UInt8]
    ) -> UInt64 {
        let modulus = divisor.reduce(0) { $0 * 10 + UInt64($1 & 0x0F) }
        var rest: UInt64 = 0
        for digit in digits { rest = (rest * 10 + UInt64(digit & 0x0F)) % modulus }
        for _ in 0..<zeros { rest = rest * 10 % modulus }
        return rest
    }

    /// Long division digit by digit, as on paper: what is left never has more limbs than the
    /// divisor and one.
    private static func longRemainderIsZero(
        _ digits: [UInt8], zeros: Int, by divisor: [UInt8]
    ) -> Bool {
        let modulus = limbs(divisor)
        var rest = [UInt64](repeating: 0, count: modulus.count + 1)
        for index in 0..<digits.count + zeros {
            timesTen(&rest, plus: index < digits.count ? UInt64(digits[index] & 0x0F) : 0)
            while isAtLeast(rest, modulus) { subtract(modulus, from: &rest) }
        }
        return rest.allSatisfy { $0 == 0 }
    }

    private static let base: UInt64 = 1_000_000_000_000_000_000

    /// Eighteen digits a limb, the lowest limb first.
    private static func limbs(_ digits: [UInt8]) -> [UInt64] {
        var limbs: [UInt64] = []
        var end = digits.count
        while end > 0 {
            let start = max(0, end - 18)
            limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt64($1 & 0x0F) })
            end = start
        }
        return limbs
    }

    private static func timesTen(_ number: inout [UInt64], plus digit: UInt64) {
        var carry = digit
        for index in number.indices {
            let product = number[index].multipliedFullWidth(by: 10)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            let whole = (high: product.high + (overflow ? 1 : 0), low: low)
            (carry, number[index]) = base.dividingFullWidth(whole)
        }
    }

    private static func isAtLeast(_ number: [UInt64], _ other: [UInt64]) -> Bool {
        if number[other.count] > 0 { return true }
        for index in other.indices.reversed() where number[index] != other[index] {
            return number[index] > other[index]
        }
        return true
    }

    private static func subtract(_ other: [UInt64], from number: inout [UInt64]) {
        var borrow: UInt64 = 0
        for index in number.indices {
            let taken = (index < other.count ? other[index] : 0) + borrow
            borrow = number[index] < taken ? 1 : 0
            number[index] = number[index] &+ borrow &* base &- taken
        }
    }
}
