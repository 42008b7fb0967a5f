// SPDX-License-Identifier: Apache-2.0

import Wire

/// `not`: a schema that must not hold.
///
/// Core section 10.2.1.4: “An instance is valid against this keyword if it fails to validate
/// successfully against the schema defined by this keyword.”
struct NotKeyword: GeneralKeyword {
    static let name = "not"
    static let vocabulary = Vocabulary.applicator
    static let subschemas = SubschemaShape.one
    /// The schema that must not hold.
    let schema: SubschemaID

    init(_ reader: KeywordReader) throws(SchemaError) {
        schema = try reader.inPlace()
    }

    var instruction: Instruction { .not(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if !validation.holdsQuietly(schema, inPlace: position) { return true }
        return validation.fail(Self.name, at: position) {
            // What the excluded schema says that it describes.
            "This must not be \($0.wanted(Self.name)?["title"]?.string ?? "what its schema excludes")."
        }
    }
}
