// SPDX-License-Identifier: Apache-2.0

import Wire

/// `unevaluatedItems`: a schema for the elements that nothing else in the schema, or in those that
/// it applies to the same array, has evaluated.
///
/// Core section 11.2: it depends on “the annotation results of adjacent keywords that apply to the
/// instance location being validated”: `prefixItems`, `items`, `contains` and `unevaluatedItems`.
struct UnevaluatedItemsKeyword: ArrayKeyword {
    static let name = "unevaluatedItems"
    static let vocabulary = Vocabulary.unevaluated
    static let subschemas = SubschemaShape.one
    private let schema: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        schema = try reader.subschema(reader.value)
    }

    var instruction: Instruction { .unevaluatedItems(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        validation.forEachElement(of: position) { element, number, validation in
            if validation.marks.isMarked(number) { return true }
            if !validation.holds(schema, at: element) { isGood = false }
            validation.marks.mark(number)
            return isGood || validation.isCollecting
        }
        return isGood
    }
}
