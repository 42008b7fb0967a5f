// SPDX-License-Identifier: Apache-2.0

/// RFC 3492: how a label in any script is written in ASCII, without the `xn--` before it.
enum Punycode {
    private static let base = 36
    private static let initialBias = 72
    private static let firstCodePoint = 0x80
    /// What no number of a label that fits can come to.
    private static let overflow = 1 << 32

    /// Decodes a text with small letters; nil when it is not so encoded: section 6.2.
    static func decode(_ text: [UInt8]) -> [UInt32]? {
        let hyphen = text.lastIndex(of: UInt8(ascii: "-"))
        var decoded = text[..<(hyphen ?? 0)].map { UInt32($0) }
        var rest = text[(hyphen.map { $0 + 1 } ?? 0)...]
        var (codePoint, position, bias) = (firstCodePoint, 0, initialBias)
        while !rest.isEmpty {
            guard let number = takeNumber(&rest, bias) else { return nil }
            let count = decoded.count + 1
            bias = adapted(number, count, isFirst: position == 0)
            position += number
            codePoint += position / count
            position %= count
            guard codePoint <= Int(CodePointSet.last) else { return nil }
            decoded.insert(UInt32(codePoint), at: position)
            position += 1
        }
        return decoded
    }

    /// Section 6.3.
    static func encode(_ label: [UInt32]) -> [UInt8] {
        var encoded = label.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = encoded.count
        if basic > 0 { encoded.append(UInt8(ascii: "-")) }
        var (handled, delta, bias) = (basic, 0, initialBias)
        var codePoint = UInt32(firstCodePoint)
        while let next = label.filter({ $0 >= codePoint }).min() {
            delta += Int(next - codePoint) * (handled + 1)
            for character in label {
                if character < next { delta += 1 }
                guard character == next else { continue }
                append(delta, bias, to: &encoded)
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                (delta, handled) = (0, handled + 1)
            }
            (delta, codePoint) = (delta + 1, next + 1)
        }
        return encoded
    }

    /// Takes a number whose last digit is known by being small: section 3.3.
    private static func takeNumber(_ text: inout ArraySlice<UInt8>, _ bias: Int) -> Int? {
        var (value, weight, place) = (0, 1, base)
        while value < overflow, weight < overflow, let digit = text.popFirst().flatMap(digit) {
            value += digit * weight
            let threshold = threshold(place, bias)
            if digit < threshold { return value }
            weight *= base - threshold
            place += base
        }
        return nil
    }

    private static func append(_ number: Int, _ bias: Int, to text: inout [UInt8]) {
        var (rest, place) = (number, base)
        while rest >= threshold(place, bias) {
            let threshold = threshold(place, bias)
            text.append(character(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            place += base
        }
        text.append(character(rest))
    }

    private static func threshold(_ place: Int, _ bias: Int) -> Int {
        min(max(place - bias, 1), 26)
    }

    /// Section 6.1.
    private static func adapted(_ number: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? number / 700 : number / 2
        delta += delta / count
        var places = 0
        while delta > (base - 1) * 26 / 2 {
            delta /= base - 1
            places += base
        }
        return places + base * delta / (delta + 38)
    }

    /// Section 5: letters come before digits.
    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 26
        default: nil
        }
    }

    private static func character(_ digit: Int) -> UInt8 {
        UInt8(digit < 26 ? digit + 0x61 : digit - 26 + 0x30)
    }
}
