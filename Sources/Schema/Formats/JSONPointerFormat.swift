// SPDX-License-Identifier: Apache-2.0

/// `json-pointer`: RFC 6901 section 3.
enum JSONPointerFormat: Format {
    static let name = "json-pointer"
    static let phrase = "a JSON Pointer such as /subjects/0"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var reader = TextReader(text)
        return takePointer(&reader) && reader.isAtEnd
    }

    /// Takes all that is left, which is a pointer or nothing.
    static func takePointer(_ reader: inout TextReader) -> Bool {
        if reader.isAtEnd { return true }
        guard reader.take("/") else { return false }
        while true {
            _ = reader.skip { $0 != UInt8(ascii: "~") }
            guard reader.take("~") else { return true }
            guard reader.take("0") || reader.take("1") else { return false }
        }
    }
}
