// SPDX-License-Identifier: Apache-2.0

/// `date`: the `full-date` of RFC 3339 section 5.6, on a day that exists.
enum DateFormat: Format {
    static let name = "date"
    static let phrase = "a date such as 2026-11-23"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = text.number(0..<4), let month = text.number(5..<7),
            let day = text.number(8..<10)
        else { return false }
        return 1...12 ~= month && day >= 1 && day <= days(of: month, year)
    }

    private static func days(of month: Int, _ year: Int) -> Int {
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 4, 6, 9, 11: return 30
        case 2: return isLeapYear ? 29 : 28
        default: return 31
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The number that ASCII digits in a range write; nil when they are not all digits.
    func number(_ range: Range<Int>) -> Int? {
        guard range.upperBound <= count else { return nil }
        var value = 0
        for byte in self[range] {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
