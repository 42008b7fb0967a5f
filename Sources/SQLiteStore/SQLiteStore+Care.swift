// SPDX-License-Identifier: Apache-2.0

import GRDB
import Glibc
package import Relay

extension SQLiteStore {
    /// The most lines of SQLite's own check.
    private static let integrityLines = 100

    /// Writes a consistent copy of the store, while it is read and written (`VACUUM INTO`).
    ///
    /// It works on a connection of its own and on one snapshot. The copy holds all that was committed
    /// when it began, and is a prefix of the log ever after.
    package func copy(to target: String) async throws(StoreFailure) {
        // Another copy is being made; whoever makes it removes it.
        guard access(target, F_OK) != 0 else { throw .busy }
        try Self.checkRoom(for: path, in: target)
        let queue = try attempt { try DatabaseQueue(path: path) }
        let outcome: Swift.Result<Void, StoreFailure> = await withCheckedContinuation { done in
            queue.asyncWriteWithoutTransaction { database in
                do throws(StoreFailure) {
                    try attempt {
                        try database.execute(sql: "VACUUM INTO ?", arguments: [target])
                    }
                    done.resume(returning: .success(()))
                } catch { done.resume(returning: .failure(error)) }
            }
        }
        if case .failure = outcome { unlink(target) }
        try outcome.get()
    }

    /// What SQLite itself finds wrong with the file; nothing when all is well.
    package func integrity() throws(StoreFailure) -> [String] {
        let queue = try attempt { try DatabaseQueue(path: path) }
        let lines = try attempt {
            try queue.read { database in
                var lines: [String] = []
                // Where the damage is deep the check itself fails, after it has told some of it.
                do {
                    let found = try String.fetchCursor(
                        database, sql: "PRAGMA integrity_check(\(Self.integrityLines))")
                    while let line = try found.next() { lines.append(line) }
                } catch {
                    guard let why = StoreFailure(error).damage else { throw error }
                    lines.append(why)
                }
                return lines
            }
        }
        return lines == ["ok"] ? [] : lines.flatMap { $0.split(separator: "\n").map(String.init) }
    }

    /// The kept documents that are not what their digests say, and those that a load names and that are not
    /// kept, a sentence each.
    package func verifyDocuments() throws(StoreFailure) -> [String] {
        try attempt {
            try DatabaseQueue(path: path).read { database in
                let session = Session(
                    database, origin: origin, known: Roster(), newest: Newcomers())
                return try session.documentFaults()
            }
        }
    }

    /// Refuses a copy for which there is no room, before a byte of it is written.
    private static func checkRoom(for path: String, in target: String) throws(StoreFailure) {
        let needed = size(path) + size(path + "-wal")
        let folder = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
        var disk = statvfs()
        guard statvfs(folder.isEmpty ? "/" : folder, &disk) == 0 else {
            throw .inputOutput("\(folder): \(String(cString: strerror(errno)))")
        }
        guard UInt64(disk.f_bavail) * UInt64(disk.f_frsize) > needed else { throw .full }
    }

    private static func size(_ path: String) -> UInt64 {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_size) : 0
    }
}
