// SPDX-License-Identifier: Apache-2.0

import Wire

/// `allOf`: several schemas that must all hold.
///
/// Core section 10.2.1.1: “An instance validates successfully against this keyword if it validates
/// successfully against all schemas defined by this keyword's value.”
struct AllOfKeyword: Keyword {
    static let name = "allOf"
    static let subschemas = SubschemaShape.list
    let inPlace: [SubschemaID]

    init(_ reader: KeywordReader) throws(SchemaError) { inPlace = try reader.subschemaList() }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        var isGood = true
        for schema in inPlace where !validation.holds(schema, at: position) {
            if !validation.isCollecting { return false }
            isGood = false
        }
        return isGood
    }
}
