// SPDX-License-Identifier: Apache-2.0

/// Why a store could not do what it was asked.
package enum StoreFailure: Error, Sendable, Hashable {
    /// The disk is full; nothing was written, and later attempts may succeed.
    case full
    /// An I/O error: the store stops, and start-up recovery decides (exit 74).
    case inputOutput(String)
    /// Whether the commit took place is not known: as for an I/O error.
    case inDoubt(String)
    /// Another writer was in the way for too long; nothing was written.
    case busy
    /// What was read back is not what was written.
    case corrupt(String)
    /// The file itself is damaged, and not one row of it: as for an I/O error, because nothing more
    /// may be written to it.
    case damaged(String)
    /// The change broke a rule of the store; nothing was written.
    case refused(String)
    /// The daemon is stopping and takes nothing more.
    case stopped

    /// Whether nothing may be acknowledged any more after this.
    package var isFatal: Bool {
        switch self {
        case .inputOutput, .inDoubt, .damaged: true
        case .full, .busy, .corrupt, .refused, .stopped: false
        }
    }

    /// What is damaged, of a row or of the file; nil when nothing is.
    package var damage: String? {
        switch self {
        case .corrupt(let why), .damaged(let why): why
        case .full, .inputOutput, .inDoubt, .busy, .refused, .stopped: nil
        }
    }
}
