// SPDX-License-Identifier: Apache-2.0

import Testing
import TransparencyLog

@Suite struct `A tile's path` {
    @Test(
        arguments: [
            ("tile/0/000", 0, 0, 256), ("tile/0/000.p/1", 0, 0, 1), ("tile/63/999", 63, 999, 256),
            ("tile/1/x001/000", 1, 1000, 256), ("tile/0/x001/x234/067", 0, 1_234_067, 256),
            ("tile/0/x001/x234/067.p/255", 0, 1_234_067, 255),
        ] as [(String, Int, UInt64, Int)])
    func `is written as C2SP writes it`(path: String, level: Int, index: UInt64, width: Int) throws
    {
        let tile = try Tile(.hashes(level: level), index: index, width: width)
        #expect(tile.path == path)
        #expect(try Tile(path: path) == tile)
    }

    @Test func `of entries says so`() throws {
        let tile = try Tile(.entries, index: 1_234_067, width: 7)
        #expect(tile.path == "tile/entries/x001/x234/067.p/7")
        #expect(try Tile(path: tile.path) == tile)
        #expect(try Tile(path: "tile/entries/067").range == 67 * 256..<68 * 256)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1000",
        "tile/0/x001", "tile/0/001/002", "tile/0/x000/001", "tile/0/x1/001", "tile/00/001",
        "tile/+1/001", "tile/0/+01", "tile/0/-01", "tile/0/0x1", "/tile/0/001", "tile/0/001/",
        "tile//001", "tile/0//001", "tile/0/001.p", "tile/0/001.p/", "tile/0/001.p/x",
        "tile/0/001.p/01", "tile/0/001.p/+1", "tile/0/001.q/1", "tile/data/001", "tile/Entries/001",
        "tile/0/001.p/1/2", "tile/8/0/001", "tile/0/\u{661}\u{661}\u{661}",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ])
    func `is refused when it is not in its one form`(path: String) {
        #expect(throws: TileError.malformedPath) { try Tile(path: path) }
    }

    @Test func `has limits, and is refused beyond them`() throws {
        #expect(throws: TileError.noSuchLevel(64)) { try Tile(path: "tile/64/001") }
        #expect(throws: TileError.noSuchLevel(-1)) { try Tile(path: "tile/-1/001") }
        for width in [0, 256, -1] {
            #expect(throws: TileError.noSuchWidth(width)) {
                try Tile(path: "tile/0/001.p/\(width)")
            }
        }
        #expect(throws: TileError.noSuchWidth(257)) { try Tile(.entries, index: 0, width: 257) }
        let last = try Tile(.entries, index: Tile.largestIndex)
        #expect(try Tile(path: last.path) == last)
        #expect(throws: TileError.noSuchIndex(Tile.largestIndex + 1)) {
            try Tile(.entries, index: Tile.largestIndex + 1)
        }
    }
}

@Suite struct `A bundle of entries` {
    @Test func `gives back what was put in`() throws {
        let entries: [[UInt8]] = [[1], [], [UInt8](repeating: 7, count: 300)]
        let bytes = try EntryBundle.encode(entries)
        #expect(bytes.prefix(7) == [0, 1, 1, 0, 0, 1, 44])
        #expect(try EntryBundle.decode(bytes, count: 3) == entries)
    }

    @Test func `takes an entry of the largest length and none longer`() throws {
        let largest = [UInt8](repeating: 1, count: EntryBundle.largestEntry)
        let bytes = try EntryBundle.encode([largest])
        #expect(try EntryBundle.decode(bytes, count: 1) == [largest])
        #expect(throws: EntryBundleError.entryTooLong(65_536)) {
            try EntryBundle.encode([largest + [1]])
        }
    }

    @Test func `is refused when it ends early or holds another number of entries`() throws {
        let bytes = try EntryBundle.encode([[1, 2], [3]])
        for count in 1..<bytes.count where count != 4 {
            #expect(throws: EntryBundleError.cutOff) {
                try EntryBundle.decode([UInt8](bytes.prefix(count)), count: 2)
            }
        }
        #expect(throws: EntryBundleError.wrongCount(2, expected: 3)) {
            try EntryBundle.decode(bytes, count: 3)
        }
        #expect(throws: EntryBundleError.wrongCount(1, expected: 2)) {
            try EntryBundle.decode([UInt8](bytes.prefix(4)), count: 2)
        }
    }
}
