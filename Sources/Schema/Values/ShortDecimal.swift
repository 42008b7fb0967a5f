// SPDX-License-Identifier: Apache-2.0

import Wire

/// A decimal number that was written with at most eighteen characters and without exponent, as
/// nearly all are: digits × 10^-places.
struct ShortDecimal: Sendable, BitwiseCopyable {
    private let digits: Int64
    private let places: Int8

    /// What stands for a number that is not so short.
    static let none = ShortDecimal(digits: 0, places: -1)

    init(digits: Int64, places: Int8) {
        self.digits = digits
        self.places = places
    }

    /// Whether there is a number.
    var isSome: Bool { places >= 0 }

    private static let powers: [Int128] = (0...18).map { places in
        (0..<places).reduce(1) { power, _ in power * 10 }
    }

    /// How it compares with another: negative when less, 0 when equal.
    func compare(_ other: ShortDecimal) -> Int {
        if places == other.places {
            return digits < other.digits ? -1 : digits > other.digits ? 1 : 0
        }
        let (one, two) = aligned(other)
        return one < two ? -1 : one > two ? 1 : 0
    }

    /// Whether it is a whole multiple of another that is not zero.
    func isMultiple(of divisor: ShortDecimal) -> Bool {
        if places == divisor.places { return digits % divisor.digits == 0 }
        let (one, two) = aligned(divisor)
        return one % two == 0
    }

    /// Both with as many places; eighteen digits and as many zeros fit.
    private func aligned(_ other: ShortDecimal) -> (Int128, Int128) {
        let most = max(places, other.places)
        return (
            Int128(digits) * Self.powers[Int(most - places)],
            Int128(other.digits) * Self.powers[Int(most - other.places)]
        )
    }
}

extension JSONDocument {
    /// The number at a position, when it is short.
    func shortDecimal(at position: JSONPosition) -> ShortDecimal {
        if let whole = smallInteger(at: position) { return ShortDecimal(digits: whole, places: 0) }
        let text = text(at: position)
        guard text.count <= 18 else { return .none }
        var (digits, places): (Int64, Int8) = (0, -1)
        for byte in text.first == UInt8(ascii: "-") ? text.dropFirst() : text {
            if byte == UInt8(ascii: ".") {
                places = 0
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return .none }
            digits = digits * 10 + Int64(digit)
            if places >= 0 { places += 1 }
        }
        let isNegative = text.first == UInt8(ascii: "-")
        return ShortDecimal(digits: isNegative ? -digits : digits, places: max(places, 0))
    }
}
