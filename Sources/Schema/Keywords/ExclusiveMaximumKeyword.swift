// SPDX-License-Identifier: Apache-2.0

import Wire

/// `exclusiveMaximum`: the number that must not be reached.
///
/// Validation section 6.2.3: “If the instance is a number, then the instance is valid only if it
/// has a value strictly less than (not equal to) "exclusiveMaximum".”
struct ExclusiveMaximumKeyword: NumberKeyword {
    static let name = "exclusiveMaximum"
    static let vocabulary = Vocabulary.validation
    private let bound: NumberBound

    init(_ reader: KeywordReader) throws(SchemaError) { bound = try NumberBound(reader) }

    var instruction: Instruction { .exclusiveMaximum(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if bound.compare(position, &validation) < 0 { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be less than "
                + "\($0.wantedNumber(Self.name))."
        }
    }
}
