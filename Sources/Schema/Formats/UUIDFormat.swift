// SPDX-License-Identifier: Apache-2.0

/// `uuid`: RFC 4122 section 3, in either case.
enum UUIDFormat: Format {
    static let name = "uuid"
    static let phrase = "a UUID such as 0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        for (index, byte) in text.enumerated() {
            switch index {
            case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
            default: if !byte.isHexadecimalDigit { return false }
            }
        }
        return true
    }
}

extension UInt8 {
    /// Whether this is an ASCII digit.
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    /// Whether this is a hexadecimal digit in ASCII, in either case.
    var isHexadecimalDigit: Bool {
        isDigit || (self | 0x20) &- UInt8(ascii: "a") < 6
    }

    /// Whether this is a letter of ASCII.
    var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
