// SPDX-License-Identifier: Apache-2.0

/// The text of one SQL statement, prepared once a connection.
///
/// Names of tables are never qualified, so that the same commands write to the file and, when
/// projections are verified, to temporary tables of the same names. A reference, by which a session knows
/// its statement again without looking at the text.
final class Command: Sendable {
    /// The SQL.
    let text: String
    /// Whether it neither reads nor writes a `GrowingTable`, so that rows may be kept back from it.
    let isApart: Bool

    /// Words a command.
    init(_ text: String, isApart: Bool = false) {
        self.text = text
        self.isApart = isApart
    }

    /// The join of handoffs or expectations with the entry that they are parts of.
    static func named(_ parts: String, by entry: String) -> String {
        "\(parts).name BETWEEN \(entry).entry << 16 AND \(entry).entry << 16 | 65535"
    }
}
