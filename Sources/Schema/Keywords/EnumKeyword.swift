// SPDX-License-Identifier: Apache-2.0

import Wire

/// `enum`: the values that are allowed.
///
/// Validation section 6.1.2: “An instance validates successfully against this keyword if its value
/// is equal to one of the elements in this keyword's array value.”
struct EnumKeyword: GeneralKeyword {
    static let name = "enum"
    static let vocabulary = Vocabulary.validation
    private let values: ValueSet

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard reader.value.kind == .array else { throw reader.malformed("an array of values") }
        values = ValueSet(Array(reader.value.elements), reader)
    }

    var instruction: Instruction { .oneOfValues(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if values.contains(position, &validation) { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This") is none of the allowed values: \(Self.list(in: $0))."
        }
    }

    private static func list(in validation: borrowing Validation) -> String {
        guard let values = validation.wanted(name) else { return "" }
        let shown = values.elements.prefix(shownValues)
            .map { String(decoding: $0.canonical, as: UTF8.self) }.joined(separator: ", ")
        let left = values.count - shownValues
        return left > 0 ? "\(shown) and \(left) more" : shown
    }

    /// How many allowed values a sentence lists.
    private static let shownValues = 24
}
