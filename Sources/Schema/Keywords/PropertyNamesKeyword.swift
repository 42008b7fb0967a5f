// SPDX-License-Identifier: Apache-2.0

import Wire

/// `propertyNames`: a schema for the names of an object's members, taken as strings.
///
/// Core section 10.3.2.4: “If the instance is an object, this keyword validates if every property
/// name in the instance validates against the provided schema.”
struct PropertyNamesKeyword: ObjectKeyword {
    static let name = "propertyNames"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one
    private let schema: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        schema = try reader.subschema(reader.value)
    }

    var instruction: Instruction { .propertyNames(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        let told = validation.report.annotations.count
        // What is told of a name is not told of the value.
        defer { validation.report.forgetAnnotations(after: told) }
        validation.forEachMember(of: position) { name, _, _, validation in
            if !validation.holds(schema, at: name) { isGood = false }
            return isGood || validation.isCollecting
        }
        return isGood
    }
}
