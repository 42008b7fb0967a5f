// SPDX-License-Identifier: Apache-2.0

/// A table for spreadsheets (RFC 4180).
package enum CommaSeparated {
    /// The lines, the heads first.
    package static func text(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A field, quoted where it must be; one that a spreadsheet would take for a formula is
    /// disarmed by an apostrophe.
    ///
    /// It looks at bytes: to a Swift `Character`, CR LF is neither, and a sign with a combining mark
    /// is not that sign.
    private static func field(_ text: String) -> String {
        let opensFormula = text.utf8.first.map("=+-@\t\r".utf8.contains) ?? false
        let disarmed = opensFormula && !isName(text) ? "'" + text : text
        guard disarmed.utf8.contains(where: ",\"\r\n".utf8.contains) else { return disarmed }
        return "\"" + disarmed.replacing("\"", with: "\"\"") + "\""
    }

    /// How long a text is that only a digest or an identifier has: a `jti` has 16 characters at least.
    private static let shortestName = 16

    /// Whether it is a digest in base64 or an identifier such as a `jti`: programs compare it with what
    /// stands elsewhere, so it stays as it is.
    ///
    /// Without parentheses, colons or bars it calls nothing and opens nothing: a spreadsheet shows an
    /// error at worst, unless it is told that the column is text.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count >= shortestName && "+-".utf8.contains(text.utf8.first ?? 0)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "+/=._~-".utf8.contains(byte)
                }
            }
    }
}
