// SPDX-License-Identifier: Apache-2.0

import Wire

/// `oneOf`: several schemas of which exactly one must hold.
///
/// Core section 10.2.1.3: “An instance validates successfully against this keyword if it validates
/// successfully against exactly one schema defined by this keyword's value.”
struct OneOfKeyword: GeneralKeyword {
    static let name = "oneOf"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.list
    /// The schemas.
    let schemas: SubschemaList

    /// The keyword with some of its schemas left out.
    init(schemas: SubschemaList) { self.schemas = schemas }

    init(_ reader: KeywordReader) throws(SchemaError) { schemas = try reader.list(reader.inPlace) }

    var instruction: Instruction { .oneOf(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var fitting = 0
        for number in 0..<schemas.count {
            let schema = validation.program.tables[schemas, number]
            if validation.holdsQuietly(schema, inPlace: position) { fitting += 1 }
            if fitting > 1, !validation.isCollecting { return false }
        }
        switch fitting {
        case 1: return true
        case 0: return validation.failAll(schemas, of: Self.name, at: position)
        default:
            return validation.fail(Self.name, at: position) { _ in
                "This fits \(fitting) of \(schemas.count) alternatives; it must fit exactly one."
            }
        }
    }
}
