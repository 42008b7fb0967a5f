// SPDX-License-Identifier: Apache-2.0

// RFC 5892 appendix A: what must stand beside code points that are not permitted everywhere.
extension InternationalLabel {
    /// Whether the code point at an index stands where it may.
    func isInContext(_ index: Int) -> Bool {
        let before = index > 0 ? codePoints[index - 1] : nil
        let after = index + 1 < codePoints.count ? codePoints[index + 1] : nil
        switch codePoints[index] {
        case 0x200C: return isVirama(before) || joinsBothSides(index)
        case 0x200D: return isVirama(before)
        case 0xB7: return before == 0x6C && after == 0x6C
        case 0x375: return after.map(Scripts.greek.contains) ?? false
        case 0x5F3, 0x5F4: return before.map(Scripts.hebrew.contains) ?? false
        case 0x30FB: return codePoints.contains(where: Scripts.japanese.contains)
        case 0x660...0x669: return !codePoints.contains { 0x6F0...0x6F9 ~= $0 }
        case 0x6F0...0x6F9: return !codePoints.contains { 0x660...0x669 ~= $0 }
        default: return false
        }
    }

    /// A sign that takes the vowel off the letter before it.
    private func isVirama(_ codePoint: UInt32?) -> Bool {
        codePoint.flatMap(Unicode.Scalar.init)?.properties.canonicalCombiningClass == .virama
    }

    /// Appendix A.1: whether letters on both sides would join, what is transparent left aside.
    private func joinsBothSides(_ index: Int) -> Bool {
        let before = codePoints[..<index].last { !Joining.transparent.contains($0) }
        let after = codePoints[(index + 1)...].first { !Joining.transparent.contains($0) }
        return before.map(Joining.forwards.contains) ?? false
            && after.map(Joining.backwards.contains) ?? false
    }

    private enum Scripts {
        static let greek = all("Greek")
        static let hebrew = all("Hebrew")
        static let japanese = all("Hiragana", "Katakana", "Han")

        private static func all(_ names: String...) -> CodePointSet {
            CodePointSet(names.flatMap { Script($0)?.codePoints.ranges ?? [] })
        }
    }

    private enum Joining {
        static let transparent = all("T")
        static let forwards = all("L", "D")
        static let backwards = all("R", "D")
        private static let table = UnicodeTable(JoiningTypeTable.rows)

        private static func all(_ names: String...) -> CodePointSet {
            CodePointSet(names.flatMap { table.codePoints($0).ranges })
        }
    }
}
