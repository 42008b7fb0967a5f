// SPDX-License-Identifier: Apache-2.0

/// `la-code`: the code of a local authority at the Department for Education, three digits.
///
/// Department for Education, “Local authority codes”, Get Information about Schools.
enum LACodeFormat: Format {
    static let name = "la-code"
    static let phrase = "a local authority's code such as 394"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count == 3 && text.allSatisfy(\.isDigit)
    }
}
