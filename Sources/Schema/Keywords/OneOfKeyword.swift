// SPDX-License-Identifier: Apache-2.0

import Wire

/// `oneOf`: several schemas of which exactly one must hold.
///
/// Core section 10.2.1.3: “An instance validates successfully against this keyword if it validates
/// successfully against exactly one schema defined by this keyword's value.”
struct OneOfKeyword: Keyword {
    static let name = "oneOf"
    static let subschemas = SubschemaShape.list
    let inPlace: [SubschemaID]

    init(_ reader: KeywordReader) throws(SchemaError) { inPlace = try reader.subschemaList() }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var fitting = 0
        for schema in inPlace where validation.holdsQuietly(schema, at: position) { fitting += 1 }
        switch fitting {
        case 1: return true
        case 0: return validation.failAll(inPlace, of: Self.name, at: position)
        default:
            return validation.fail(Self.name, at: position) { _ in
                "This fits \(fitting) of \(inPlace.count) alternatives; it must fit exactly one."
            }
        }
    }
}
