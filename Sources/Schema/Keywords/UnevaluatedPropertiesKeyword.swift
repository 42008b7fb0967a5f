// SPDX-License-Identifier: Apache-2.0

import Wire

/// `unevaluatedProperties`: a schema for the members that nothing else in the schema, or in those
/// that it applies to the same object, has evaluated.
///
/// Core section 11.3: it depends on “the annotation results of adjacent keywords that apply to the
/// instance location being validated”: `properties`, `patternProperties`, `additionalProperties`
/// and `unevaluatedProperties`.
struct UnevaluatedPropertiesKeyword: ObjectKeyword {
    static let name = "unevaluatedProperties"
    static let vocabulary = Vocabulary.unevaluated
    static let subschemas = SubschemaShape.one
    private let schema: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        schema = try reader.subschema(reader.value)
    }

    var instruction: Instruction { .unevaluatedProperties(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        validation.forEachMember(of: position) { _, value, number, validation in
            if validation.marks.isMarked(number) { return true }
            if !validation.holds(schema, at: value) { isGood = false }
            validation.marks.mark(number)
            return isGood || validation.isCollecting
        }
        return isGood
    }
}
