// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
package import Relay
import Synchronization
import TransparencyLog

/// The `Store` on SQLite: one file on disk, one daemon, the embedded default.
///
/// There is one writing connection, whose queue is the lock on the head of the log; reads run on
/// snapshots beside it. WAL with `synchronous=FULL`: when a commit returns, its frames were synced.
/// The decisions and their dangers stand in design.md section 9.
package final class SQLiteStore: Store {
    /// The path of the database.
    package let path: String
    /// The log's origin, by which its parts name handoffs and expectations.
    let origin: String
    /// What was purged and which threads are held, beside the database.
    let purgeList: PurgeList
    private let pool: DatabasePool
    private let state: Mutex<State>

    /// What outlives a transaction.
    private struct State {
        /// Held until the store is closed.
        var lock: StoreLock?
        /// The numbers of agencies, as far as they were committed.
        var known = Roster()
        /// The newest messages, as far as they were committed.
        var newest: Newcomers
        /// Why nothing can be committed any more.
        var end: StoreFailure?
        /// How many pages were written to the log since it was last moved into the database.
        var logged = 0
    }

    /// After how many bytes the log is moved into the database.
    ///
    /// The same pages are written to it again and again, and only once to the database: a longer
    /// log saves writes, and makes the start after a crash longer.
    static let logBytes = 8 << 20

    /// Opens a store, or makes an empty one.
    ///
    /// A lock file `<path>.lock` keeps a second daemon away. Before this returns, everything that
    /// was ever acknowledged is in the database file itself.
    ///
    /// - Parameter origin: the log's origin; a store that holds another log is refused.
    package convenience init(
        path: String, origin: String, durability: Durability = .synced
    ) throws(StoreOpenError) {
        try self.init(path: path, origin: origin, durability: durability, onConnection: nil)
    }

    /// Opens a store and lets a test listen on its connections, and have messages filed sooner.
    init(
        path: String, origin: String, newcomers limit: Int? = nil,
        durability: Durability = .synced, onConnection: (@Sendable (Database) -> Void)?
    ) throws(StoreOpenError) {
        self.path = path
        self.origin = origin
        purgeList = PurgeList(besides: path)
        state = Mutex(
            State(lock: try StoreLock(at: path + ".lock"), newest: Newcomers(limit: limit)))
        pool = try StoreOpening(
            path: path, durability: durability, onConnection: onConnection
        ).open()
        try checkOrigin()
        readNewcomers()
    }

    /// Reads the newest messages before anybody waits for it.
    ///
    /// Where that fails, whoever asks for one of them is told, and an inspection can still begin.
    private func readNewcomers() {
        let newest = state.withLock { $0.newest }
        _ = onReader { database in
            look(database, Roster(), newest) { store throws(StoreFailure) in
                guard let session = store as? Session else { return }
                do throws(StoreFailure) { try session.readOnNewcomers() } catch {
                    // An I/O error ends the store here as anywhere.
                    if error.isFatal { throw error }
                }
            }
        }
    }

    private func checkOrigin() throws(StoreOpenError) {
        let kept: String?
        do {
            kept = try pool.read { database in
                try String.fetchOne(database, sql: "SELECT origin FROM head")
            }
        } catch { throw .failed(StoreFailure(error)) }
        guard let kept else { return }
        let found = LogOrigin(kept: kept)?.base ?? kept
        guard found != origin else { return }
        throw .otherOrigin(found: found, configured: origin)
    }

    /// Runs work in the one writing transaction there is at a time, and commits it durably.
    package func commit<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreTransaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        // On the caller's thread, without a hop to another and back: the sequencer has one of its
        // own. GRDB's `async` writes also end a transaction when its task is cancelled, and a commit
        // must never be.
        try onWriter { self.transact($0, work) }.get()
    }

    /// Runs work on one consistent snapshot of what is committed.
    package func read<Result: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        // Before the snapshot is taken: what leaves the memory meanwhile is in the snapshot's tables
        // or in this value, and what comes meanwhile is read on.
        let (known, newest) = state.withLock { ($0.known, $0.newest) }
        return try onReader { self.look($0, known, newest, work) }.get()
    }

    /// Does something on the writing connection, outside a transaction of the port.
    ///
    /// An I/O error ends the store here as anywhere.
    func onWriterThrowing<Value>(
        _ body: (Database) throws -> Value
    ) throws(StoreFailure) -> Value {
        if let end = state.withLock({ $0.end }) { throw end }
        do throws(StoreFailure) {
            return try attempt { try pool.writeWithoutTransaction(body) }
        } catch {
            if error.isFatal { state.withLock { $0.end = $0.end ?? error } }
            throw error
        }
    }

    private func onWriter<Value>(_ body: (Database) -> Value) -> Value {
        pool.writeWithoutTransaction(body)
    }

    private func onReader<Value>(
        _ body: (Database) -> Swift.Result<Value, StoreFailure>
    ) -> Swift.Result<Value, StoreFailure> {
        do { return try pool.read(body) } catch {
            let failure = StoreFailure(error)
            return state.withLock { state in
                // A pool that was closed has no connection to say so on.
                if state.end == .stopped { return .failure(.stopped) }
                if failure.isFatal { state.end = state.end ?? failure }
                return .failure(failure)
            }
        }
    }

    /// Closes the file, and writes what the log beside it holds into it.
    ///
    /// Who commits or reads afterwards is told that the store has stopped.
    package func close() throws(StoreFailure) {
        let isWell = state.withLock { state in
            defer { state.end = state.end ?? .stopped }
            return state.end == nil
        }
        // A log that stayed behind would be replayed into whatever file is put in this one's place.
        // What it says is told after the file is closed and the next daemon let in.
        let emptied: Swift.Result<Void, StoreFailure>
        do throws(StoreFailure) {
            if isWell { try emptyLog() }
            emptied = .success(())
        } catch { emptied = .failure(error) }
        try attempt { try pool.close() }
        state.withLock { $0.lock = nil }
        try emptied.get()
    }
}

