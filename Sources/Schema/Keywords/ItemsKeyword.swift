// SPDX-License-Identifier: Apache-2.0

/// `items`: a schema for the elements after those that `prefixItems` describes.
///
/// Core section 10.3.1.2: “This keyword applies its subschema to all instance elements at indexes
/// greater than the length of the "prefixItems" array in the same schema object.” It runs in the
/// `ElementWalk`.
enum ItemsKeyword: KeywordDescription {
    static let name = "items"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one

    /// The schema that the keyword gives.
    static func schema(_ reader: KeywordReader) throws(SchemaError) -> SubschemaID {
        try reader.subschema(reader.value)
    }
}
