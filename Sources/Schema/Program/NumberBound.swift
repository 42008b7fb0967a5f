// SPDX-License-Identifier: Apache-2.0

import Wire

/// A number of a schema that numbers are compared with.
struct NumberBound: Sendable, BitwiseCopyable {
    /// Which of the program's numbers it is.
    private let number: UInt32
    /// The same, when it is short.
    private let short: ShortDecimal

    init(_ reader: KeywordReader) throws(SchemaError) {
        number = reader.compiler.keep(try reader.number())
        short = reader.value.document.shortDecimal(at: reader.value.position)
    }

    /// How the number at a position compares with it: negative when less, 0 when equal.
    func compare(_ position: JSONPosition, _ validation: inout Validation) -> Int {
        let value = validation.document.shortDecimal(at: position)
        if value.isSome, short.isSome { return value.compare(short) }
        let (exact, bound) = exact(position, &validation)
        return exact < bound ? -1 : exact > bound ? 1 : 0
    }

    /// Whether the number at a position is a multiple of it, which is not zero.
    func divides(_ position: JSONPosition, _ validation: inout Validation) -> Bool {
        let value = validation.document.shortDecimal(at: position)
        if value.isSome, short.isSome { return value.isMultiple(of: short) }
        let (exact, divisor) = exact(position, &validation)
        validation.take(steps: exact.digits.count / 64 + divisor.digits.count / 16)
        return exact.isMultiple(of: divisor)
    }

    @inline(never)
    private func exact(
        _ position: JSONPosition, _ validation: inout Validation
    ) -> (ExactNumber, ExactNumber) {
        let text = validation.document.text(at: position)
        validation.take(steps: text.count / 64)
        return (ExactNumber(text: text), validation.program.tables.numbers[Int(number)])
    }
}
