// SPDX-License-Identifier: Apache-2.0

extension IdentifierError: CustomStringConvertible {
    /// How many characters of a wrong text are repeated in words.
    static let longestQuote = 80

    /// What is wrong, then what to write.
    package var description: String { "\(what), \(instead)" }

    /// What is wrong, quoting the text.
    package var what: String {
        let shown =
            text.count > Self.longestQuote ? text.prefix(Self.longestQuote) + "…" : text[...]
        return "`\(shown)` is not \(kind.withArticle): \(flaw.words)"
    }

    /// What to write instead.
    package var instead: String { flaw.instead ?? kind.instead }
}

extension IdentifierKind {
    var withArticle: String {
        switch self {
        case .agency, .eventType: "an \(rawValue)"
        case .partnership, .token, .thread, .role: "a \(rawValue)"
        case .subject: "a subject's id"
        }
    }

    var instead: String {
        switch self {
        case .agency: "write an https URI such as `https://council.example`"
        case .partnership: "write an https URI such as `https://baton.example/p/sunderland`"
        case .eventType: "write a URI such as `\(Namespace.event("referral.made", major: 1))`"
        case .token:
            "write \(TokenID.shortest) to \(TokenID.longest) letters, digits "
                + "or any of `.` `_` `~` `-`"
        case .thread: "write a UUID in lower case"
        case .subject: "write a UUID"
        case .role: "write lower-case words joined by hyphens, such as `front-door`"
        }
    }
}

extension IdentifierError.Flaw {
    var words: String {
        switch self {
        case .empty: "it is empty"
        case .tooShort(let bytes, let least): "it has \(bytes) bytes and needs at least \(least)"
        case .tooLong(let bytes, let most): "it has \(bytes) bytes and may have at most \(most)"
        case .forbiddenByte(let byte, let offset):
            "byte \(offset) is \(Self.name(of: byte)), which is not allowed there"
        case .notHTTPS: "it does not begin with `https://`"
        case .noHost: "it names no host"
        case .upperCaseHost:
            "its host has capital letters, and identifiers are compared byte by byte"
        case .userInfo: "it names a user before `@`"
        case .port: "its port is not a number from 1 to 65535"
        case .query: "it has a query"
        case .fragment: "it has a fragment"
        case .trailingSlash: "it ends in a slash"
        case .percentEncoding(let offset):
            "the `%` at byte \(offset) is not followed by two hex digits"
        case .outsideNamespace: "it does not begin with `\(Namespace.events)`"
        case .notAName: "its name is not lower-case words joined by dots and hyphens"
        case .notAVersion:
            "it does not end in `/v` and a number from 1 to \(EventType.highestMajor)"
        case .notAUUID: "it is not 8-4-4-4-12 hexadecimal digits"
        case .upperCaseUUID: "it has capital letters, and threads are compared byte by byte"
        }
    }

    /// What to write instead, where the flaw says more than the kind does.
    var instead: String? {
        switch self {
        case .upperCaseHost, .upperCaseUUID: "write it in lower case"
        case .userInfo: "leave out everything from `//` to `@`"
        case .query: "leave out the `?` and what follows it"
        case .fragment: "leave out the `#` and what follows it"
        case .trailingSlash: "leave out the last `/`"
        case .percentEncoding: "write `%25` for a percent sign"
        default: nil
        }
    }

    private static func name(of byte: UInt8) -> String {
        if byte > 0x20 && byte < 0x7F { return "`\(Character(UnicodeScalar(byte)))`" }
        let digits = String(byte, radix: 16, uppercase: true)
        return "0x" + (digits.count == 1 ? "0" : "") + digits
    }
}
