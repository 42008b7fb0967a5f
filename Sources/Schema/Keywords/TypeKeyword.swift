// SPDX-License-Identifier: Apache-2.0

import Wire

/// `type`: which kinds of value are allowed.
///
/// Validation section 6.1.1: “An instance validates if and only if the instance is in any of the
/// sets listed for this keyword.” `integer` is “any number with a zero fractional part”.
///
/// It is only run for the kinds that are not let through anyhow.
struct TypeKeyword: Keyword {
    static let name = "type"
    static let vocabulary = Vocabulary.validation
    /// One bit for each kind, and one for `integer`.
    private let allowed: UInt16

    init(_ reader: KeywordReader) throws(SchemaError) {
        var allowed: UInt16 = 0
        for name in try Self.names(reader) {
            guard let bits = Self.bits(of: name) else { throw Self.malformed(reader) }
            allowed |= bits
        }
        self.allowed = allowed
    }

    var instruction: Instruction { .type(self) }

    /// Whether whole numbers are let through.
    var allowsIntegers: Bool { allowed & Self.integer != 0 }

    func applies(to kind: JSONKind) -> Bool { allowed & Self.bit(kind) == 0 }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let kind = validation.document.kind(at: position)
        if kind == .number, allowed & Self.integer != 0 {
            if validation.document.smallInteger(at: position) != nil { return true }
            let text = validation.document.text(at: position)
            if ExactNumber(text: text).isWhole { return true }
        }
        return validation.fail(Self.name, at: position) {
            "This is \(Self.phrase(kind)); expected is \(Self.expected(in: $0))."
        }
    }

    private static let integer: UInt16 = 1 << 15

    private static func expected(in validation: borrowing Validation) -> String {
        let value = validation.wanted(name)
        let names = value?.string.map { [$0] } ?? value?.elements.compactMap(\.string) ?? []
        return names.joined(separator: " or ")
    }

    private static func names(_ reader: KeywordReader) throws(SchemaError) -> [String] {
        if let name = reader.value.string { return [name] }
        let names = reader.value.elements.compactMap(\.string)
        guard !names.isEmpty, names.count == reader.value.count else { throw malformed(reader) }
        return names
    }

    private static func malformed(_ reader: KeywordReader) -> SchemaError {
        reader.malformed("the name of a type, or several in an array")
    }

    private static func bit(_ kind: JSONKind) -> UInt16 { 1 << UInt16(kind.rawValue) }

    private static func bits(of name: String) -> UInt16? {
        switch name {
        case "object": bit(.object)
        case "array": bit(.array)
        case "string": bit(.string)
        case "number": bit(.number)
        case "integer": integer
        case "boolean": bit(.true) | bit(.false)
        case "null": bit(.null)
        default: nil
        }
    }

    private static func phrase(_ kind: JSONKind) -> String {
        switch kind {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .true, .false: "a boolean"
        case .null: "null"
        }
    }
}
