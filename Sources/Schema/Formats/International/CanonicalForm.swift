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
            let isReached = starter != nil && (last == 0 || last < order)
            if isReached, let starter, compositions[codePoint]?.contains(starter) == true {
                return false
            }
            if order == 0 { starter = codePoint }
            last = order
        }
        return true
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

    private static func combiningClass(of codePoint: UInt32) -> UInt8 {
        Unicode.Scalar(codePoint)?.properties.canonicalCombiningClass.rawValue ?? 0
    }
}
