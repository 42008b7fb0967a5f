// SPDX-License-Identifier: Apache-2.0

/// `date-time`: RFC 3339 section 5.6, a leap second only where one can be.
enum DateTimeFormat: Format {
    static let name = "date-time"
    static let phrase = "a time such as 2026-11-23T14:05:00Z"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        return DateFormat.takeDate(&reader) && (reader.take("T") || reader.take("t"))
            && TimeFormat.takeTime(&reader) && reader.isAtEnd
    }
}
