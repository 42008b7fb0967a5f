// SPDX-License-Identifier: Apache-2.0

import Wire

/// `exclusiveMinimum`: the number that must be exceeded.
///
/// Validation section 6.2.5: “If the instance is a number, then the instance is valid only if it
/// has a value strictly greater than (not equal to) "exclusiveMinimum".”
struct ExclusiveMinimumKeyword: NumberKeyword {
    static let name = "exclusiveMinimum"
    static let vocabulary = Vocabulary.validation
    private let bound: NumberBound

    init(_ reader: KeywordReader) throws(SchemaError) { bound = try NumberBound(reader) }

    var instruction: Instruction { .exclusiveMinimum(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if bound.compare(position, &validation) > 0 { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be more than "
                + "\($0.wantedNumber(Self.name))."
        }
    }
}
