// SPDX-License-Identifier: Apache-2.0

/// The name of a host in the preferred syntax of RFC 1034 section 3.5 as RFC 1123 section 2.1
/// changed it.
struct HostName: Hashable {
    /// How many characters a whole name may have.
    static let length = 253
    /// How many characters a label may have.
    static let labelLength = 63

    let text: String

    init?(_ text: some StringProtocol, allowingWildcard: Bool = false) {
        var labels = Substring(text).split(separator: ".", omittingEmptySubsequences: false)
        if allowingWildcard, labels.count > 1, labels[0] == "*" { labels.removeFirst() }
        guard !labels.isEmpty, text.utf8.count <= Self.length,
            labels.allSatisfy({ Self.isLabel($0) }), let last = labels.last,
            !last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.text = String(text)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        return (1...labelLength).contains(bytes.count) && bytes.first != 0x2D
            && label.utf8.reversed().first != 0x2D
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                default: false
                }
            }
    }

    /// Whether a text is a mailbox of RFC 5321: something, an at sign, and a host or an address.
    static func isMailbox(_ text: String) -> Bool {
        guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return false }
        let host = text[text.index(after: at)...]
        return HostName(host) != nil || host.hasPrefix("[") && host.hasSuffix("]")
    }

    /// Whether a text is an absolute URI, whose authority names a host if there is one.
    static func isURI(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first,
            (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first),
            text[..<colon].allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) })
        else { return false }
        let rest = text[text.index(after: colon)...]
        guard !rest.isEmpty else { return false }
        guard rest.hasPrefix("//") else { return true }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !host.hasPrefix("[") else { return host.contains("]") }
        let name = host.prefix { $0 != ":" }
        return HostName(name) != nil || isAddress(name)
    }

    private static func isAddress(_ text: some StringProtocol) -> Bool {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
    }
}
