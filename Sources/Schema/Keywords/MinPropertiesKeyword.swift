// SPDX-License-Identifier: Apache-2.0

import Wire

/// `minProperties`: the fewest members that an object may have.
///
/// Validation section 6.5.2: “An object instance is valid against "minProperties" if its number
/// of properties is greater than, or equal to, the value of this keyword.”
struct MinPropertiesKeyword: ObjectKeyword {
    static let name = "minProperties"
    static let vocabulary = Vocabulary.validation
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    var instruction: Instruction { .minProperties(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let count = validation.document.count(at: position)
        if count >= limit { return true }
        return validation.fail(Self.name, at: position) {
            "This object has \(count) members; at least \($0.wantedNumber(Self.name)) are expected."
        }
    }
}
