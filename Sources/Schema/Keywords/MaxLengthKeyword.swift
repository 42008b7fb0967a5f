// SPDX-License-Identifier: Apache-2.0

import Wire

/// `maxLength`: the most characters that a string may have, counted as code points.
///
/// Validation section 6.3.1: “A string instance is valid against this keyword if its length is
/// less than, or equal to, the value of this keyword.”
struct MaxLengthKeyword: Keyword {
    static let name = "maxLength"
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .string else { return true }
        // So few bytes cannot be too many characters.
        if validation.document.utf8Count(at: position) <= limit { return true }
        let count = validation.document.characters(at: position)
        if count <= limit { return true }
        return validation.fail(Self.name, at: position) { _ in
            "This string has \(count) characters; at most \(limit) are allowed."
        }
    }
}
