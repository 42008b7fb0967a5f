// SPDX-License-Identifier: Apache-2.0

import Wire

/// `maxItems`: the most elements that an array may have.
///
/// Validation section 6.4.1: “An array instance is valid against "maxItems" if its size is less
/// than, or equal to, the value of this keyword.”
struct MaxItemsKeyword: ArrayKeyword {
    static let name = "maxItems"
    static let vocabulary = Vocabulary.validation
    private let limit: Int

    init(_ reader: KeywordReader) throws(SchemaError) { limit = try reader.count() }

    var instruction: Instruction { .maxItems(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        let count = validation.document.count(at: position)
        if count <= limit { return true }
        return validation.fail(Self.name, at: position) {
            "This array has \(count) elements; at most \($0.wantedNumber(Self.name)) are allowed."
        }
    }
}
