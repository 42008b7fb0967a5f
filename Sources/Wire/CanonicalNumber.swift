// SPDX-License-Identifier: Apache-2.0

/// A number as ECMAScript prints it: Number::toString (ECMA-262 section 6.1.6.1.20), which
/// RFC 8785 section 3.2.2.3 prescribes.
///
/// Swift finds the same shortest digits that lead back to the number; only their layout differs.
enum CanonicalNumber {
    /// The ASCII text of a finite number.
    static func text(of number: Double) -> [UInt8] {
        precondition(number.isFinite, "JSON has no number that is not finite")
        if number == 0 { return [UInt8(ascii: "0")] }
        let (digits, point) = shortest(number.magnitude)
        let sign = number < 0 ? [UInt8(ascii: "-")] : []
        return sign + layout(digits, point: point)
    }

    /// The significant digits, and where the decimal point stands after the first of them.
    private static func shortest(_ number: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(number.description.utf8)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: "e") {
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                break
            }
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        var place = (point ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        place -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, place)
    }

    private static func layout(_ digits: [UInt8], point: Int) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        let dot = [UInt8(ascii: ".")]
        switch point {
        case digits.count...21 where digits.count <= 21:
            return digits + Array(repeating: zero, count: point - digits.count)
        case 1...21:
            return digits[..<point] + dot + digits[point...]
        case -5...0:
            return [zero] + dot + Array(repeating: zero, count: -point) + digits
        default:
            let fraction = digits.count > 1 ? dot + digits[1...] : []
            let exponent = point - 1
            return digits[..<1] + fraction + Array("e\(exponent < 0 ? "" : "+")\(exponent)".utf8)
        }
    }
}
