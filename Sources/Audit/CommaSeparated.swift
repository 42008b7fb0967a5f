// SPDX-License-Identifier: Apache-2.0

/// A table for spreadsheets (RFC 4180).
enum CommaSeparated {
    /// The lines, the heads first.
    static func text(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A field, quoted where it must be; one that a spreadsheet would take for a formula is
    /// disarmed by an apostrophe.
    ///
    /// It looks at bytes: to a Swift `Character`, CR LF is neither, and a sign with a combining mark
    /// is not that sign.
    private static func field(_ text: String) -> String {
        let opensFormula = text.utf8.first.map("=+-@\t\r".utf8.contains) ?? false
        let disarmed = opensFormula ? "'" + text : text
        guard disarmed.utf8.contains(where: ",\"\r\n".utf8.contains) else { return disarmed }
        return "\"" + disarmed.replacing("\"", with: "\"\"") + "\""
    }
}
