// SPDX-License-Identifier: Apache-2.0

/// `gss-code`: the code of an area by the Government Statistical Service: the country's letter and
/// eight digits.
///
/// Office for National Statistics, “Register of Geographic Codes”.
enum GSSCodeFormat: Format {
    static let name = "gss-code"
    static let phrase = "an area's code such as E08000024"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == 9 && "EWSN".utf8.contains(text[0]) && text.dropFirst().allSatisfy(\.isDigit)
    }
}
