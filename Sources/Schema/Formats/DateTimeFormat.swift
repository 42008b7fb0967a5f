// SPDX-License-Identifier: Apache-2.0

/// `date-time`: RFC 3339 section 5.6, a leap second only where one can be.
enum DateTimeFormat: Format {
    static let name = "date-time"
    static let phrase = "a time such as 2026-11-23T14:05:00Z"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 20, DateFormat.matches(UnsafeBufferPointer(rebasing: text[..<10])),
            text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"),
            text[16] == UInt8(ascii: ":"), let hour = text.number(11..<13),
            let minute = text.number(14..<16), let second = text.number(17..<19),
            hour < 24, minute < 60, second <= 60
        else { return false }
        let rest = UnsafeBufferPointer(rebasing: text[fractionEnd(text)...])
        guard let offset = offsetMinutes(rest) else { return false }
        // A leap second is the last second of a day in UTC.
        return second < 60 || (hour * 60 + minute - offset + 2_880) % 1_440 == 1_439
    }

    /// Where the offset starts, past the fraction of a second.
    private static func fractionEnd(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        guard text[19] == UInt8(ascii: ".") else { return 19 }
        let end = text[20...].firstIndex { !$0.isDigit } ?? text.endIndex
        return end > 20 ? end : 19
    }

    /// How far the local time is ahead of UTC.
    private static func offsetMinutes(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        if text.count == 1 { return text[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        guard text.count == 6, text[3] == UInt8(ascii: ":"), let hours = text.number(1..<3),
            let minutes = text.number(4..<6), hours < 24, minutes < 60
        else { return nil }
        switch text[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }
}
