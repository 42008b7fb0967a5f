// SPDX-License-Identifier: Apache-2.0

import Wire

/// `allOf`: several schemas that must all hold.
///
/// Core section 10.2.1.1: “An instance validates successfully against this keyword if it validates
/// successfully against all schemas defined by this keyword's value.”
struct AllOfKeyword: GeneralKeyword {
    static let name = "allOf"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.list
    /// The schemas.
    let schemas: SubschemaList

    /// The keyword with some of its schemas left out.
    init(schemas: SubschemaList) { self.schemas = schemas }

    init(_ reader: KeywordReader) throws(SchemaError) { schemas = try reader.list(reader.inPlace) }

    var instruction: Instruction { .allOf(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        for number in 0..<schemas.count {
            let schema = validation.program.tables[schemas, number]
            if !validation.holds(schema, inPlace: position) {
                if !validation.isCollecting { return false }
                isGood = false
            }
        }
        return isGood
    }
}
