// SPDX-License-Identifier: Apache-2.0

extension JSONDocument {
    /// The number at a position when it was written as a whole number of at most eighteen digits,
    /// without fraction or exponent, as nearly all are.
    @inlinable package func smallInteger(at position: JSONPosition) -> Int64? {
        let entry = self[position]
        guard entry.kind == .number, entry.length <= 18 else { return nil }
        let start = Int(entry.start)
        let end = start + Int(entry.length)
        let isNegative = bytes[start] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (isNegative ? start + 1 : start)..<end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }
}
