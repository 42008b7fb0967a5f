// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Relay
import Signing

extension SQLiteStore: StoreErasure {
    /// How many free pages go back to the file system in one transaction: few, since who commits
    /// meanwhile waits for them.
    private static let pagesAtOnce = 256

    /// How long readers are waited for before the log beside the database is emptied, in milliseconds; then
    /// it is tried again later.
    private static let wipePatience = 100

    /// What the list beside the database names and is kept all the same, or is not held; once there is
    /// none, or it was settled, the list is known to its end.
    package func unforgotten() async throws(StoreFailure) -> Unforgotten {
        let list = purgeList
        let found = try await read { store throws(StoreFailure) -> Unforgotten in
            guard let session = store as? Session else { return .nothing }
            let known = try session.listPlace()
            let read = try list.names(from: known)
            return try session.unforgotten(read, read.place == known ? nil : read.place)
        }
        if found.isEmpty { try await settle(found) }
        return found
    }

    /// The legal holds that the list beside the database names and the store does not have.
    package func unheld() async throws(StoreFailure) -> [UnheldThread] {
        let list = purgeList
        return try await read { store throws(StoreFailure) in
            guard let session = store as? Session else { return [] }
            return try session.unheld(list.names(from: session.listPlace())).filter(\.isHeld)
        }
    }

    /// How many purges and legal holds the list beside the database names since the store knew it, which the
    /// next start does again where they are not done.
    ///
    /// Throws `StoreFailure.refused` where the list is missing though the store knows of one.
    package func namesToRepeat() async throws(StoreFailure) -> NamesToRepeat {
        let list = purgeList
        return try await read { store throws(StoreFailure) in
            guard let session = store as? Session else {
                return NamesToRepeat(count: 0, isListKnown: true, missing: [])
            }
            let read = try list.names(from: session.listPlace())
            let missing = try session.unheld(read).filter { $0.thread == nil && $0.isHeld }
            return NamesToRepeat(
                count: read.names.count, isListKnown: read.isAdded, missing: missing)
        }
    }

    /// What the list beside the database says since the store knew it.
    package struct NamesToRepeat: Sendable, Hashable {
        /// How many purges and legal holds it names.
        package let count: Int
        /// Whether it goes on from where the store knew it; else it is older, or another, and all of its
        /// names are counted.
        package let isListKnown: Bool
        /// The legal holds of threads that the store does not have, which nobody has ended.
        package let missing: [UnheldThread]
    }

    /// Notes how far the list is known: to where it was read, since what was added meanwhile was purged
    /// meanwhile and the next start finds nothing of it.
    package func settle(_ unforgotten: Unforgotten) async throws(StoreFailure) {
        guard let place = unforgotten.listPlace else { return }
        try onWriterThrowing {
            try $0.execute(
                sql: Command.writeListed.text,
                arguments: [place.length, place.digest.description])
        }
    }

    /// Gives free pages back to the file system, and empties the log beside the database.
    ///
    /// - Returns: false when somebody who reads was in the way of the log.
    package func wipe() async throws(StoreFailure) -> Bool {
        var free = try freePages()
        while free > 0 {
            try giveBack()
            let left = try freePages()
            guard left < free else { break }
            free = left
        }
        do throws(StoreFailure) {
            try emptyLogWhole()
            return true
        } catch {
            if error == .busy { return false }
            throw error
        }
    }

    private func freePages() throws(StoreFailure) -> Int64 {
        try onWriterThrowing { try Int64.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0 }
    }

    private func giveBack() throws(StoreFailure) {
        // It gives back a page at each step, so that all its rows are fetched.
        try onWriterThrowing {
            _ = try Row.fetchAll($0, sql: "PRAGMA incremental_vacuum(\(Self.pagesAtOnce))")
        }
    }

    /// Waits for readers no longer than who commits may wait for it: a backup reads for minutes.
    private func emptyLogWhole() throws(StoreFailure) {
        try onWriterThrowing { database in
            let usual = Int(StoreOpening.busySeconds * 1_000)
            try Self.wait(milliseconds: Self.wipePatience, in: database)
            defer { try? Self.wait(milliseconds: usual, in: database) }
            _ = try database.checkpoint(.truncate)
        }
    }

    /// Says how long the connection waits for what another one holds.
    private static func wait(milliseconds: Int, in database: Database) throws {
        _ = try Row.fetchAll(database, sql: "PRAGMA busy_timeout = \(milliseconds)")
    }
}
