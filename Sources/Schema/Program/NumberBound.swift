// SPDX-License-Identifier: Apache-2.0

import Wire

/// A number of a schema that numbers are compared with.
struct NumberBound: Sendable, BitwiseCopyable {
    /// Which of the program's numbers it is.
    private let number: UInt32
    /// Whether it also stands here as a whole number.
    private let isSmall: Bool
    private let small: Int64

    init(_ reader: KeywordReader) throws(SchemaError) {
        let exact = try reader.number()
        number = reader.compiler.keep(exact)
        let whole = exact.exponent <= 18 ? exact.wholeNumber : nil
        isSmall = whole != nil
        small = Int64(whole ?? 0)
    }

    /// How the number at a position compares with it: negative when less, 0 when equal.
    func compare(_ position: JSONPosition, _ validation: inout Validation) -> Int {
        if isSmall, let value = validation.document.smallInteger(at: position) {
            return value < small ? -1 : value > small ? 1 : 0
        }
        let (value, bound) = exact(position, &validation)
        return value < bound ? -1 : value > bound ? 1 : 0
    }

    /// Whether the number at a position is a multiple of it.
    func divides(_ position: JSONPosition, _ validation: inout Validation) -> Bool {
        if isSmall, small != 0, let value = validation.document.smallInteger(at: position) {
            return value % small == 0
        }
        let (value, divisor) = exact(position, &validation)
        validation.take(steps: value.digits.count / 64 + divisor.digits.count / 16)
        return value.isMultiple(of: divisor)
    }

    private func exact(
        _ position: JSONPosition, _ validation: inout Validation
    ) -> (ExactNumber, ExactNumber) {
        let text = validation.document.text(at: position)
        validation.take(steps: text.count / 64)
        return (ExactNumber(text: text), validation.program.tables.numbers[Int(number)])
    }
}
