// SPDX-License-Identifier: Apache-2.0

import Wire

/// `multipleOf`: the number of which a number must be a whole multiple.
///
/// Validation section 6.2.1: “A numeric instance is valid only if division by this keyword's value
/// results in an integer.” The division is one of decimal numbers, without rounding.
struct MultipleOfKeyword: NumberKeyword {
    static let name = "multipleOf"
    static let vocabulary = Vocabulary.validation
    private let divisor: NumberBound

    init(_ reader: KeywordReader) throws(SchemaError) {
        let number = try reader.number()
        guard !number.digits.isEmpty, !number.isNegative else {
            throw reader.malformed("a number greater than 0")
        }
        guard number.digits.count <= ExactNumber.divisorDigitLimit else {
            throw reader.malformed("a number of at most \(ExactNumber.divisorDigitLimit) digits")
        }
        divisor = try NumberBound(reader)
    }

    var instruction: Instruction { .multipleOf(self) }

    @inline(never)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        if divisor.divides(position, &validation) { return true }
        return validation.fail(Self.name, at: position) {
            "\($0.shown(position) ?? "This number") must be a multiple of "
                + "\($0.wantedNumber(Self.name))."
        }
    }
}
