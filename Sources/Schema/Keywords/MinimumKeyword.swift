// SPDX-License-Identifier: Apache-2.0

import Wire

/// `minimum`: the least number that is allowed.
///
/// Validation section 6.2.4: “If the instance is a number, then this keyword validates only if
/// the instance is greater than or exactly equal to "minimum".”
struct MinimumKeyword: Keyword {
    static let name = "minimum"
    private let limit: ExactNumber
    private let text: String

    init(_ reader: KeywordReader) throws(SchemaError) {
        limit = try reader.number()
        text = reader.value.numberText ?? ""
    }

    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        guard validation.document.kind(at: position) == .number else { return true }
        let number = ExactNumber(text: validation.document.text(at: position))
        if number >= limit { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be at least \(text)."
        }
    }
}
