// SPDX-License-Identifier: Apache-2.0

import Wire

/// `not`: a schema that must not hold.
///
/// Core section 10.2.1.4: “An instance is valid against this keyword if it fails to validate
/// successfully against the schema defined by this keyword.”
struct NotKeyword: Keyword {
    static let name = "not"
    static let subschemas = SubschemaShape.one
    let inPlace: [SubschemaID]
    /// What the excluded schema says that it describes.
    private let excluded: String

    init(_ reader: KeywordReader) throws(SchemaError) {
        inPlace = [try reader.subschema(reader.value)]
        excluded = reader.value["title"]?.string ?? "what its schema excludes"
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if inPlace.allSatisfy({ !validation.holdsQuietly($0, at: position) }) { return true }
        return validation.fail(Self.name, at: position) { _ in "This must not be \(excluded)." }
    }
}
