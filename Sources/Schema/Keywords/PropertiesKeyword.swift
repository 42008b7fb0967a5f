// SPDX-License-Identifier: Apache-2.0

import Wire

/// `properties`: schemas for members by their names.
///
/// Core section 10.3.2.1: “Validation succeeds if, for each name that appears in both the instance
/// and as a name within this keyword's value, the child instance for that name successfully
/// validates against the corresponding schema.”
struct PropertiesKeyword: Keyword {
    static let name = "properties"
    static let subschemas = SubschemaShape.map
    private let names: StringTable
    private let schemas: [SubschemaID]

    init(_ reader: KeywordReader) throws(SchemaError) {
        guard reader.value.kind == .object else { throw reader.malformed("an object of schemas") }
        var schemas: [SubschemaID] = []
        for member in reader.value.members { schemas.append(try reader.subschema(member.value)) }
        names = StringTable(reader.value.members.map { $0.name.string ?? "" })
        self.schemas = schemas
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .object else { return true }
        var isGood = true
        var name = validation.document.first(in: position)
        for _ in 0..<validation.document.count(at: position) {
            let value = validation.document.value(ofMemberNamedAt: name)
            let number = validation.document.number(at: name, in: names)
            if let number, !validation.holds(schemas[number], at: value) {
                if !validation.isCollecting { return false }
                isGood = false
            }
            name = validation.document.position(after: value)
        }
        return isGood
    }
}
