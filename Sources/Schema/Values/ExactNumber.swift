// SPDX-License-Identifier: Apache-2.0

import Wire

/// A decimal number as it was written, without rounding: 0.digits × 10^exponent.
///
/// JSON Schema compares numbers by value (2020-12 core section 4.2.2): 1.0 is 1, and 0.1 is not
/// what a binary64 makes of it.
struct ExactNumber: Sendable, Hashable {
    let isNegative: Bool
    /// The significant digits, without zeros at either end; none for zero.
    let digits: [UInt8]
    /// The power of ten, with the point before the first digit; 0 for zero.
    let exponent: Int

    /// Where an exponent ends that nobody means seriously; beyond it numbers are told apart by
    /// their digits only.
    private static let exponentLimit = 1 << 60

    /// Reads a number of a document.
    init?(_ node: JSONNode) {
        guard node.kind == .number else { return nil }
        self.init(text: node.document.text(at: node.position))
    }

    /// Reads a number of JSON's grammar.
    init(text: ArraySlice<UInt8>) {
        let isNegative = text.first == UInt8(ascii: "-")
        let letter = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? text.endIndex
        let mantissa = text[..<letter].dropFirst(isNegative ? 1 : 0)
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
        var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let written = Self.exponent(text[letter...].dropFirst())
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
        exponent = digits.isEmpty ? 0 : (point - mantissa.startIndex) - zeros + written
    }

    /// Whether nothing stands after the point.
    var isWhole: Bool { digits.count <= exponent || digits.isEmpty }

    /// The number, when it is whole and fits.
    var wholeNumber: Int? {
        guard isWhole, exponent <= 19 else { return nil }
        let padded = digits + Array(repeating: UInt8(ascii: "0"), count: exponent - digits.count)
        let text = (isNegative ? "-" : "") + String(decoding: padded, as: UTF8.self)
        return digits.isEmpty ? 0 : Int(text)
    }

    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        var value = 0
        for byte in text where byte &- UInt8(ascii: "0") < 10 {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), exponentLimit / 10)
        }
        return isNegative ? -value : value
    }
}

extension ExactNumber: Comparable {
    static func < (one: ExactNumber, other: ExactNumber) -> Bool {
        if one.isNegative != other.isNegative { return one.isNegative }
        return one.isNegative ? precedes(other, one) : precedes(one, other)
    }

    /// Whether a number is smaller than another, the signs left aside.
    private static func precedes(_ one: ExactNumber, _ other: ExactNumber) -> Bool {
        if one.digits.isEmpty || other.digits.isEmpty {
            return one.digits.isEmpty && !other.digits.isEmpty
        }
        if one.exponent != other.exponent { return one.exponent < other.exponent }
        return one.digits.lexicographicallyPrecedes(other.digits)
    }
}
