// SPDX-License-Identifier: Apache-2.0

import Wire

/// `items`: a schema for the elements after those that `prefixItems` describes.
///
/// Core section 10.3.1.2: “This keyword applies its subschema to all instance elements at indexes
/// greater than the length of the "prefixItems" array in the same schema object.”
struct ItemsKeyword: Keyword {
    static let name = "items"
    static let subschemas = SubschemaShape.one
    private let schema: SubschemaID
    private let skipped: Int

    init(_ reader: KeywordReader) throws(SchemaError) {
        schema = try reader.subschema(reader.value)
        skipped = reader.sibling(PrefixItemsKeyword.name)?.count ?? 0
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .array else { return true }
        var isGood = true
        var element = validation.document.first(in: position)
        for number in 0..<validation.document.count(at: position) {
            if number >= skipped, !validation.holds(schema, at: element) {
                if !validation.isCollecting { return false }
                isGood = false
            }
            element = validation.document.position(after: element)
        }
        return isGood
    }
}
