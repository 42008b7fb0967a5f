// SPDX-License-Identifier: Apache-2.0

/// `nhs-number`: ten digits, the last of which checks the others.
///
/// NHS Data Dictionary, NHS NUMBER: the first nine are weighed 10 down to 2; the check digit is 11
/// less the remainder of the sum by 11, 0 for 11, and never 10.
enum NHSNumberFormat: Format {
    static let name = "nhs-number"
    static let phrase = "an NHS number with its check digit such as 9990000018"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == 10, text.allSatisfy(\.isDigit) else { return false }
        // With the check digit weighed 1, the whole comes to a multiple of 11.
        let sum = zip(text, 0...).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * (10 - $1.1) }
        return sum % 11 == 0
    }
}
