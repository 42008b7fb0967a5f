// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Relay
import StoreContract
import Synchronization

@testable import SQLiteStore

/// A folder of its own for one test's store, removed at the end.
final class Place: Sendable {
    private let held: TemporaryFolder
    /// What was executed on any connection of the stores opened here.
    let executed = Mutex<[String]>([])

    init() throws { held = try TemporaryFolder() }

    var folder: String { held.url.path }

    var path: String { folder + "/baton.db" }

    /// How large the database is, without the log beside it.
    func fileByteCount() throws -> Int { try byteCount(path) }

    /// How large the log beside the database is.
    func logByteCount() throws -> Int { try byteCount(path + "-wal") }

    private func byteCount(_ path: String) throws -> Int {
        let found = try FileManager.default.attributesOfItem(atPath: path)
        return (found[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Opens a store, which keeps its place for as long as it lives.
    func open(
        origin: String = Sample.origin, newcomers limit: Int? = nil,
        durability: Durability = .synced
    ) throws(StoreOpenError) -> SQLiteStore {
        try SQLiteStore(
            path: path, origin: origin, newcomers: limit, durability: durability
        ) { [self] _ in
            withExtendedLifetime(self) {}
        }
    }

    /// Opens a store that notes every statement it executes.
    func openListening(
        newcomers limit: Int = Newcomers.usualLimit, durability: Durability = .synced
    ) throws(StoreOpenError) -> SQLiteStore {
        try SQLiteStore(
            path: path, origin: Sample.origin, newcomers: limit, durability: durability
        ) { [self] database in
            database.trace { event in
                guard case .statement(let statement) = event else { return }
                self.executed.withLock { $0.append(statement.sql) }
            }
        }
    }

    /// Opens a store whose disk is full at each commit for as long as a flag says so.
    func openFilling(_ flag: FullDisk) throws(StoreOpenError) -> SQLiteStore {
        try SQLiteStore(path: path, origin: Sample.origin) { [self] database in
            withExtendedLifetime(self) {}
            guard !database.configuration.readonly else { return }
            database.add(
                transactionObserver: FullDisk.Observer(disk: flag), extent: .databaseLifetime)
        }
    }

    /// What was executed since the last call.
    func takeExecuted() -> [String] {
        executed.withLock { executed in
            defer { executed = [] }
            return executed
        }
    }

    /// Looks into the file with a connection of its own, as a damaged disk or an operator would.
    func tamper<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try DatabaseQueue(path: path).writeWithoutTransaction(body)
    }
}
