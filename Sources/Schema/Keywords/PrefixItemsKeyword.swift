// SPDX-License-Identifier: Apache-2.0

/// `prefixItems`: schemas for the first elements, one each.
///
/// Core section 10.3.1.1: “Validation succeeds if each element of the instance validates against
/// the schema at the same position, if any.” It runs in the `ElementWalk`.
enum PrefixItemsKeyword: KeywordDescription {
    static let name = "prefixItems"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.list

    /// The schemas that the keyword gives.
    static func schemas(_ reader: KeywordReader) throws(SchemaError) -> SubschemaList {
        try reader.list(reader.subschema)
    }
}
