// SPDX-License-Identifier: Apache-2.0

import Wire

/// `prefixItems`: schemas for the first elements, one each.
///
/// Core section 10.3.1.1: “Validation succeeds if each element of the instance validates against
/// the schema at the same position, if any.”
struct PrefixItemsKeyword: Keyword {
    static let name = "prefixItems"
    static let subschemas = SubschemaShape.list
    private let schemas: [SubschemaID]

    init(_ reader: KeywordReader) throws(SchemaError) {
        schemas = try reader.subschemaList()
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .array else { return true }
        var isGood = true
        var element = validation.document.first(in: position)
        for schema in schemas.prefix(validation.document.count(at: position)) {
            if !validation.holds(schema, at: element) {
                if !validation.isCollecting { return false }
                isGood = false
            }
            element = validation.document.position(after: element)
        }
        return isGood
    }
}
