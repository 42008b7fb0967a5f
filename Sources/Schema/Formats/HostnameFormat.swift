// SPDX-License-Identifier: Apache-2.0

/// `hostname`: RFC 1123 section 2.1, where a label that begins with `xn--` must stand for a label of
/// RFC 5890 section 2.3.2.1.
enum HostnameFormat: Format {
    static let name = "hostname"
    static let phrase = "a host name such as mash.northumbria.example"
    /// RFC 1123 section 2.1 and RFC 1035 section 2.3.4: the longest name and label, in octets.
    static let nameLimit = 253
    static let labelLimit = 63

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count <= nameLimit else { return false }
        var reader = TextReader(text)
        repeat {
            let rest = reader.rest
            let length = reader.skip { isLabelPart($0) }
            guard isLabel(rest.prefix(length)) else { return false }
        } while reader.take(".")
        return reader.isAtEnd
    }

    /// Whether letters, digits and hyphens make a label.
    static func isLabel(_ label: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        guard 1...labelLimit ~= label.count, label.first != hyphen, label.last != hyphen else {
            return false
        }
        return !isEncoded(label) || InternationalLabel.read(encoded: label.dropFirst(4)) != nil
    }

    /// Whether a label is the ASCII form of one in another script.
    static func isEncoded(_ label: some Collection<UInt8>) -> Bool {
        label.count >= 4
            && zip(label, "xn--".utf8).allSatisfy { ($0.isLetter ? $0 | 0x20 : $0) == $1 }
    }

    static func isLabelPart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-")
    }
}
