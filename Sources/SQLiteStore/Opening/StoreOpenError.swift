// SPDX-License-Identifier: Apache-2.0

package import Relay

/// Why a store could not be opened.
package enum StoreOpenError: Error, Sendable, Hashable {
    /// Another daemon has it open (exit 75).
    case inUse(lock: String)
    /// A newer version of the program wrote it (exit 78).
    case newer(found: Int64, known: Int64)
    /// A version of the program wrote it that was never released (exit 78).
    case older(found: Int64, known: Int64)
    /// It is a database, and not one of Baton's (exit 78).
    case foreign(applicationID: Int64)
    /// It holds another log than the configuration names (exit 78).
    case otherOrigin(found: String, configured: String)
    /// A setting without which promises cannot be kept did not take effect (exit 78).
    case setting(String, found: String, needed: String)
    /// Its files cannot be made or opened (exit 78).
    case files(path: String, why: String)
    /// SQLite failed: what it means, as for any transaction (74 for an I/O error).
    case failed(StoreFailure)

    /// The exit code of a daemon that could not open its store (interfaces.md section 7).
    package var exitCode: Int32 {
        switch self {
        case .inUse: 75
        case .newer, .older, .foreign, .otherOrigin, .setting, .files: 78
        case .failed(.full), .failed(.busy): 75
        case .failed: 74
        }
    }
}

extension StoreOpenError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .inUse(let lock):
            "another daemon holds \(lock): stop it, or name another store"
        case .newer(let found, let known):
            "the store has version \(found), this program knows \(known): run the newer program"
        case .older(let found, let known):
            "the store has version \(found), this program reads \(known) alone: run the program that "
                + "wrote it, or name another file"
        case .foreign(let id):
            "the file is an SQLite database of application \(id), not a store of Baton: "
                + "name another file"
        case .otherOrigin(let found, let configured):
            "the store holds the log \(found), the configuration names \(configured): "
                + "name the log that the store holds"
        case .setting(let name, let found, let needed):
            "SQLite's \(name) is \(found), and must be \(needed): nothing can be promised on it"
        case .files(let path, let why):
            "\(path): \(why): let the daemon's user make and write files in that folder"
        case .failed(.damaged(let why)):
            "its file is damaged (\(why)): restore the newest backup whose fsck is clean"
        case .failed(let failure): "\(failure)"
        }
    }
}
