// SPDX-License-Identifier: Apache-2.0

/// `additionalProperties`: a schema for the members that `properties` does not name and
/// `patternProperties` does not match.
///
/// Core section 10.3.2.3: “Validation with "additionalProperties" applies only to the child values
/// of instance names that do not appear in the annotation results of either "properties" or
/// "patternProperties".” It runs in the `MemberWalk`.
enum AdditionalPropertiesKeyword: KeywordDescription {
    static let name = "additionalProperties"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one

    /// The schema that the keyword gives.
    static func schema(_ reader: KeywordReader) throws(SchemaError) -> SubschemaID {
        try reader.subschema(reader.value)
    }
}
