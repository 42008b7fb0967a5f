// SPDX-License-Identifier: Apache-2.0

/// The shape that the URIs of agencies, partnerships and the broker share.
///
/// An identity is compared byte by byte, so it is ASCII and has one spelling: no user, query,
/// fragment or trailing slash, and a host in lower case. RFC 3986 section 3 names the parts.
enum HTTPSIdentity {
    /// The most bytes that an identity may have.
    static let longest = 512

    private static let scheme = Array("https://".utf8)

    /// Finds the first flaw of a text as an identity.
    static func check(_ text: String, as kind: IdentifierKind) throws(IdentifierError) {
        if let flaw = flaw(in: Array(text.utf8)) { throw IdentifierError(kind, text, flaw) }
    }

    private static func flaw(in bytes: [UInt8]) -> IdentifierError.Flaw? {
        if bytes.isEmpty { return .empty }
        if bytes.count > longest { return .tooLong(bytes: bytes.count, atMost: longest) }
        guard bytes.starts(with: scheme) else { return .notHTTPS }
        let rest = bytes[scheme.count...]
        let authority = rest.prefix { $0 != slash && $0 != question && $0 != hash }
        return flaw(inAuthority: authority) ?? flaw(inPath: bytes[authority.endIndex...])
    }

    private static func flaw(inAuthority authority: ArraySlice<UInt8>) -> IdentifierError.Flaw? {
        if authority.contains(UInt8(ascii: "@")) { return .userInfo }
        let host = authority.prefix { $0 != colon }
        if host.isEmpty { return .noHost }
        for index in host.indices {
            switch host[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."):
                continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): return .upperCaseHost
            case let byte: return .forbiddenByte(byte, offset: index)
            }
        }
        if host.endIndex < authority.endIndex {
            return flaw(inPort: authority[(host.endIndex + 1)...])
        }
        return nil
    }

    private static func flaw(inPort port: ArraySlice<UInt8>) -> IdentifierError.Flaw? {
        guard (1...5).contains(port.count), port.first != UInt8(ascii: "0") else { return .port }
        var value = 0
        for byte in port {
            guard let digit = byte.decimalDigit else { return .port }
            value = value * 10 + digit
        }
        return value <= 65_535 ? nil : .port
    }

    private static func flaw(inPath path: ArraySlice<UInt8>) -> IdentifierError.Flaw? {
        for index in path.indices {
            switch path[index] {
            case question: return .query
            case hash: return .fragment
            case percent:
                let digits = path[(index + 1)...].prefix(2)
                let complete = digits.count == 2 && digits.allSatisfy(\.isHexadecimalDigit)
                if !complete { return .percentEncoding(offset: index) }
            case let byte:
                if !isPathByte(byte) { return .forbiddenByte(byte, offset: index) }
            }
        }
        return path.last == slash ? .trailingSlash : nil
    }

    private static let slash = UInt8(ascii: "/")
    private static let question = UInt8(ascii: "?")
    private static let hash = UInt8(ascii: "#")
    private static let colon = UInt8(ascii: ":")
    private static let percent = UInt8(ascii: "%")

    /// RFC 3986 section 3.3: the slash, and `pchar` without the percent-encoded.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case slash, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"):
            true
        default: byte.isLowerCaseLetter || byte.isUpperCaseLetter || byte.decimalDigit != nil
        }
    }
}
