// SPDX-License-Identifier: Apache-2.0

import Handoffs

extension PartName {
    /// The number by which a handoff or an expectation is a row: `entry << 16 | part`.
    ///
    /// No entry has more parts, and no name is read that has: whom a message addresses, what a poll reports
    /// and what a transaction judges are all limited far below.
    var row: Int64 {
        precondition(part < Self.mostParts, "an entry has at most 65,536 parts")
        return entry << 16 | Int64(part)
    }

    /// The name of a row.
    init(row: Int64) { self.init(entry: row >> 16, part: Int(row & 0xFFFF)) }
}
