// SPDX-License-Identifier: Apache-2.0

/// A script in which languages are written, as Unicode Standard Annex 24 has it.
struct Script {
    /// The code points that belong to this script and no other.
    let codePoints: CodePointSet
    private let names: [String]

    private static let table = UnicodeTable(ScriptTable.rows)
    private static let extensions = UnicodeTable(ScriptExtensionTable.rows)

    /// The script of a name, long or short.
    init?(_ name: String) {
        let row = Self.table.rows.first { $0.names.contains(name) }
        guard let row else { return nil }
        codePoints = row.codePoints
        names = row.names
    }

    /// The code points that are used with this script, if also with others.
    var extended: CodePointSet {
        var (own, others): ([ClosedRange<UInt32>], [ClosedRange<UInt32>]) = ([], [])
        for row in Self.extensions.rows {
            if row.names.contains(where: names.contains) {
                own += row.codePoints.ranges
            } else {
                others += row.codePoints.ranges
            }
        }
        // What has a list of scripts belongs to those and to no other.
        let withoutOthers = CodePointSet(codePoints.inverted.ranges + others).inverted
        return CodePointSet(withoutOthers.ranges + own)
    }
}
