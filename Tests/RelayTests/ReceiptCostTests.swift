// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import GRDB
import Ledger
import Relay
import SQLiteStore
import SampleTown
import Signing
import Testing
import TransparencyLog

@testable import Relay

@Suite struct `What a receipt reads of the log` {
    /// Asks a log that counts.
    private func count<Result: Sendable>(
        _ ask: @escaping @Sendable (LongLog) throws(StoreFailure) -> Result
    ) async throws -> Result {
        let stage = try await Stage(SampleTown())
        let counted = try await stage.store.read { store throws(StoreFailure) in
            try ask(LongLog(store))
        }
        try stage.close()
        return counted
    }

    /// What the proof of one entry in a tree reads; the proof is right.
    private static func read(
        _ index: Int64, in size: Int64, of log: LongLog, _ tiles: TileMemory
    ) throws(StoreFailure) -> LongLog.Read {
        let leaf = try log.leaves(in: index..<(index + 1))[0].hash
        _ = log.takeRead()
        let proof = try log.inclusion(of: index, in: size, remembering: tiles)
        #expect(throws: Never.self) {
            try proof.check(leaf: leaf, root: try #require(log.root(size: size)))
        }
        return log.takeRead()
    }

    @Test(arguments: LongLog.sizes)
    func `is 16 leaves and 16 hashes above them, however large the log is`(
        size: Int64
    ) async throws {
        let read = try await count { log throws(StoreFailure) in
            let tiles = TileMemory()
            _ = try Self.read((size / 2 + 300) % size, in: size, of: log, tiles)
            return try Self.read(size / 2, in: size, of: log, tiles)
        }
        #expect(read.statements <= 2 && read.rows <= 32)
    }

    @Test func `is each tile of its path once, and of the right edge, when nothing is remembered`()
        async throws
    {
        let read = try await count { log throws(StoreFailure) in
            try Self.read(0, in: 66_500, of: log, TileMemory())
        }
        // Four tiles of its own; the right edge has three hashes of 256 leaves, 12 of 16, and four leaves.
        #expect(read == LongLog.Read(statements: 7, rows: 4 * 16 + 3 + 12 + 4))
    }

    @Test func `is of the right edge only what the log has grown by`() async throws {
        let read = try await count { log throws(StoreFailure) in
            let tiles = TileMemory()
            _ = try Self.read(700, in: 66_500, of: log, tiles)
            return [
                try Self.read(701, in: 66_500, of: log, tiles),
                try Self.read(701, in: 66_503, of: log, tiles),
                try Self.read(66_400, in: 66_503, of: log, tiles),
                try Self.read(701, in: 60_000, of: log, tiles),
            ]
        }
        #expect(read[0] == LongLog.Read(statements: 2, rows: 32))
        #expect(read[1] == LongLog.Read(statements: 3, rows: 32 + 3))
        // What stands over its leaves is in the edge; the hash over the first 65,536 was not asked for yet.
        #expect(read[2] == LongLog.Read(statements: 2, rows: 16 + 1))
        // The right edge of a smaller tree is another one: 60,000 = (14 * 16 + 10) * 256 + 6 * 16.
        #expect(read[3] == LongLog.Read(statements: 4, rows: 32 + 10 + 6))
    }

    @Test func `is not remembered when it was wrong`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        let entry = try await stage.accept(letter)
        try await stage.tamper("UPDATE entries SET at = at + 1 WHERE ix = 0")
        await #expect(throws: StoreFailure.self) {
            _ = try await stage.broker.receipt(of: entry, salt: nil, in: .newest)
        }
        try await stage.tamper("UPDATE entries SET at = at - 1 WHERE ix = 0")
        #expect(try await stage.broker.receipt(of: entry, salt: nil, in: .newest) != nil)
        // Right once, it is read no more; only its own entry is looked at each time.
        try await stage.tamper("UPDATE entries SET at = at + 1 WHERE ix = 0")
        #expect(try await stage.broker.receipt(of: entry, salt: nil, in: .newest) != nil)
    }
}

@Suite struct `What a tile reads of the log` {
    /// Reads a tile of a long log and holds it to a root, twice, and counts the second time.
    private func second(
        _ tile: Tile, in size: Int64, wrong: Int? = nil
    ) async throws -> (read: LongLog.Read, isTrue: Bool) {
        let stage = try await Stage(SampleTown())
        let found = try await stage.store.read {
            store throws(StoreFailure) -> (LongLog.Read, Bool) in
            let (log, tiles) = (LongLog(store), TileMemory())
            var isTrue = false
            for _ in 0..<2 {
                _ = log.takeRead()
                var hashes = try log.read(tile, size: UInt64(size)).hashes
                if let wrong { hashes[wrong] = SHA256.digest(of: []) }
                let tree = RememberedHashes(stored: StoredHashes(store: log), tiles: tiles)
                let root = try? tree.root(size: UInt64(size), given: tile.subtrees(hashes))
                isTrue = root == log.root(size: size)
            }
            return (log.takeRead(), isTrue)
        }
        try stage.close()
        return found
    }

