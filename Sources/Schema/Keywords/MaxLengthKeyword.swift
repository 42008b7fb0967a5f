// SPDX-License-Identifier: Apache-2.0

import Wire

/// `maxLength`: the most characters that a string may have, counted as code points.
///
/// Validation section 6.3.1: “A string instance is valid against this keyword if its length is
/// less than, or equal to, the value of this keyword.”
struct MaxLengthKeyword: StringKeyword {
    static let name = "maxLength"
    static let vocabulary = Vocabulary.validation
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    var instruction: Instruction { .maxLength(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        // So few bytes cannot be too many characters.
        if validation.document.utf8Count(at: position) <= limit { return true }
        let count = validation.characters(at: position)
        if count <= limit { return true }
        return validation.fail(Self.name, at: position) {
            "This string has \(count) characters; at most \($0.wantedNumber(Self.name)) are "
                + "allowed."
        }
    }
}
