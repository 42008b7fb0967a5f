// SPDX-License-Identifier: Apache-2.0

/// The bytes that hexadecimal text stands for; vectors are written so.
func bytes(hex text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    precondition(digits.count.isMultiple(of: 2), "Two digits make a byte.")
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
