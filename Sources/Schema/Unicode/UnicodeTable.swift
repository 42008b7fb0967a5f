// SPDX-License-Identifier: Apache-2.0

/// A table of Unicode, read from its text: rows of names and ranges in hexadecimal.
struct UnicodeTable: Sendable {
    let rows: [Row]

    /// Code points that belong together.
    struct Row: Sendable {
        /// The first word, in parts: all names of the row, or all that it is listed for.
        let names: [String]
        let codePoints: CodePointSet
    }

    init(_ text: String) {
        rows = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
            let words = line.split(separator: UInt8(ascii: " "))
            let names = words[0].split { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "+") }
            return Row(
                names: names.map { String($0) ?? "" },
                codePoints: CodePointSet(sorted: words.dropFirst().map(Self.range)))
        }
    }

    /// The code points of the row that begins with a name.
    func codePoints(_ name: String) -> CodePointSet {
        rows.first { $0.names[0] == name }?.codePoints ?? .empty
    }

    /// `41` or `41-5A`.
    private static func range(_ text: Substring.UTF8View) -> ClosedRange<UInt32> {
        var (first, value) = (UInt32?.none, UInt32(0))
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): (first, value) = (value, 0)
            case UInt8(ascii: "A")...: value = value * 16 + UInt32(byte - UInt8(ascii: "A") + 10)
            default: value = value * 16 + UInt32(byte - UInt8(ascii: "0"))
            }
        }
        return (first ?? value)...value
    }
}
