// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files of a store while nobody has it open, to be damaged and put back.
struct StoreAtRest {
    /// Bytes a page, as the store chooses them.
    static let pageBytes = 8192
    /// A frame of the write-ahead log: a page after its header.
    static let frameBytes = 24 + pageBytes
    /// The header of the write-ahead log.
    static let logHeaderBytes = 32

    let town: Town
    private let kept: [String: Data]

    /// Takes up the files as they are.
    init(_ town: Town) throws {
        self.town = town
        let folder = town.file("").path
        kept = try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: town.file($1))
        }
    }

    /// The database.
    var database: Data { kept["baton.db"] ?? Data() }
    /// The write-ahead log.
    var log: Data { kept["baton.db-wal"] ?? Data() }
    /// The checkpoint kept outside.
    var checkpoint: Data { kept["baton.db.checkpoint"] ?? Data() }

    /// The pages of the database that hold anything, from 0.
    var pages: [Int] {
        let database = database
        return (0..<database.count / Self.pageBytes).filter { page in
            database[page * Self.pageBytes..<(page + 1) * Self.pageBytes].contains { $0 != 0 }
        }
    }

    /// Puts everything back as it was, but for what is given.
    func put(database: Data? = nil, log: Data? = nil) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: town.file("").path) {
            try FileManager.default.removeItem(at: town.file(name))
        }
        var files = kept
        files["baton.db"] = database ?? self.database
        files["baton.db-wal"] = log ?? self.log
        for (name, bytes) in files { try bytes.write(to: town.file(name)) }
    }

    /// The database with a page of zeros.
    func zeroing(_ page: Int) -> Data {
        var bytes = database
        bytes.resetBytes(in: page * Self.pageBytes..<(page + 1) * Self.pageBytes)
        return bytes
    }
}
