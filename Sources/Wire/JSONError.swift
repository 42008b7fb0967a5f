// SPDX-License-Identifier: Apache-2.0

/// Why bytes are not the JSON that Baton reads: RFC 8259 text that keeps to I-JSON (RFC 7493).
///
/// Every case says at which byte, counted from 0. Noncharacters such as U+FFFE are let through
/// although RFC 7493 section 2.1 forbids them: other parsers agree on what they are.
package enum JSONError: Error, Hashable, Sendable {
    /// The text is longer than the limit.
    case tooManyBytes(count: Int, limit: Int)
    /// An object or array lies inside more others than the limit allows.
    case tooDeep(offset: Int, limit: Int)
    /// There are more values than the limit allows.
    case tooManyNodes(offset: Int, limit: Int)
    /// A string or name is longer than the limit.
    case stringTooLong(offset: Int, limit: Int)
    /// A number is longer than the limit.
    case numberTooLong(offset: Int, limit: Int)
    /// The text starts with U+FEFF (RFC 8259 section 8.1).
    case byteOrderMark
    /// The bytes are not UTF-8: overlong, a surrogate, beyond U+10FFFF, or cut off.
    case notUTF8(offset: Int)
    /// Something else stands where this was expected.
    case unexpectedByte(UInt8, expected: JSONExpectation, offset: Int)
    /// The text ends where this was expected.
    case unexpectedEnd(expected: JSONExpectation, offset: Int)
    /// A character below U+0020 stands in a string without an escape.
    case controlCharacter(UInt8, offset: Int)
    /// A backslash begins no escape of RFC 8259 section 7.
    case malformedEscape(offset: Int)
    /// A `\u` escape is half of a surrogate pair (RFC 7493 section 2.1).
    case loneSurrogate(offset: Int)
    /// A number is not written as RFC 8259 section 6 wants it.
    case malformedNumber(offset: Int)
    /// A number would be infinite as binary64 (RFC 7493 section 2.2).
    case numberOutOfRange(offset: Int)
    /// An object has two members of one name (RFC 7493 section 2.3), escapes resolved.
    case duplicateMember(offset: Int, first: Int)
    /// Something follows the value.
    case trailingData(offset: Int)

    /// The byte at which reading stopped, counted from 0.
    package var offset: Int {
        switch self {
        case .tooManyBytes(_, let limit): limit
        case .byteOrderMark: 0
        case .tooDeep(let offset, _), .tooManyNodes(let offset, _), .stringTooLong(let offset, _),
            .numberTooLong(let offset, _), .notUTF8(let offset), .unexpectedByte(_, _, let offset),
            .unexpectedEnd(_, let offset), .controlCharacter(_, let offset),
            .malformedEscape(let offset), .loneSurrogate(let offset),
            .malformedNumber(let offset), .numberOutOfRange(let offset),
            .duplicateMember(let offset, _), .trailingData(let offset):
            offset
        }
    }
}

/// What the grammar wants at a place where it was not found.
package enum JSONExpectation: String, Sendable, Hashable {
    /// Any value.
    case value = "a value"
    /// A member's name.
    case name = "a member name in quotation marks"
    /// The colon between name and value.
    case colon = "a colon"
    /// The next element of an array, or its end.
    case commaOrBracket = "a comma or a closing bracket"
    /// The next member of an object, or its end.
    case commaOrBrace = "a comma or a closing brace"
    /// The end of a string.
    case quotationMark = "a closing quotation mark"
    /// The rest of `true`, `false` or `null`.
    case literal = "true, false or null"
    /// A digit of a number.
    case digit = "a digit"
}

extension JSONError: CustomStringConvertible {
    /// The same as `sentence`.
    package var description: String { sentence }

    /// What is wrong, at which byte, and what to write instead; never any of the text itself.
    package var sentence: String {
        switch self {
        case .tooManyBytes(let count, let limit):
            "The JSON text has \(count) bytes; send at most \(limit)."
        case .tooDeep(let offset, let limit):
            "At byte \(offset) values are nested deeper than \(limit); flatten them."
        case .tooManyNodes(let offset, let limit):
            "At byte \(offset) there are more than \(limit) values; send fewer."
        case .stringTooLong(let offset, let limit):
            "The string at byte \(offset) is longer than \(limit) bytes; shorten it."
        case .numberTooLong(let offset, let limit):
            "The number at byte \(offset) is longer than \(limit) bytes; shorten it."
        case .byteOrderMark:
            "The text starts with a byte order mark at byte 0; send UTF-8 without one."
        case .notUTF8(let offset):
            "The byte at \(offset) is not valid UTF-8; encode the text as UTF-8."
        case .unexpectedByte(let byte, let expected, let offset):
            "Byte \(offset) is 0x\(Hex.encode([byte])) where \(expected.rawValue) was expected; "
                + "write that there."
        case .unexpectedEnd(let expected, let offset):
            "The text ends at byte \(offset) where \(expected.rawValue) was expected; "
                + "send all of it."
        case .controlCharacter(let byte, let offset):
            "Byte \(offset) is the control character 0x\(Hex.encode([byte])) inside a string; "
                + "write it as an escape."
        case .malformedEscape(let offset):
            "The escape at byte \(offset) is none of JSON's; use \\\", \\\\, \\/, \\b, \\f, \\n, "
                + "\\r, \\t or \\u with four hexadecimal digits."
        case .loneSurrogate(let offset):
            "The escape at byte \(offset) is half of a surrogate pair; write both halves or the "
                + "character itself."
        case .malformedNumber(let offset):
            "The number at byte \(offset) is not written as JSON wants it; write digits without "
                + "a leading zero, then optionally a fraction and an exponent."
        case .numberOutOfRange(let offset):
            "The number at byte \(offset) is too large for a binary64; send it as a string."
        case .duplicateMember(let offset, let first):
            "The member name at byte \(offset) already stands at byte \(first) in the same "
                + "object; keep one of the two."
        case .trailingData(let offset):
            "Something follows the JSON value at byte \(offset); send one value only."
        }
    }
}
