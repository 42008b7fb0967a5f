// SPDX-License-Identifier: Apache-2.0

/// The shape that names share: lower-case words that start with a letter, joined by single marks.
enum Words {
    /// Tells whether a text is words of letters and digits with one separator between two words.
    static func areWellFormed(_ text: String.UTF8View, separators: [UInt8]) -> Bool {
        guard let first = text.first, first.isLowerCaseLetter else { return false }
        var previousIsSeparator = false
        for byte in text {
            let isSeparator = separators.contains(byte)
            if isSeparator && previousIsSeparator { return false }
            if !isSeparator && !byte.isLowerCaseLetter && byte.decimalDigit == nil { return false }
            previousIsSeparator = isSeparator
        }
        return !previousIsSeparator
    }
}
