// SPDX-License-Identifier: Apache-2.0

/// `regex`: a regular expression of ECMA-262 with the flag `u`.
///
/// The question is whether it is well written, so look-around and references back are right here,
/// though `pattern` cannot use them.
enum RegexFormat: Format {
    static let name = "regex"
    static let phrase = "a regular expression of ECMA-262 such as ^[a-z]+$"

    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let characters = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
        do throws(PatternError) {
            try PatternParser.check(characters)
            return true
        } catch {
            return false
        }
    }
}
