// SPDX-License-Identifier: Apache-2.0

/// What of a bundle of evidence does not hold: the file, and why.
package struct EvidenceFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file in the bundle, or what else it is about.
    package let file: String
    /// What is wrong with it.
    package let reason: String

    /// Names a file and what is wrong with it.
    package init(_ file: String, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    /// Both in one line.
    package var description: String { "\(file): \(reason)" }
}
