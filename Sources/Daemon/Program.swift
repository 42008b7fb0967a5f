// SPDX-License-Identifier: Apache-2.0

/// What the program is and how it ends.
package enum Program {
    /// The version, which each start writes into the log.
    package static let version = "0.1.0"

    /// The exit codes, those of sysexits.h (interfaces.md section 7).
    package enum Exit: Int32, Sendable, Hashable, Error {
        /// It stopped because it was told to.
        case success = 0
        /// The command line is wrong.
        case usage = 64
        /// What was given to it is wrong.
        case data = 65
        /// A listener could not be opened, or something it needs is not there.
        case unavailable = 69
        /// The store gave an I/O error, or the outcome of a commit is not known.
        case inputOutput = 74
        /// Another daemon holds the store.
        case tryLater = 75
        /// The configuration, or the store that it names, cannot be used.
        case configuration = 78
    }
}
