// SPDX-License-Identifier: Apache-2.0

import Wire

/// `minItems`: the fewest elements that an array may have.
///
/// Validation section 6.4.2: “An array instance is valid against "minItems" if its size is
/// greater than, or equal to, the value of this keyword.”
struct MinItemsKeyword: ArrayKeyword {
    static let name = "minItems"
    static let vocabulary = Vocabulary.validation
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    var instruction: Instruction { .minItems(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let count = validation.document.count(at: position)
        if count >= limit { return true }
        return validation.fail(Self.name, at: position) {
            "This array has \(count) elements; at least \($0.wantedNumber(Self.name)) are expected."
        }
    }
}
