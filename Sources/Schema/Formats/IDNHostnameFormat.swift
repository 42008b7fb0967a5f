// SPDX-License-Identifier: Apache-2.0

/// `idn-hostname`: a host name in any script, as RFC 5890 section 2.3.2.3 has it.
enum IDNHostnameFormat: Format {
    static let name = "idn-hostname"
    static let phrase = "a host name such as tŷ.example"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // No code point takes more than four bytes, nor less than one octet of the name in ASCII.
        guard text.count <= 4 * HostnameFormat.nameLimit else { return false }
        let name = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
        var labels: [InternationalLabel] = []
        var length = -1
        for part in name.split(omittingEmptySubsequences: false, whereSeparator: isDot) {
            guard let label = InternationalLabel.read(part) else { return false }
            length += 1 + label.encodedLength
            labels.append(label)
        }
        return length <= HostnameFormat.nameLimit && InternationalLabel.keepDirection(labels)
    }

    /// The dots of UTS 46 section 2.3: the full stop, and those that some keyboards give for it.
    private static func isDot(_ codePoint: UInt32) -> Bool {
        [0x2E, 0x3002, 0xFF0E, 0xFF61].contains(codePoint)
    }
}
