// SPDX-License-Identifier: Apache-2.0

import Wire

extension Answer.Table {
    /// The table for spreadsheets (RFC 4180): the names of the columns, the rows, and no total, which
    /// a spreadsheet would count again.
    package var csv: String {
        CommaSeparated.text(columns.map(\.name), rows.map { $0.map(\.plain) })
    }
}
