// SPDX-License-Identifier: Apache-2.0

import Wire

/// `dependentSchemas`: schemas that an object must hold to when it has a member of a name.
///
/// Core section 10.2.2.4: “If the object key is a property in the instance, the entire instance
/// must validate against the subschema.”
struct DependentSchemasKeyword: ObjectKeyword {
    static let name = "dependentSchemas"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.map
    private let names: NameTable
    private let schemas: SubschemaList

    init(_ reader: KeywordReader) throws(SchemaError) {
        let map = try reader.map(reader.inPlace)
        names = reader.compiler.keep(names: map.map(\.name))
        schemas = reader.compiler.keep(map.map(\.schema))
    }

    var instruction: Instruction { .dependentSchemas(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        validation.forEachMember(of: position) { name, _, _, validation in
            let number = validation.number(at: name, in: names)
            if number >= 0,
                !validation.holds(validation.program.tables[schemas, number], inPlace: position)
            {
                isGood = false
            }
            return isGood || validation.isCollecting
        }
        return isGood
    }
}
