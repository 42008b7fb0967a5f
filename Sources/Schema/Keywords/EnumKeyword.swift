// SPDX-License-Identifier: Apache-2.0

import Wire

/// `enum`: the values that are allowed.
///
/// Validation section 6.1.2: “An instance validates successfully against this keyword if its value
/// is equal to one of the elements in this keyword's array value.”
struct EnumKeyword: Keyword {
    static let name = "enum"
    /// The values that are strings, which most are.
    private let strings: StringTable
    private let others: Set<ValueIdentity>
    /// The values as they are told to people.
    private let texts: [String]

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard reader.value.kind == .array else { throw reader.malformed("an array of values") }
        let values = Array(reader.value.elements)
        strings = StringTable(values.compactMap(\.string))
        others = Set(
            values.filter { $0.kind != .string }.map { ValueIdentity($0.document, $0.position) })
        texts = values.map { String(decoding: $0.canonical, as: UTF8.self) }
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let document = validation.document
        let isFound =
            document.kind(at: position) == .string
            ? document.number(at: position, in: strings) != nil
            : !others.isEmpty && others.contains(ValueIdentity(document, position))
        if isFound { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This") is none of the allowed values: \(list)."
        }
    }

    private var list: String {
        let shown = texts.prefix(Self.shownValues).joined(separator: ", ")
        let left = texts.count - Self.shownValues
        return left > 0 ? "\(shown) and \(left) more" : shown
    }

    /// How many allowed values a sentence lists.
    private static let shownValues = 24
}
