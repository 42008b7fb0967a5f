// SPDX-License-Identifier: Apache-2.0

import Safeguarding

extension ThreadID {
    /// The 16 bytes of the UUID: half of what its text would take in an index.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        var high: UInt8?
        for character in text.utf8 where character != UInt8(ascii: "-") {
            let digit =
                character <= UInt8(ascii: "9")
                ? character &- UInt8(ascii: "0") : character &- UInt8(ascii: "a") &+ 10
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }
}
