// SPDX-License-Identifier: Apache-2.0

/// The grammar of e-mail addresses: RFC 5321 section 4.1.2, and RFC 6531 section 3.3 for those in any
/// script.
struct Mailbox {
    /// RFC 5321 section 4.5.3.1: the longest local part and domain, in octets.
    static let localLimit = 64
    static let domainLimit = 255
    /// RFC 1035 section 2.3.4: the longest label of a domain, in octets.
    static let labelLimit = 63

    private var reader: TextReader
    private let isInternational: Bool

    static func matches(_ text: UnsafeBufferPointer<UInt8>, isInternational: Bool) -> Bool {
        var mailbox = Mailbox(reader: TextReader(text), isInternational: isInternational)
        return mailbox.takeLocalPart() && mailbox.reader.take("@") && mailbox.takeDomain()
            && mailbox.reader.isAtEnd
    }

    private mutating func takeLocalPart() -> Bool {
        let isGood = reader.take("\"") ? takeQuoted() : takeDotted()
        return isGood && reader.index <= Self.localLimit
    }

    /// Words with a dot between each two.
    private mutating func takeDotted() -> Bool {
        repeat {
            guard reader.skip(while: isWordPart) > 0 else { return false }
        } while reader.take(".")
        return true
    }

    private func isWordPart(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
            || isInternational && byte >= 0x80
    }

    /// All up to the closing quotation mark.
    private mutating func takeQuoted() -> Bool {
        let isInternational = isInternational
        while !reader.take("\"") {
            let isEscape = reader.take("\\")
            let isTaken = reader.take {
                0x20...0x7E ~= $0 || !isEscape && isInternational && $0 >= 0x80
            }
            guard isTaken else { return false }
        }
        return true
    }

    private mutating func takeDomain() -> Bool {
        if reader.take("[") { return takeAddress() && reader.take("]") }
        let start = reader.index
        repeat {
            guard takeLabel() else { return false }
        } while reader.take(".")
        return reader.index - start <= Self.domainLimit
    }

    private mutating func takeLabel() -> Bool {
        let label = reader.rest
        let length = reader.skip(while: isLabelPart)
        let hyphen = UInt8(ascii: "-")
        return 1...Self.labelLimit ~= length && label.first != hyphen
            && label[label.startIndex + length - 1] != hyphen
    }

    private func isLabelPart(_ byte: UInt8) -> Bool {
        HostnameFormat.isLabelPart(byte) || isInternational && byte >= 0x80
    }

    /// Section 4.1.3: an address in place of a domain.
    private mutating func takeAddress() -> Bool {
        guard reader.take("I") || reader.take("i") else {
            return IPv4Format.takeAddress(&reader)
        }
        return (reader.take("P") || reader.take("p")) && (reader.take("v") || reader.take("V"))
            && reader.take("6") && reader.take(":") && IPv6Format.takeAddress(&reader)
    }
}
