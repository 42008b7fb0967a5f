// SPDX-License-Identifier: Apache-2.0

/// `patternProperties`: schemas for members whose names match regular expressions.
///
/// Core section 10.3.2.2: “Validation succeeds if, for each instance name that matches any regular
/// expressions that appear as a property name in this keyword's value, the child instance for that
/// name successfully validates against each schema that corresponds to a matching regular
/// expression.” It runs in the `MemberWalk`.
enum PatternPropertiesKeyword: KeywordDescription {
    static let name = "patternProperties"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.map
}

extension MemberDraft {
    /// Adds the patterns of `patternProperties` with their schemas.
    mutating func addPatterns(_ reader: KeywordReader) throws(SchemaError) {
        for (source, schema) in try reader.map(reader.subschema) {
            let source = String(decoding: source, as: UTF8.self)
            let pattern = try reader.compiler.keep(
                pattern: source, at: reader.place.inside(source))
            patterns.append(MemberPattern(pattern: pattern, schema: schema))
        }
    }
}
