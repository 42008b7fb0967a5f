// SPDX-License-Identifier: Apache-2.0

import Wire

/// `additionalProperties`: a schema for the members that `properties` does not name.
///
/// Core section 10.3.2.3: “Validation with "additionalProperties" applies only to the child values
/// of instance names that do not appear in the annotation results of either "properties" or
/// "patternProperties".”
struct AdditionalPropertiesKeyword: Keyword {
    static let name = "additionalProperties"
    static let subschemas = SubschemaShape.one
    private let named: StringTable
    private let schema: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        let properties = reader.sibling(PropertiesKeyword.name)
        named = StringTable(properties?.members.map { $0.name.string ?? "" } ?? [])
        schema = try reader.subschema(reader.value)
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .object else { return true }
        var isGood = true
        var name = validation.document.first(in: position)
        for _ in 0..<validation.document.count(at: position) {
            let value = validation.document.value(ofMemberNamedAt: name)
            let isNamed = validation.document.number(at: name, in: named) != nil
            if !isNamed, !validation.holds(schema, at: value) {
                if !validation.isCollecting { return false }
                isGood = false
            }
            name = validation.document.position(after: value)
        }
        return isGood
    }
}
