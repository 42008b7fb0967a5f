// SPDX-License-Identifier: Apache-2.0

/// References between schemas: as much of RFC 3986 as they need, on the text alone.
///
/// Nothing is ever fetched; a URI is a name by which a loaded schema goes.
struct SchemaURI: Sendable {
    private var scheme: String?
    private var authority: String?
    private var path: String
    private var query: String?
    /// What follows the `#`, still percent-encoded.
    private(set) var fragment: String?

    /// Takes a reference apart (RFC 3986 appendix B).
    init(_ text: String) {
        var rest = text.utf8[...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        let colon = rest.firstIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
        if let colon, rest[colon] == UInt8(ascii: ":"), colon != rest.startIndex {
            scheme = String(rest[..<colon])?.lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        path = String(rest) ?? ""
    }

    /// Whether it names something without the help of a base.
    var isAbsolute: Bool { scheme != nil }

    /// The URI without its fragment.
    var resource: String {
        var text = scheme.map { $0 + ":" } ?? ""
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// What this reference means when it stands in a schema of that base (RFC 3986 section 5.2.2).
    func resolved(against base: SchemaURI) -> SchemaURI {
        var target = self
        if scheme == nil {
            target.scheme = base.scheme
            if authority == nil {
                target.authority = base.authority
                if path.isEmpty {
                    target.path = base.path
                    target.query = query ?? base.query
                } else if path.utf8.first != UInt8(ascii: "/") {
                    target.path = base.merged(with: path)
                }
            }
        }
        let isOpaque = target.authority == nil && target.path.utf8.first != UInt8(ascii: "/")
        if !isOpaque { target.path = Self.withoutDotSegments(target.path) }
        return target
    }

    /// The fragment with percent-encoding undone; nil when that is malformed.
    var decodedFragment: String? {
        guard let fragment else { return "" }
        var bytes: [UInt8] = []
        var rest = Array(fragment.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            guard digits.count == 2 else { return nil }
            bytes.append(UInt8(16 * digits[0] + digits[1]))
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A JSON Pointer as the fragment of a URI (RFC 6901 section 6).
    static func fragment(_ pointer: String) -> String {
        var text = ""
        for byte in pointer.utf8 {
            if isFragmentCharacter(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
        return text
    }

    /// RFC 3986 section 3.5: `pchar / "/" / "?"`, percent-encoding apart.
    private static func isFragmentCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
        }
    }

    private func merged(with reference: String) -> String {
        if authority != nil, path.isEmpty { return "/" + reference }
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return reference }
        return String(path[...slash]) + reference
    }

    /// RFC 3986 section 5.2.4.
    private static func withoutDotSegments(_ path: String) -> String {
        var kept: [Substring.UTF8View] = []
        let segments = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            if segment.elementsEqual(".".utf8) {
                if isLast { kept.append(""[...].utf8) }
            } else if segment.elementsEqual("..".utf8) {
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append(""[...].utf8) }
            } else {
                kept.append(segment)
            }
        }
        return kept.map { String(Substring($0)) }.joined(separator: "/")
    }
}
