// SPDX-License-Identifier: Apache-2.0

import Wire

/// `minimum`: the least number that is allowed.
///
/// Validation section 6.2.4: “If the instance is a number, then this keyword validates only if
/// the instance is greater than or exactly equal to "minimum".”
struct MinimumKeyword: NumberKeyword {
    static let name = "minimum"
    static let vocabulary = Vocabulary.validation
    private let bound: NumberBound

    init(_ reader: KeywordReader) throws(SchemaError) { bound = try NumberBound(reader) }

    var instruction: Instruction { .minimum(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if bound.compare(position, &validation) >= 0 { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be at least "
                + "\($0.wantedNumber(Self.name))."
        }
    }
}
