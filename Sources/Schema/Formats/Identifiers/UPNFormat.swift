// SPDX-License-Identifier: Apache-2.0

/// `upn`: a unique pupil number, thirteen characters, the first of which checks the others.
///
/// Department for Education, “Unique pupil numbers”: a letter, then twelve digits weighed 2 to 13,
/// whose sum by 23 gives the letter. A temporary one ends in a letter, which counts by its place.
enum UPNFormat: Format {
    static let name = "upn"
    static let phrase = "a unique pupil number with its check letter such as R394400019015"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 13 else { return false }
        var sum = 0
        for index in 1..<13 {
            guard let value = value(of: text[index], isLast: index == 12) else { return false }
            sum += value * (index + 1)
        }
        return letter(sum % 23) == text[0]
    }

    private static func value(of byte: UInt8, isLast: Bool) -> Int? {
        if byte.isDigit { return Int(byte - UInt8(ascii: "0")) }
        return isLast ? (0..<23).first { letter($0) == byte } : nil
    }

    /// The letters without I, O and S, which look like digits.
    private static func letter(_ number: Int) -> UInt8 {
        let letters: StaticString = "ABCDEFGHJKLMNPQRTUVWXYZ"
        return letters.withUTF8Buffer { $0[number] }
    }
}
