// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong in a file that somebody wrote by hand, and where.
package struct SourceFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, as it was named to the reader.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column, from 1, counted in Unicode scalars.
    package let column: Int
    /// What is wrong.
    package let what: String
    /// What to write instead.
    package let instead: String

    /// Says that something is wrong at a place.
    package init(file: String, line: Int, column: Int, what: String, instead: String) {
        self.file = file
        self.line = line
        self.column = column
        self.what = what
        self.instead = instead
    }

    /// `file:line:column: what is wrong, what to write`.
    package var description: String { "\(file):\(line):\(column): \(what), \(instead)" }
}

/// Everything that is wrong in a file, in the order in which it was found.
package struct SourceFaults: Error, Sendable, Hashable, CustomStringConvertible {
    /// The faults, at least one.
    package let faults: [SourceFault]

    /// Gathers faults; there must be one.
    package init(_ faults: [SourceFault]) {
        precondition(!faults.isEmpty, "a file without a fault is not refused")
        self.faults = faults
    }

    /// One line a fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
