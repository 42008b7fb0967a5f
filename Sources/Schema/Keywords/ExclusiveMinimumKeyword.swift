// SPDX-License-Identifier: Apache-2.0

import Wire

/// `exclusiveMinimum`: the number that must be exceeded.
///
/// Validation section 6.2.5: “If the instance is a number, then the instance is valid only if it
/// has a value strictly greater than (not equal to) "exclusiveMinimum".”
struct ExclusiveMinimumKeyword: Keyword {
    static let name = "exclusiveMinimum"
    private let limit: ExactNumber
    private let text: String

    init(_ reader: KeywordReader) throws(SchemaError) {
        limit = try reader.number()
        text = reader.value.numberText ?? ""
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .number else { return true }
        let number = ExactNumber(text: validation.document.text(at: position))
        if number > limit { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be more than \(text)."
        }
    }
}
