// SPDX-License-Identifier: Apache-2.0

/// What kind of character a code point is, as Unicode Standard Annex 44 section 5.7.1 has it.
struct GeneralCategory {
    /// The code points of this category.
    let codePoints: CodePointSet

    private static let table = UnicodeTable(GeneralCategoryTable.rows)

    /// The category of a name, long or short.
    init?(_ name: String) {
        let row = Self.table.rows.first { $0.names.contains(name) }
        guard let row else { return nil }
        switch row.names[0] {
        case "LC": codePoints = Self.all { ["Lu", "Ll", "Lt"].contains($0) }
        // What is assigned to nothing stands in no row.
        case "Cn": codePoints = Self.all { _ in true }.inverted
        case "C": codePoints = Self.all { !$0.hasPrefix("C") }.inverted
        case let short where short.count == 1: codePoints = Self.all { $0.hasPrefix(short) }
        default: codePoints = row.codePoints
        }
    }

    /// The code points of all categories of some short names.
    private static func all(where isMeant: (String) -> Bool) -> CodePointSet {
        CodePointSet(table.rows.filter { isMeant($0.names[0]) }.flatMap(\.codePoints.ranges))
    }
}
