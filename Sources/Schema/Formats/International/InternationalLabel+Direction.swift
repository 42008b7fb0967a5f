// SPDX-License-Identifier: Apache-2.0

// RFC 5893: what keeps a name readable when some of it is written from right to left.
extension InternationalLabel {
    /// Whether labels of one name keep to the rule of section 2; without a label from right to left
    /// there is none.
    static func keepDirection(_ labels: [InternationalLabel]) -> Bool {
        let hasRightToLeft = labels.contains { label in
            label.codePoints.contains { $0 >= 0x80 && Directions.rightToLeft.contains($0) }
        }
        return !hasRightToLeft || labels.allSatisfy(\.keepsDirection)
    }

    private var keepsDirection: Bool {
        let classes = codePoints.map(Directions.name)
        // What marks the characters before it does not count as the end.
        guard let first = classes.first, let last = classes.last(where: { $0 != "NSM" }) else {
            return false
        }
        switch first {
        case "L":
            return classes.allSatisfy { Directions.inLeftToRight.contains($0) }
                && ["L", "EN"].contains(last)
        case "R", "AL":
            return classes.allSatisfy { Directions.inRightToLeft.contains($0) }
                && ["R", "AL", "EN", "AN"].contains(last)
                && !(classes.contains("EN") && classes.contains("AN"))
        default: return false
        }
    }

    private enum Directions {
        static let inLeftToRight: Set = ["L", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"]
        static let inRightToLeft: Set = [
            "R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM",
        ]
        static let rightToLeft = CodePointSet(
            ["R", "AL", "AN"].flatMap { table.codePoints($0).ranges })
        private static let table = UnicodeTable(BidiClassTable.rows)

        /// The class of a code point by its short name.
        static func name(_ codePoint: UInt32) -> String {
            table.rows.first { $0.codePoints.contains(codePoint) }?.names[0] ?? "L"
        }
    }
}
