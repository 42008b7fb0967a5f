// SPDX-License-Identifier: Apache-2.0

import Wire

/// `maximum`: the greatest number that is allowed.
///
/// Validation section 6.2.2: “If the instance is a number, then this keyword validates only if
/// the instance is less than or exactly equal to "maximum".”
struct MaximumKeyword: Keyword {
    static let name = "maximum"
    private let limit: ExactNumber
    private let text: String

    init(_ reader: KeywordReader) throws(SchemaError) {
        limit = try reader.number()
        text = reader.value.numberText ?? ""
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .number else { return true }
        let number = ExactNumber(text: validation.document.text(at: position))
        if number <= limit { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be at most \(text)."
        }
    }
}
