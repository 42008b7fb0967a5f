// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `baton log mirror` {
    /// A bench whose broker is a log, until a request is not answered any more.
    static func bench(
        _ log: PublishedLog, cutAt cut: Int? = nil
    ) throws -> Workbench {
        try Workbench { request, number throws(ToolFailure) in
            if number == cut { throw ToolFailure(.unavailable, "cut") }
            return log.answer(request)
        }
    }

    static func arguments(_ bench: Workbench, _ log: PublishedLog) throws -> [String] {
        [
            "log", "mirror", "\(bench.scratch.path)/copy", "--node",
            try bench.node(.council, vkey: log.vkey),
        ]
    }

    /// The tiles of a tree, and nothing else.
    static func tiles(_ size: Int) -> [Tile] {
        let contents = [Tile.Contents.entries] + (0..<3).map { .hashes(level: $0) }
        return contents.flatMap { contents in
            (0...300).compactMap { Tile(contents, index: UInt64($0), size: UInt64(size)) }
        }
    }

    /// That the copy is exactly what a log of this size publishes.
    static func expectWhole(
        _ bench: Workbench, _ log: PublishedLog, _ size: Int,
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        let tiles = tiles(size)
        #expect(
            bench.scratch.files(under: "copy") == (["checkpoint"] + tiles.map(\.path)).sorted(),
            sourceLocation: place)
        for tile in tiles {
            #expect(
                try bench.scratch.read("copy/\(tile.path)") == log.bytes(of: tile),
                "\(tile.path)", sourceLocation: place)
        }
        #expect(
            try bench.scratch.read("copy/checkpoint") == log.checkpoint.bytes,
            sourceLocation: place)
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 512, 600, 66_000])
    func `copies a log of any size, file by file`(size: Int) async throws {
        let log = try PublishedLog(size)
        let bench = try Self.bench(log)
        #expect(try await bench.run(Self.arguments(bench, log)) == .success, "\(bench.notes)")
        try Self.expectWhole(bench, log, size)
        #expect(
            bench.results.contains(" has \(size) entries of baton.example/log: \(size) new ones"))
    }

    @Test func `fetches no full tile again, and leaves no partial of an older size`() async throws {
        let log = try PublishedLog(600)
        let bench = try Self.bench(log)
        let arguments = try Self.arguments(bench, log)
        #expect(try await bench.run(arguments) == .success)
        for size in [600, 601, 700, 768, 1030] {
            let full = Set(
                Self.tiles(log.shownSize).filter { $0.width == 256 }.map(\.path))
            log.show(size)
            _ = log.takePaths()
            #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
            #expect(full.isDisjoint(with: log.takePaths()))
            try Self.expectWhole(bench, log, size)
        }
    }

    @Test func `may be cut off at any request, and goes on from there`() async throws {
        let log = try PublishedLog(300)
        var cut = 0
        while true {
            log.show(300)
            let bench = try Self.bench(log, cutAt: cut + 100)
            let arguments = try Self.arguments(bench, log)
            #expect(try await bench.run(arguments) == .success)
            let before = try bench.scratch.read("copy/checkpoint")
            let first = bench.requests.count
            log.show(1_100)
            let stopping = try Self.bench(log, cutAt: cut)
            let status = try await stopping.run(arguments)
            guard status != .success else { break }
            #expect(status == .unavailable)
            #expect(try bench.scratch.read("copy/checkpoint") == before)
            for tile in Self.tiles(300) {
                #expect(try bench.scratch.read("copy/\(tile.path)") == log.bytes(of: tile))
            }
            #expect(!bench.scratch.files(under: "copy").contains { $0.hasSuffix(".part") })
            let fetched = Set(bench.scratch.files(under: "copy")).subtracting(
                Self.tiles(1_100).filter { $0.width < 256 }.map(\.path) + ["checkpoint"])
            _ = log.takePaths()
            #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
            #expect(fetched.isDisjoint(with: log.takePaths()))
            try Self.expectWhole(bench, log, 1_100)
            #expect(first < 100)
            cut += 1
        }
        #expect(cut > 8)
    }

    @Test func `believes no tile, no entry and no root that was not signed`() async throws {
        let (log, other) = (try PublishedLog(600), try PublishedLog(600, rewritten: 10))
        for path in [
            "tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000",
            "tile/entries/002.p/88",
        ] {
            let tile = try Tile(path: path)
            let bytes = try other.bytes(of: tile)
            let differs = try bytes != log.bytes(of: tile)
            var turned = bytes
            turned[differs ? 0 : bytes.count - 1] ^= differs ? 0 : 1
            for spoilt in [turned, [], Array(turned.dropLast()), turned + [0]] {
                let spoiling = try PublishedLog(600, signer: log.signer)
                spoiling.spoil(path, spoilt)
                let bench = try Self.bench(spoiling)
                #expect(
                    try await bench.run(Self.arguments(bench, log)) == .data,
                    "\(path) \(bench.notes)"
                )
                let files = bench.scratch.files(under: "copy")
                #expect(!files.contains("checkpoint") && !files.contains(path))
            }
        }
    }

    @Test func `refuses a log that rewrote what it had shown, and proves it`() async throws {
        for (old, new, place) in [(300, 700, 2), (256, 700, 255), (600, 600, 599), (1, 2, 0)] {
            let log = try PublishedLog(old)
            let bench = try Self.bench(log)
            let arguments = try Self.arguments(bench, log)
            #expect(try await bench.run(arguments) == .success)
            let forked = try PublishedLog(new, rewritten: place, signer: log.signer)
            let later = try Self.bench(forked)
            #expect(try await later.run(arguments) == .data)
            #expect(later.notes.hasPrefix("THE LOG CONTRADICTS ITSELF."))
            try Self.expectWhole(bench, log, old)
            let proof = "\(bench.scratch.path)/copy.log-conflict"
            let verify = ["verify", proof, "--vkey", log.vkey]
            #expect(try await bench.run(verify) == .success, "\(bench.notes)")
            #expect(bench.results.hasSuffix("contradicts itself: the two cannot both be true.\n"))
        }
    }

    @Test func `refuses a log that went back, and proves it where its tiles tell`() async throws {
        let log = try PublishedLog(600)
        let bench = try Self.bench(log)
        let arguments = try Self.arguments(bench, log)
        #expect(try await bench.run(arguments) == .success)
        log.show(300)
        #expect(try await bench.run(arguments) == .data)
        #expect(bench.notes.hasPrefix("THE LOG HAS GONE BACK."))
        #expect(try bench.scratch.read("copy.smaller") == log.checkpoint.bytes)
        log.show(600)
        try Self.expectWhole(bench, log, 600)
        let forked = try PublishedLog(300, rewritten: 3, signer: log.signer)
        let later = try Self.bench(forked)
        #expect(try await later.run(arguments) == .data)
        #expect(later.notes.hasPrefix("THE LOG CONTRADICTS ITSELF."))
        let conflict = try LogConflict(parsing: bench.scratch.read("copy.log-conflict"))
        #expect(try conflict.check(log: LogKeys(log.signer.verifierKey)).older.size == 300)
    }

    @Test func `refuses an origin that the log had left, and keeps what it has`() async throws {
        let before = try PublishedLog(300)
        let name = try NoteName("baton.example/log/2")
        let after = try PublishedLog(280, rewritten: 270, signer: before.signer.following(to: name))
        let bench = try Self.bench(after)
        let arguments = try Self.arguments(bench, before)
        #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
        let later = try Self.bench(before)
        let memory = ["--remember", "\(bench.scratch.path)/fresh"]
        for words in [arguments, arguments + memory] {
            #expect(try await later.run(words) == .data)
            #expect(later.notes.contains("THE LOG HAS GONE BACK."), "\(later.notes)")
            #expect(later.notes.contains("has gone on as baton.example/log/2 before"))
            try Self.expectWhole(bench, after, 280)
        }
        #expect(try bench.scratch.read("copy.smaller") == before.checkpoint.bytes)
    }

    @Test func `takes nothing over that another checkpoint left behind`() async throws {
        let forked = try PublishedLog(600, rewritten: 3)
        let log = try PublishedLog(600, signer: forked.signer)
        let stopped = try Self.bench(forked, cutAt: 7)
        let arguments = try Self.arguments(stopped, log)
        #expect(try await stopped.run(arguments) == .unavailable)
        #expect(stopped.scratch.files(under: "copy").contains("tile/0/000"))
        let bench = try Self.bench(log)
        let memory = ["--remember", "\(bench.scratch.path)/memory"]
        #expect(try await bench.run(arguments + memory) == .success, "\(bench.notes)")
        try Self.expectWhole(stopped, log, 600)
    }

    @Test func `takes the beginning of a full tile where a partial one is gone`() async throws {
        let log = try PublishedLog(600)
        let bench = try Self.bench(log)
        let arguments = try Self.arguments(bench, log)
        log.show(700)
        log.show(600)
        log.show(800)
        log.show(600)
        log.forgetPartials()
        #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
        #expect(log.takePaths().contains("tile/entries/002"))
        try Self.expectWhole(bench, log, 600)
    }

    @Test func `mends a copy that has lost a file`() async throws {
        let log = try PublishedLog(600)
        let bench = try Self.bench(log)
        let arguments = try Self.arguments(bench, log)
        #expect(try await bench.run(arguments) == .success)
        try bench.scratch.remove("copy/tile/entries/001")
        try bench.scratch.remove("copy/tile/0/000")
        #expect(try await bench.run(arguments) == .success)
        try Self.expectWhole(bench, log, 600)
    }

    @Test func `needs no node, and shows nobody who reads`() async throws {
        let log = try PublishedLog(3)
        let bench = try Self.bench(log)
        let copy = "\(bench.scratch.path)/copy"
        let named = ["--url", "https://baton.example/log/", "--vkey", log.vkey]
        #expect(try await bench.run(["log", "mirror", copy + "/", "--json"] + named) == .success)
        #expect(try JSONValue(text: bench.results)["entries_fetched"] == 3)
        #expect(bench.requests.allSatisfy { $0.url.hasPrefix("https://baton.example/log/") })
        #expect(bench.requests.allSatisfy { $0.headers["Authorization"] == nil })
        try Self.expectWhole(bench, log, 3)
        for wrong in [
            [], ["--url", "https://baton.example/log"], ["--vkey", log.vkey],
            ["--node", "x", "--vkey", log.vkey], ["--url", "baton.example", "--vkey", log.vkey],
        ] {
            await #expect(throws: (any Error).self) {
                try await bench.run(["log", "mirror", copy] + wrong)
            }
        }
        #expect(
            try await bench.run(["log", "mirror", copy, "--url", "https://x", "--vkey", "x"])
                == .usage)
    }

    @Test func `keeps away from the copy of another log`() async throws {
        let (log, other) = (try PublishedLog(3), try PublishedLog(3))
        let bench = try Self.bench(log)
        #expect(try await bench.run(Self.arguments(bench, log)) == .success)
        let later = try Self.bench(other)
        let foreign = ["log", "mirror", "\(bench.scratch.path)/copy", "--url", "https://x/log"]
        #expect(try await later.run(foreign + ["--vkey", other.vkey]) == .data)
        try Self.expectWhole(bench, log, 3)
    }
}
