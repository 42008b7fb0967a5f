// SPDX-License-Identifier: Apache-2.0

/// `uri`: RFC 3986 section 3, with a scheme.
enum URIFormat: Format {
    static let name = "uri"
    static let phrase = "a URI such as https://northumbria.police.example"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var rest = text[...]
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), isScheme(rest[..<colon]) else {
            return false
        }
        rest = rest[(colon + 1)...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            guard isText(rest[(hash + 1)...], alsoAllowed: "/?:@") else { return false }
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            guard isText(rest[(mark + 1)...], alsoAllowed: "/?:@") else { return false }
            rest = rest[..<mark]
        }
        if rest.starts(with: "//".utf8) {
            let start = rest.startIndex + 2
            let end = rest[start...].firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            guard isAuthority(rest[start..<end]) else { return false }
            rest = rest[end...]
        }
        return isText(rest, alsoAllowed: "/:@")
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private static func isScheme(_ text: Bytes) -> Bool {
        guard let first = text.first, first.isLetter else { return false }
        return text.allSatisfy { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
    }

    private static func isAuthority(_ text: Bytes) -> Bool {
        var host = text
        if let at = host.lastIndex(of: UInt8(ascii: "@")) {
            guard isText(host[..<at], alsoAllowed: ":") else { return false }
            host = host[(at + 1)...]
        }
        if host.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let literal = host[(host.startIndex + 1)..<end]
            let port = host[(end + 1)...]
            guard port.isEmpty || isPort(port) else { return false }
            return isFutureAddress(literal) || IPv6.matches(Array(literal))
        }
        let colon = host.firstIndex(of: UInt8(ascii: ":")) ?? host.endIndex
        guard colon == host.endIndex || isPort(host[colon...]) else { return false }
        return isText(host[..<colon], alsoAllowed: "")
    }

    private static func isPort(_ text: Bytes) -> Bool {
        text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(\.isDigit)
    }

    private static func isFutureAddress(_ text: Bytes) -> Bool {
        guard let first = text.first, first | 0x20 == UInt8(ascii: "v"),
            let dot = text.firstIndex(of: UInt8(ascii: ".")), dot > text.startIndex + 1,
            text[(text.startIndex + 1)..<dot].allSatisfy(\.isHexadecimalDigit)
        else { return false }
        let address = text[(dot + 1)...]
        return !address.isEmpty && !address.contains(UInt8(ascii: "%"))
            && isText(address, alsoAllowed: ":")
    }

    /// Whether all is unreserved, sub-delimiters, percent-encoded or one of some others.
    private static func isText(_ text: Bytes, alsoAllowed others: StaticString) -> Bool {
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexadecimalDigit) else {
                    return false
                }
                rest = rest.dropFirst(2)
            } else if !isUnreservedOrDelimiter(byte),
                !others.withUTF8Buffer({ $0.contains(byte) })
            {
                return false
            }
        }
        return true
    }

    /// RFC 3986 sections 2.2 and 2.3: `unreserved` and `sub-delims`.
    private static func isUnreservedOrDelimiter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: byte.isLetter || byte.isDigit
        }
    }
}

/// The address of RFC 4291 section 2.2, as RFC 3986 section 3.2.2 allows it in a URI.
private enum IPv6 {
    static func matches(_ text: [UInt8]) -> Bool {
        let halves = split(text)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            guard let count = self.groups(half, mayEndInIPv4: index == halves.count - 1) else {
                return false
            }
            groups += count
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    /// The text on either side of each `::`.
    private static func split(_ text: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var index = 0
        while index < text.count {
            if index + 1 < text.count, text[index] == 0x3A, text[index + 1] == 0x3A {
                parts.append([])
                index += 2
            } else {
                parts[parts.count - 1].append(text[index])
                index += 1
            }
        }
        return parts
    }

    private static func groups(_ text: [UInt8], mayEndInIPv4: Bool) -> Int? {
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, isIPv4(part) {
                count += 2
            } else if 1...4 ~= part.count, part.allSatisfy(\.isHexadecimalDigit) {
                count += 1
            } else {
                return nil
            }
        }
        return count
    }

    private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                guard 1...3 ~= part.count, part.allSatisfy(\.isDigit),
                    part.count == 1 || part.first != 0x30
                else { return false }
                return part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }
}
