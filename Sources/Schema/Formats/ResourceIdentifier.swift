// SPDX-License-Identifier: Apache-2.0

/// The grammar that URIs and IRIs share: RFC 3986 section 3 and RFC 3987 section 2.2.
struct ResourceIdentifier {
    private var reader: TextReader
    /// Whether characters beyond ASCII may stand in it.
    private let isInternational: Bool

    /// Whether a text is one.
    ///
    /// - Parameter isReference: whether the scheme may be missing, as in a reference that is resolved
    ///   against where it stands.
    static func matches(
        _ text: UnsafeBufferPointer<UInt8>, isReference: Bool, isInternational: Bool
    ) -> Bool {
        var whole = ResourceIdentifier(
            reader: TextReader(text), isInternational: isInternational)
        let hasScheme = whole.takeScheme()
        return (hasScheme || isReference) && whole.takeAfterScheme(hasScheme)
    }

    private mutating func takeScheme() -> Bool {
        var ahead = reader
        guard ahead.take(if: \.isLetter) else { return false }
        _ = ahead.skip { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
        guard ahead.take(":") else { return false }
        reader = ahead
        return true
    }

    private mutating func takeAfterScheme(_ hasScheme: Bool) -> Bool {
        if reader.rest.starts(with: "//".utf8) {
            guard reader.take("/"), reader.take("/"), takeAuthority() else { return false }
            if let next = reader.next, !"/?#".utf8.contains(next) { return false }
        } else if !hasScheme {
            // Section 4.2: a colon in the first segment would make it a scheme.
            takeText(alsoAllowed: "@")
            if reader.next == UInt8(ascii: ":") { return false }
        }
        takeText(alsoAllowed: "/:@")
        if reader.take("?") { takeText(alsoAllowed: "/?:@", isQuery: true) }
        if reader.take("#") { takeText(alsoAllowed: "/?:@") }
        return reader.isAtEnd
    }

    /// Section 3.2: user, host and port.
    private mutating func takeAuthority() -> Bool {
        let start = reader
        takeText(alsoAllowed: ":")
        if !reader.take("@") { reader = start }
        if reader.take("[") {
            guard takeAddressLiteral(), reader.take("]") else { return false }
        } else {
            takeText(alsoAllowed: "")
        }
        if reader.take(":") { _ = reader.skip(while: \.isDigit) }
        return true
    }

    /// Section 3.2.2: an IPv6 address, or one of a version to come.
    private mutating func takeAddressLiteral() -> Bool {
        guard reader.take("v") || reader.take("V") else {
            return IPv6Format.takeAddress(&reader)
        }
        guard reader.skip(while: \.isHexadecimalDigit) > 0, reader.take(".") else { return false }
        return reader.skip { $0.isUnreservedOrDelimiter || $0 == UInt8(ascii: ":") } > 0
    }

    /// Takes all that is unreserved, a delimiter inside a part, percent-encoded or one of some others.
    private mutating func takeText(alsoAllowed others: StaticString, isQuery: Bool = false) {
        while true {
            let isOther = { byte in others.withUTF8Buffer { $0.contains(byte) } }
            if reader.skip(while: { $0.isUnreservedOrDelimiter || isOther($0) }) > 0 { continue }
            if reader.takePercentEncoded() { continue }
            guard isInternational, takeInternational(isQuery: isQuery) else { return }
        }
    }

    private mutating func takeInternational(isQuery: Bool) -> Bool {
        var ahead = reader
        guard let codePoint = ahead.takeBeyondASCII(),
            codePoint.isInternational || isQuery && codePoint.isForPrivateUse
        else { return false }
        reader = ahead
        return true
    }
}

extension UInt8 {
    /// RFC 3986 sections 2.2 and 2.3: `unreserved` and `sub-delims`.
    fileprivate var isUnreservedOrDelimiter: Bool {
        switch self {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: isLetter || isDigit
        }
    }
}

extension UInt32 {
    /// RFC 3987 section 2.2: `ucschar`.
    var isInternational: Bool {
        switch self {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x1_0000...0xE_FFFD: self & 0xFFFF <= 0xFFFD && !(0xE_0000...0xE_0FFF ~= self)
        default: false
        }
    }

    /// RFC 3987 section 2.2: `iprivate`.
    var isForPrivateUse: Bool {
        0xE000...0xF8FF ~= self || self >= 0xF_0000 && self & 0xFFFF <= 0xFFFD
    }
}
