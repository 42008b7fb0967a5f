// SPDX-License-Identifier: Apache-2.0

/// `date`: the `full-date` of RFC 3339 section 5.6, on a day that exists.
enum DateFormat: Format {
    static let name = "date"
    static let phrase = "a date such as 2026-11-23"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        return takeDate(&reader) && reader.isAtEnd
    }

    /// Takes a date.
    static func takeDate(_ reader: inout TextReader) -> Bool {
        guard let year = reader.number(digits: 4), reader.take("-"),
            let month = reader.number(digits: 2), reader.take("-"),
            let day = reader.number(digits: 2)
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
