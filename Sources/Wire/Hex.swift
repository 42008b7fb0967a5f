// SPDX-License-Identifier: Apache-2.0

/// Bytes as pairs of hexadecimal digits (RFC 4648 section 8).
package enum Hex {
    /// The bytes in lower case, two digits each.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        bytes.lending { bytes in
            var text: [UInt8] = []
            text.reserveCapacity(2 * bytes.count)
            for byte in bytes {
                text.append(digit(byte >> 4))
                text.append(digit(byte & 0xF))
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// The ASCII digit, in lower case, of a number below 16.
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// The number that an ASCII digit stands for, in either case.
    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
