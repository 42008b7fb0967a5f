// SPDX-License-Identifier: Apache-2.0

import Wire

/// `anyOf`: several schemas of which one at least must hold.
///
/// Core section 10.2.1.2: “An instance validates successfully against this keyword if it validates
/// successfully against at least one schema defined by this keyword's value.”
struct AnyOfKeyword: GeneralKeyword {
    static let name = "anyOf"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.list
    /// The schemas.
    let schemas: SubschemaList

    /// The keyword with some of its schemas left out.
    init(schemas: SubschemaList) { self.schemas = schemas }

    init(_ reader: KeywordReader) throws(SchemaError) { schemas = try reader.list(reader.inPlace) }

    var instruction: Instruction { .anyOf(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = false
        for number in 0..<schemas.count {
            let schema = validation.program.tables[schemas, number]
            if validation.holdsQuietly(schema, inPlace: position) {
                // The others may still tell what they evaluated.
                if !validation.isExhaustive { return true }
                isGood = true
            }
        }
        return isGood || validation.failAll(schemas, of: Self.name, at: position)
    }
}
