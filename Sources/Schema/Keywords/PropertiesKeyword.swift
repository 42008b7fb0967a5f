// SPDX-License-Identifier: Apache-2.0

/// `properties`: schemas for members by their names.
///
/// Core section 10.3.2.1: “Validation succeeds if, for each name that appears in both the instance
/// and as a name within this keyword's value, the child instance for that name successfully
/// validates against the corresponding schema.” It runs in the `MemberWalk`.
enum PropertiesKeyword: KeywordDescription {
    static let name = "properties"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.map
}

extension MemberDraft {
    /// Adds the names of `properties` with their schemas.
    mutating func addProperties(_ reader: KeywordReader) throws(SchemaError) {
        for (name, schema) in try reader.map(reader.subschema) { note(name) { $0.schema = schema } }
    }
}
