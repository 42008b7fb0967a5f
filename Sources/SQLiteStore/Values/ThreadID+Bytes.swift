// SPDX-License-Identifier: Apache-2.0

import Safeguarding

extension ThreadID {
    /// The 16 bytes of the UUID: half of what its text would take in an index.
    var bytes: [UInt8] { FoundName(self).bytes }
}

extension ThreadID {
    /// The thread of 16 bytes; nil when there are not as many.
    init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        let digits = Array("0123456789abcdef")
        var text = ""
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { text += "-" }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
        guard let thread = try? ThreadID(text) else { return nil }
        self = thread
    }
}
