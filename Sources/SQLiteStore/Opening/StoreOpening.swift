// SPDX-License-Identifier: Apache-2.0

import GRDB
import Relay

/// The steps by which a database becomes a store that keeps its promises.
struct StoreOpening {
    let path: String
    /// Whether a commit waits for the disk.
    let durability: Durability
    /// Set on every connection; tests listen here to what is executed.
    let onConnection: (@Sendable (Database) -> Void)?

    /// How long a writer waits for another process, such as a backup, in seconds.
    static let busySeconds = 5.0
    /// How many connections read at once.
    static let readers = 4

    /// How much of the file the writing connection keeps in memory, in KiB.
    ///
    /// Each message is looked for under two names that were chosen at random, in vain nearly always.
    /// With SQLite's own 2 MiB each look read a page again, from 30,000 messages on.
    static let writerCacheKibibytes: Int64 = 6 << 10
    /// The same of each reading connection, which reads most pages once.
    static let readerCacheKibibytes: Int64 = 1 << 10

    /// Makes the tables of a new file, or looks whether an old one is ours; then opens the pool.
    ///
    /// If we crash in between, the file is empty or complete: the numbers and all tables are one
    /// transaction.
    func open() throws(StoreOpenError) -> DatabasePool {
        try StoreFile.create(path)
        try StoreFile.checkLength(of: path)
        try prepare()
        let pool = try opening { try DatabasePool(path: path, configuration: configuration) }
        try opening { try pool.writeWithoutTransaction(harden) }
        return pool
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.maximumReaderCount = Self.readers
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { [onConnection] database in
            try Self.cache(Self.readerCacheKibibytes, in: database)
            onConnection?(database)
        }
        return configuration
    }

    /// What must stand in the file before it is in WAL mode.
    private func prepare() throws(StoreOpenError) {
        let queue = try opening { try DatabaseQueue(path: path, configuration: configuration) }
        try opening {
            try queue.writeWithoutTransaction { database in
                if try Self.isOurs(database) { return }
                // An empty file takes both only before its first page is written.
                try database.execute(sql: "PRAGMA page_size = \(Schema.pageSize)")
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try database.inTransaction(.exclusive) {
                    try Self.makeTables(database)
                    return .commit
                }
            }
            try queue.close()
        }
    }

    private static func isOurs(_ database: Database) throws -> Bool {
        let application = try pragma("application_id", database)
        let version = try pragma("user_version", database)
        let tables = try Int64.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if application == 0, version == 0, tables == 0 { return false }
        guard application == Schema.applicationID else {
            throw StoreOpenError.foreign(applicationID: application)
        }
        guard version <= Schema.version else {
            throw StoreOpenError.newer(found: version, known: Schema.version)
        }
        guard version == Schema.version else {
            throw StoreOpenError.older(found: version, known: Schema.version)
        }
        return true
    }

    private static func makeTables(_ database: Database) throws {
        try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
        for part in Schema.parts { try database.execute(sql: part.statement(temporary: false)) }
    }

    /// Sets what GRDB would have otherwise, and looks whether it took effect.
    ///
    /// GRDB sets `synchronous=NORMAL` itself after it has opened a pool; a 202 would then be lost in
    /// a power cut. What is deleted is overwritten, because purging means it. The checkpoint must
    /// succeed before anything is served: after a failed fsync only that brings what was
    /// acknowledged into the database file (reliability.md, finding 3).
    private func harden(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = \(durability.synchronous)")
        try database.execute(sql: "PRAGMA secure_delete = ON")
        try Self.cache(Self.writerCacheKibibytes, in: database)
        // The store moves its log itself, because SQLite tells nobody when that fails.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        try Self.check("synchronous", database, needed: durability.synchronous)
        try Self.check("secure_delete", database, needed: 1)
        try Self.check("cache_size", database, needed: -Self.writerCacheKibibytes)
        try Self.check("page_size", database, needed: Schema.pageSize)
        try Self.check("auto_vacuum", database, needed: 2)
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "none"
        guard mode == "wal" else {
            throw StoreOpenError.setting("journal_mode", found: mode, needed: "wal")
        }
        try database.checkpoint(.truncate)
    }

    private static func cache(_ kibibytes: Int64, in database: Database) throws {
        try database.execute(sql: "PRAGMA cache_size = -\(kibibytes)")
    }

    private static func check(_ name: String, _ database: Database, needed: Int64) throws {
        let found = try pragma(name, database)
        guard found == needed else {
            throw StoreOpenError.setting(name, found: "\(found)", needed: "\(needed)")
        }
    }

    private static func pragma(_ name: String, _ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "PRAGMA \(name)") ?? 0
    }

    private func opening<Result>(
        _ body: () throws -> Result
    ) throws(StoreOpenError) -> Result {
        do { return try body() } catch let error as StoreOpenError { throw error } catch {
            throw .failed(StoreFailure(error))
        }
    }
}
