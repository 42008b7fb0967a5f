// SPDX-License-Identifier: Apache-2.0

/// A table for spreadsheets (RFC 4180).
enum CommaSeparated {
    /// The lines, the heads first.
    static func text(_ columns: [String], _ rows: [[String]]) -> String {
        ([columns] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A field, quoted where it must be; one that a spreadsheet would take for a formula is
    /// disarmed by an apostrophe.
    private static func field(_ text: String) -> String {
        let disarmed = "=+-@\t".contains(text.first ?? " ") ? "'" + text : text
        guard disarmed.contains(where: { ",\"\r\n".contains($0) }) else { return disarmed }
        return "\"" + disarmed.replacing("\"", with: "\"\"") + "\""
    }
}
