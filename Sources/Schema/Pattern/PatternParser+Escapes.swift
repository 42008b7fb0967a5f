// SPDX-License-Identifier: Apache-2.0

// ECMA-262 section 21.2.1, AtomEscape and what it is made of.
extension PatternParser {
    /// What follows a backslash outside a class.
    mutating func atomEscape(from start: Int) throws(PatternError) -> PatternNode {
        switch next {
        case let digit? where "1"..."9" ~= digit:
            let number = number() ?? 0
            return refer(to: number, from: start)
        case "k":
            advance()
            return refer(to: try groupName(from: start), from: start)
        default: break
        }
        if let set = try classEscape(from: start) { return .set(set) }
        return .set(CodePointSet(try characterEscape(from: start)))
    }

    /// `\d`, `\w`, `\s`, `\p{…}` and their opposites; nil when it is something else.
    mutating func classEscape(from start: Int) throws(PatternError) -> CodePointSet? {
        let position = index
        switch advance() {
        case "d": return set { .digits }
        case "D": return set { CodePointSet.digits.inverted }
        case "w": return set { .word }
        case "W": return set { CodePointSet.word.inverted }
        case "s": return set { .space }
        case "S": return set { CodePointSet.space.inverted }
        case "p": return try property(from: start)
        case "P":
            let property = try property(from: start)
            return set { property.inverted }
        default:
            rewind(to: position)
            return nil
        }
    }

    /// An escape that stands for one code point.
    mutating func characterEscape(from start: Int) throws(PatternError) -> UInt32 {
        switch advance() {
        case nil: throw fault(.endsInBackslash, at: start)
        case "t": return 0x09
        case "n": return 0x0A
        case "v": return 0x0B
        case "f": return 0x0C
        case "r": return 0x0D
        case "0":
            if let next, "0"..."9" ~= next { throw malformed(from: start) }
            return 0
        case "c":
            guard let letter = advance(), letter.isASCII, letter.properties.isAlphabetic else {
                throw malformed(from: start)
            }
            return letter.value % 32
        case "x":
            guard let value = hexadecimal(2) else { throw malformed(from: start) }
            return value
        case "u": return try unicodeEscape(from: start)
        case let scalar?:
            guard "^$\\.*+?()[]{}|/".unicodeScalars.contains(scalar) else {
                throw fault(.unknownEscape(text(from: start)), at: start)
            }
            return scalar.value
        }
    }

    /// What follows `\u`: four digits, two times four that make a pair, or any number in braces.
    mutating func unicodeEscape(from start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            var value: UInt32?
            while let digit = hexadecimal(1) {
                value = min((value ?? 0) * 16 + digit, CodePointSet.last + 1)
            }
            guard let value, value <= CodePointSet.last, take("}") else {
                throw malformed(from: start)
            }
            return value
        }
        guard let value = hexadecimal(4) else { throw malformed(from: start) }
        let afterFirst = index
        if 0xD800...0xDBFF ~= value, takeAll("\\u"), let low = hexadecimal(4),
            0xDC00...0xDFFF ~= low
        {
            return 0x1_0000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        rewind(to: afterFirst)
        return value
    }

    /// A group's name in angle brackets.
    mutating func groupName(from start: Int) throws(PatternError) -> [UInt32] {
        guard take("<") else { throw fault(.malformedGroupName, at: start) }
        var name: [UInt32] = []
        while !take(">") {
            guard let scalar = advance() else { throw fault(.malformedGroupName, at: start) }
            var value = scalar.value
            if scalar == "\\" {
                guard take("u") else { throw fault(.malformedGroupName, at: start) }
                value = try unicodeEscape(from: start)
            }
            guard Self.mayStandInName(value, isFirst: name.isEmpty) else {
                throw fault(.malformedGroupName, at: start)
            }
            name.append(value)
        }
        guard !name.isEmpty else { throw fault(.malformedGroupName, at: start) }
        return name
    }

    private static func mayStandInName(_ codePoint: UInt32, isFirst: Bool) -> Bool {
        guard let scalar = Unicode.Scalar(codePoint) else { return false }
        if scalar == "$" || scalar == "_" || scalar.properties.isIDStart { return true }
        return !isFirst && (scalar.properties.isIDContinue || 0x200C...0x200D ~= codePoint)
    }

    /// So many hexadecimal digits; nothing is taken when they are not all there.
    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        let start = index
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = advance(), scalar.isASCII,
                let digit = Character(scalar).hexDigitValue
            else {
                rewind(to: start)
                return nil
            }
            value = value * 16 + UInt32(digit)
        }
        return value
    }

    private func malformed(from start: Int) -> PatternError {
        fault(.malformedEscape(text(from: start)), at: start)
    }
}
