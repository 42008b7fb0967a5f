// SPDX-License-Identifier: Apache-2.0

/// The way from a JSON value to another inside it: RFC 6901.
package struct JSONPointer: Sendable {
    /// The member names and element numbers, unescaped, from the outside in.
    package let tokens: [String]

    /// The way along these names and numbers.
    package init(tokens: [String] = []) { self.tokens = tokens }

    /// Reads the string form, in which `~1` stands for a slash and `~0` for a tilde.
    package init(parsing text: String) throws(JSONPointerError) {
        guard !text.utf8.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { throw .noLeadingSlash }
        var tokens: [String] = []
        for part in text.unicodeScalars.dropFirst()
            .split(separator: "/", omittingEmptySubsequences: false)
        {
            tokens.append(try Self.unescaped(part))
        }
        self.tokens = tokens
    }

    /// The way to a member or element of what this one leads to.
    package func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    /// The way to an element of what this one leads to.
    package func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    /// The way that goes on from what this one leads to.
    package func appending(_ pointer: JSONPointer) -> JSONPointer {
        JSONPointer(tokens: tokens + pointer.tokens)
    }

    /// The number of an array's element that a token is, written without leading zeros.
    static func index(_ token: String) -> Int? {
        let isNumber = token.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        guard isNumber, token.utf8.first != UInt8(ascii: "0") || token.utf8.count == 1 else {
            return nil
        }
        return Int(token)
    }

    private static func unescaped(
        _ part: Substring.UnicodeScalarView
    ) throws(JSONPointerError) -> String {
        var token = String.UnicodeScalarView()
        var isEscape = false
        for scalar in part {
            switch (isEscape, scalar) {
            case (false, "~"): isEscape = true
            case (true, "0"): (isEscape, _) = (false, token.append("~"))
            case (true, "1"): (isEscape, _) = (false, token.append("/"))
            case (true, _): throw .malformedEscape
            case (false, _): token.append(scalar)
            }
        }
        if isEscape { throw .malformedEscape }
        return String(token)
    }
}

extension JSONPointer {
    /// The string form, or that of the nearest place around it that is not longer.
    ///
    /// A member's name may be as long as the text that it stands in.
    ///
    /// - Parameter limit: how many bytes of UTF-8 it may have.
    package func description(atMost limit: Int) -> String {
        var pointer = self
        var text = description
        while text.utf8.count > limit {
            pointer = JSONPointer(tokens: pointer.tokens.dropLast())
            text = pointer.description
        }
        return text
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The string form.
    package var description: String {
        tokens.reduce(into: "") { text, token in
            text.append("/")
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text.append("~0")
                case "/": text.append("~1")
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

extension JSONPointer: Hashable {
    /// Whether both lead the same way, token by token, by UTF-8 bytes.
    package static func == (one: JSONPointer, other: JSONPointer) -> Bool {
        one.tokens.elementsEqual(other.tokens) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Feeds the UTF-8 bytes of the tokens.
    package func hash(into hasher: inout Hasher) {
        for token in tokens {
            for byte in token.utf8 { hasher.combine(byte) }
            hasher.combine(0xFF as UInt8)
        }
    }
}

/// Why a string is no JSON Pointer.
package enum JSONPointerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is neither empty nor does it start with a slash.
    case noLeadingSlash
    /// A tilde is followed by neither 0 nor 1.
    case malformedEscape

    /// What is wrong and what to write.
    package var description: String {
        switch self {
        case .noLeadingSlash: "A JSON Pointer is empty or starts with a slash; write one before it."
        case .malformedEscape: "A tilde in a JSON Pointer is followed by 0 or 1; write ~0 for it."
        }
    }
}