extension SQLiteStore {
    private func transact<Result>(
        _ database: Database,
        _ work: (any StoreTransaction) throws(StoreFailure) -> Result
    ) -> Swift.Result<Result, StoreFailure> {
        var listed: Int64?
        do throws(StoreFailure) {
            return .success(try committed(database, work, &listed))
        } catch {
            // Nothing was committed, or nobody knows: either way nothing may stay open.
            var failure = error
            do { try database.rollback() } catch {
                // A transaction that cannot be ended would stand in the way of all that follow.
                failure = failure.isFatal ? failure : .inDoubt("\(error)")
            }
            if !failure.isFatal, let listed { failure = unlist(from: listed) ?? failure }
            if failure.isFatal { state.withLock { $0.end = $0.end ?? failure } }
            return .failure(failure)
        }
    }

    /// Takes off the list again what was not purged after all: by the next start it may have to be kept.
    private func unlist(from place: Int64) -> StoreFailure? {
        do throws(StoreFailure) { try purgeList.cut(to: place) } catch { return error }
        return nil
    }

    /// - Parameter listed: where the list ended before what the transaction purges was put on it.
    private func committed<Result>(
        _ database: Database,
        _ work: (any StoreTransaction) throws(StoreFailure) -> Result,
        _ listed: inout Int64?
    ) throws(StoreFailure) -> Result {
        let session = try session(database)
        try attempt { try database.beginTransaction(.immediate) }
        let result = try work(session)
        try session.finish()
        // If we crash after this, the list names more than was purged: the next start purges it.
        if session.isToBeListed {
            listed = try purgeList.length()
            try session.list(in: purgeList)
        }
        do { try database.commit() } catch { throw StoreFailure(ofCommit: error) }
        // If we crash here the transaction is durable and nobody was told: they ask again.
        state.withLock { state in
            if session.known.last > state.known.last { state.known = session.known }
            if session.newest.filed != nil {
                state.newest.settle(session.newest.takeChanges())
            }
        }
        try moveLog(database)
        return result
    }

    /// Moves what the log beside the database holds into it, once it holds enough.
    ///
    /// SQLite would do that by itself after a commit, and tell nobody when it fails; but a disk that
    /// fails stops us (design.md section 5, promise 11). A full disk or a reader in the way do no
    /// harm: the log grows, and the next commit tries again. Only the connection that writes does it:
    /// before SQLite 3.51.3 one that moves the log while another commits can damage the file (the
    /// "WAL-reset bug" of sqlite.org/wal.html). And it does so before it answers: were its callers
    /// answered first they would come again meanwhile, and the batch after it would be twice as long.
    private func moveLog(_ database: Database) throws(StoreFailure) {
        let written = database.takePagesWritten()
        let logged = state.withLock { state in
            state.logged += written
            return state.logged
        }
        guard logged >= Self.logBytes / Int(Schema.pageSize) else { return }
        let left: Int
        do {
            let (whole, moved) = try database.checkpoint(.passive)
            left = whole - moved
        } catch {
            let failure = StoreFailure(ofCommit: error)
            if failure.isFatal { throw failure }
            return
        }
        // Where a reader was in the way, it is tried again after an eighth.
        state.withLock { $0.logged = left == 0 ? 0 : logged - logged / 8 }
    }

    private func emptyLog() throws(StoreFailure) {
        do throws(StoreFailure) {
            try attempt {
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
        } catch {
            // Somebody still reads: the log stays, and the next start moves it.
            if error != .busy { throw error }
        }
    }

    private func look<Result>(
        _ database: Database, _ known: Roster, _ newest: Newcomers,
        _ work: (any StoreReading) throws(StoreFailure) -> Result
    ) -> Swift.Result<Result, StoreFailure> {
        do throws(StoreFailure) {
            if state.withLock({ $0.end }) == .stopped { throw .stopped }
            let session = Session(database, origin: origin, known: known, newest: newest)
            let result = try work(session)
            state.withLock { state in
                if state.newest.filed == nil {
                    state.newest.settle(session.newest.takeChanges())
                }
            }
            return .success(result)
        } catch {
            // Nothing is committed after it, not even by who has not heard of it yet.
            if error.isFatal { state.withLock { $0.end = $0.end ?? error } }
            return .failure(error)
        }
    }

    /// A session on the writing connection; after the store has ended there is none.
    private func session(_ database: Database) throws(StoreFailure) -> Session {
        let (known, newest, end) = state.withLock { ($0.known, $0.newest, $0.end) }
        if let end { throw end }
        return Session(database, origin: origin, known: known, newest: newest)
    }
}

extension Database {
    /// How many pages the connection wrote since it was last asked: to the log, in WAL mode.
    fileprivate func takePagesWritten() -> Int {
        var (written, highest): (Int32, Int32) = (0, 0)
        sqlite3_db_status(sqliteConnection, SQLITE_DBSTATUS_CACHE_WRITE, &written, &highest, 1)
        return Int(written)
    }
}
