// SPDX-License-Identifier: Apache-2.0

import GRDB
import Relay

extension StoreFailure {
    /// What an error of SQLite means for whoever waits for an answer.
    init(_ error: any Error) {
        if let failure = error as? StoreFailure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self = .refused("the store failed: \(error)")
            return
        }
        let text = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_NOLFS:
            self = .inputOutput(text)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        // What we write fits what we wrote: a row that is in the way is not ours.
        case .SQLITE_CONSTRAINT: self = .corrupt(text)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .damaged(text)
        default: self = .refused(text)
        }
    }

    /// What a failure of `COMMIT` itself means.
    ///
    /// A full disk stops SQLite before the frame that commits is written, and a busy writer before
    /// anything is; after every other failure, that of the fsync above all, the frame may stand in
    /// the log on disk or not.
    init(ofCommit error: any Error) {
        switch StoreFailure(error) {
        case .full: self = .full
        case .busy: self = .busy
        case .inputOutput(let text), .corrupt(let text), .damaged(let text), .refused(let text),
            .inDoubt(let text):
            self = .inDoubt(text)
        case .stopped: self = .stopped
        }
    }
}

/// Does something with the database, and says in our words why it failed.
func attempt<Result>(_ body: () throws -> Result) throws(StoreFailure) -> Result {
    do { return try body() } catch { throw StoreFailure(error) }
}
