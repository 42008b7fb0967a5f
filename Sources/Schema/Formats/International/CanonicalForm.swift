// SPDX-License-Identifier: Apache-2.0

/// Unicode Normalization Form C: Unicode Standard Annex 15.
enum CanonicalForm {
    /// Whether code points, each of which may stand in the form, make a text that is in it: marks are
    /// in order, and none could be put together with the letter before it.
    static func isComposed(_ codePoints: [UInt32]) -> Bool {
        var (starter, last) = (UInt32?.none, UInt8(0))
        for codePoint in codePoints {
            let order = combiningClass(of: codePoint)
            if order != 0, order < last { return false }
            // What stands between with the same order, or is a letter itself, keeps them apart.
            let isReached = last == 0 || last < order
            if isReached, let starter, composes(starter, codePoint) { return false }
            if order == 0 { starter = codePoint }
            last = order
        }
        return true
    }

    /// Whether a letter and what follows it would become one, also when the letter has a mark of its
    /// own that comes later in order: then that mark gives way.
    private static func composes(_ letter: UInt32, _ follower: UInt32) -> Bool {
        let order = combiningClass(of: follower)
        var base = letter
        while true {
            if compositions[follower]?.contains(base) == true { return true }
            guard order != 0, let parts = parts[text(base)],
                combiningClass(of: parts.mark) > order
            else { return false }
            base = parts.letter
        }
    }

    /// For each code point, those with which it makes one when it follows them.
    private static let compositions: [UInt32: CodePointSet] = {
        var compositions: [UInt32: CodePointSet] = [:]
        for row in UnicodeTable(CompositionTable.rows).rows {
            guard let second = UInt32(row.names[0], radix: 16) else { continue }
            compositions[second] = row.codePoints
        }
        return compositions
    }()

    /// The letter and the mark of which a code point is made.
    ///
    /// Names are compared as Swift compares strings, so that the code point itself finds its parts.
    private static let parts: [String: (letter: UInt32, mark: UInt32)] = {
        var parts: [String: (letter: UInt32, mark: UInt32)] = [:]
        for (mark, letters) in compositions {
            for letter in letters.ranges.joined() {
                parts[text(letter) + text(mark)] = (letter, mark)
            }
        }
        return parts
    }()

    private static func text(_ codePoint: UInt32) -> String {
        Unicode.Scalar(codePoint).map { String($0) } ?? ""
    }

    private static func combiningClass(of codePoint: UInt32) -> UInt8 {
        Unicode.Scalar(codePoint)?.properties.canonicalCombiningClass.rawValue ?? 0
    }
}
