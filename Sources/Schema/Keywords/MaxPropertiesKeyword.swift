// SPDX-License-Identifier: Apache-2.0

import Wire

/// `maxProperties`: the most members that an object may have.
///
/// Validation section 6.5.1: “An object instance is valid against "maxProperties" if its number
/// of properties is less than, or equal to, the value of this keyword.”
struct MaxPropertiesKeyword: ObjectKeyword {
    static let name = "maxProperties"
    static let vocabulary = Vocabulary.validation
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    var instruction: Instruction { .maxProperties(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let count = validation.document.count(at: position)
        if count <= limit { return true }
        return validation.fail(Self.name, at: position) {
            "This object has \(count) members; at most \($0.wantedNumber(Self.name)) are allowed."
        }
    }
}