    /// What the tile is made of; the way to the root is remembered, as many tiles share it.
    @Test(arguments: [Tile.Contents.hashes(level: 0), .entries, .hashes(level: 1)])
    func `is itself, and nothing more to hold it to the root`(
        _ contents: Tile.Contents
    ) async throws {
        let tile = try Tile(contents, index: contents == .hashes(level: 1) ? 0 : 100)
        let found = try await second(tile, in: 66_500)
        #expect(found.isTrue && found.read == LongLog.Read(statements: 1, rows: 256))
        #expect(try await !second(tile, in: 66_500, wrong: 200).isTrue)
    }

    @Test func `is few hashes besides where it is narrower than the tree has it`() async throws {
        for tile in [
            try Tile(.entries, index: 100, width: 3),
            try Tile(.hashes(level: 0), index: 259, width: 7),
        ] {
            let found = try await second(tile, in: 66_500)
            #expect(found.isTrue && found.read.statements <= 4, "\(found.read)")
            #expect(found.read.rows <= tile.width + 64, "\(found.read)")
            #expect(try await !second(tile, in: 66_500, wrong: 2).isTrue)
        }
    }

    @Test func `is not given out when a row of it was altered, and is once that is whole`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        for _ in 0..<20 {
            try await stage.accept(
                try town.letter(from: town.police, "referral.made", to: [town.council]))
        }
        let size = Int(try #require(try await stage.broker.checkpoint()?.size))
        let tiles = [
            try Tile(.entries, index: 0, width: size), try Tile(.entries, index: 0, width: 3),
            try Tile(.hashes(level: 0), index: 0, width: size),
        ]
        // A checkpoint that nobody signed vouches for nothing, whatever it says.
        try await stage.tamper("CREATE TABLE aside AS SELECT * FROM checkpoints")
        try await stage.tamper(
            """
            UPDATE checkpoints SET note =
            CAST(replace(CAST(note AS TEXT), char(10) || char(10), 'x' || char(10) || char(10)) AS BLOB)
            """)
        await #expect(throws: StoreFailure.self) { _ = try await stage.broker.tile(tiles[0]) }
        try await stage.tamper(
            """
            UPDATE checkpoints SET note =
            (SELECT note FROM aside WHERE aside.size = checkpoints.size)
            """)
        try await stage.tamper("DROP TABLE aside")
        try await stage.tamper("UPDATE entries SET at = at + 1 WHERE ix = 2")
        for tile in tiles {
            await #expect(throws: StoreFailure.self, "\(tile.path)") {
                _ = try await stage.broker.tile(tile)
            }
        }
        try await stage.tamper("UPDATE entries SET at = at - 1 WHERE ix = 2")
        for tile in tiles { #expect(try await stage.broker.tile(tile) != nil, "\(tile.path)") }
    }
}

@Suite struct `A memory of tiles` {
    private func tree(_ width: Int) -> TileTree {
        var tree = TileTree(height: 4)
        for index in 0..<width { tree.append(SHA256.digest(of: [UInt8(index % 256)])) }
        return tree
    }

    @Test func `holds no more than its limit, and what is asked for all the time`() {
        let tiles = TileMemory()
        let hot = TileMemory.Name(level: 3, index: 0)
        tiles.remember(tree(1), hot)
        for index in 0..<UInt64(3 * TileMemory.limit) {
            tiles.remember(tree(1), TileMemory.Name(level: 2, index: index))
            #expect(tiles.recall(hot) != nil)
            #expect(tiles.count <= TileMemory.limit)
        }
        #expect(tiles.recall(TileMemory.Name(level: 2, index: 0)) == nil)
        tiles.forget()
        #expect(tiles.count == 0 && tiles.recall(hot) == nil)
    }

    @Test(arguments: 0..<TileMemory.lowest)
    func `holds of the lowest levels the last, so that a small log is no cheaper`(level: Int) {
        let tiles = TileMemory()
        for index in [3, 7, 5] as [UInt64] {
            tiles.remember(tree(2), TileMemory.Name(level: level, index: index))
        }
        let held = (0..<9).filter { tiles.recall(TileMemory.Name(level: level, index: $0)) != nil }
        #expect(held == [7] && tiles.count == 0)
    }

    @Test func `holds the widest that was read of a tile`() {
        let tiles = TileMemory()
        let name = TileMemory.Name(level: 0, index: 7)
        for width in [3, 9, 5] { tiles.remember(tree(width), name) }
        #expect(tiles.recall(name) == tree(9))
    }
}

extension Stage {
    fileprivate func tamper(_ sql: String) async throws {
        try await DatabaseQueue(path: place.appending(path: "baton.db").path).write {
            try $0.execute(sql: sql)
        }
    }
}
