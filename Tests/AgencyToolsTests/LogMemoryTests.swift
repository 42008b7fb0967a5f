// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `The last checkpoint that was seen` {
    let log: PublishedLog
    let bench: Workbench
    let node: String

    init() throws {
        let log = try PublishedLog(300)
        self.log = log
        bench = try Workbench { request, _ in log.answer(request) }
        node = try bench.node(.council, vkey: log.vkey)
    }

    var command: [String] { ["log", "checkpoint", "--node", node] }

    /// The same node before another broker.
    func facing(_ other: PublishedLog) throws -> Workbench {
        try Workbench { request, _ in other.answer(request) }
    }

    @Test func `is kept beside the node file, byte for byte`() async throws {
        #expect(try await bench.run(command) == .success)
        #expect(try bench.scratch.read("council.checkpoint") == log.checkpoint.bytes)
        #expect(log.takePaths() == ["checkpoint"])
        #expect(
            try await bench.run(command + ["--remember", "\(bench.scratch.path)/m"]) == .success)
        #expect(try bench.scratch.read("m") == log.checkpoint.bytes)
    }

    @Test func `costs one request while the log stands, and a few when it has grown`() async throws
    {
        #expect(try await bench.run(command) == .success)
        #expect(try await bench.run(command) == .success)
        #expect(log.takePaths() == ["checkpoint", "checkpoint"])
        log.show(66_000)
        #expect(try await bench.run(command) == .success, "\(bench.notes)")
        #expect(log.takePaths().count <= 7)
        #expect(try bench.scratch.read("council.checkpoint") == log.checkpoint.bytes)
    }

    @Test func `is followed by one of the origin that the log goes on under, and that is told`()
        async throws
    {
        #expect(try await bench.run(command) == .success)
        let old = try bench.scratch.read("council.checkpoint")
        let next = try PublishedLog(
            280, rewritten: 270, signer: log.signer.following(to: NoteName("baton.example/log/2")))
        let after = try facing(next)
        #expect(try await after.run(command) == .success, "\(after.notes)")
        #expect(after.notes.contains("The log goes on as baton.example/log/2, with 280 entries"))
        #expect(try bench.scratch.read("council.checkpoint.before-2") == old)
        #expect(try bench.scratch.read("council.checkpoint") == next.checkpoint.bytes)
        // What it left it may not come back to.
        #expect(try await bench.run(command) == .data)
        #expect(bench.notes.contains("THE LOG HAS GONE BACK"))
        #expect(try bench.scratch.read("council.checkpoint") == next.checkpoint.bytes)
    }

    @Test func `is not followed by one of another history`() async throws {
        for (size, place) in [(300, 0), (301, 299), (900, 256), (66_000, 255)] {
            #expect(try await bench.run(command) == .success)
            let forked = try facing(
                PublishedLog(size, rewritten: place, signer: log.signer))
            #expect(try await forked.run(command) == .data)
            #expect(forked.notes.hasPrefix("THE LOG CONTRADICTS ITSELF."))
            #expect(forked.results.isEmpty)
            #expect(try bench.scratch.read("council.checkpoint") == log.checkpoint.bytes)
        }
        let proofs = bench.scratch.files(under: "").filter { $0.contains("log-conflict") }
        #expect(proofs.count == 4)
        for proof in proofs {
            let verify = ["verify", "\(bench.scratch.path)/\(proof)", "--node", node]
            #expect(try await bench.run(verify) == .success)
        }
    }

    @Test func `keeps one proof of one conflict, and only so many of all`() async throws {
        #expect(try await bench.run(command) == .success)
        for number in 0...LogAlarm.largestFileCount {
            let forked = try facing(
                PublishedLog(300, rewritten: number, signer: log.signer))
            #expect(try await forked.run(command) == .data)
            #expect(try await forked.run(command) == .data)
            #expect(
                forked.notes.contains("was not kept") == (number == LogAlarm.largestFileCount))
        }
        let proofs = bench.scratch.files(under: "").filter { $0.contains("log-conflict") }
        #expect(proofs.count == LogAlarm.largestFileCount)
    }

    @Test func `is not followed by a smaller one`() async throws {
        #expect(try await bench.run(command) == .success)
        let before = try bench.scratch.read("council.checkpoint")
        log.show(299)
        #expect(try await bench.run(command) == .data)
        #expect(bench.notes.hasPrefix("THE LOG HAS GONE BACK."))
        #expect(bench.notes.contains("1 entries and the receipts for them are in doubt"))
        #expect(try bench.scratch.read("council.checkpoint") == before)
        #expect(try bench.scratch.read("council.checkpoint.smaller") == log.checkpoint.bytes)
    }

    @Test func `stays when another look at the log has seen more meanwhile`() async throws {
        log.show(100)
        #expect(try await bench.run(command) == .success)
        log.show(200)
        let further = try log.checkpoint.bytes
        log.show(150)
        let (log, path) = (log, "\(bench.scratch.path)/council.checkpoint")
        let slower = try Workbench { request, _ in
            if request.url.contains("/tile/") {
                _ = FileManager.default.createFile(atPath: path, contents: Data(further))
            }
            return log.answer(request)
        }
        #expect(try await slower.run(command) == .success, "\(slower.notes)")
        #expect(try bench.scratch.read("council.checkpoint") == further)
    }

    @Test func `is told of when another look has seen one of the same size meanwhile`()
        async throws
    {
        log.show(100)
        #expect(try await bench.run(command) == .success)
        let other = try PublishedLog(150, rewritten: 120, signer: log.signer).checkpoint.bytes
        log.show(150)
        let (log, path) = (log, "\(bench.scratch.path)/council.checkpoint")
        let slower = try Workbench { request, _ in
            if request.url.contains("/tile/") {
                _ = FileManager.default.createFile(atPath: path, contents: Data(other))
            }
            return log.answer(request)
        }
        #expect(try await slower.run(command) == .data)
        #expect(try bench.scratch.read("council.checkpoint") == other)
    }

    @Test func `is nothing to go by when it is of another log, or no checkpoint`() async throws {
        let other = try PublishedLog(3)
        for bytes in [try other.checkpoint.bytes, Array("x".utf8), []] {
            _ = try bench.scratch.file("council.checkpoint", bytes)
            #expect(try await bench.run(command) == .data)
            #expect(bench.notes.contains("move the file away and keep it"))
            #expect(try bench.scratch.read("council.checkpoint") == bytes)
        }
    }

    @Test func `stays when the tiles that must prove the next one do not come`() async throws {
        #expect(try await bench.run(command) == .success)
        let before = try bench.scratch.read("council.checkpoint")
        log.show(900)
        let log = log
        for cut in 1..<4 {
            let stopped = try Workbench { request, number throws(ToolFailure) in
                if number == cut { throw ToolFailure(.unavailable, "cut") }
                return log.answer(request)
            }
            #expect(try await stopped.run(command) == .unavailable)
            #expect(try bench.scratch.read("council.checkpoint") == before)
        }
    }

    @Test func `is what a mirror by the same node must continue too`() async throws {
        #expect(try await bench.run(command) == .success)
        let forked = try facing(PublishedLog(900, rewritten: 1, signer: log.signer))
        let copy = "\(bench.scratch.path)/copy"
        #expect(try await forked.run(["log", "mirror", copy, "--node", node]) == .data)
        #expect(bench.scratch.files(under: "copy").isEmpty)
        #expect(bench.scratch.files(under: "").contains("council.checkpoint.log-conflict"))
    }
}

@Suite struct `baton log compare` {
    let log: PublishedLog
    let bench: Workbench

    init() throws {
        let log = try PublishedLog(300)
        self.log = log
        bench = try Workbench { request, _ in log.answer(request) }
    }

    /// A copy of a log in a folder of the scratch.
    func mirror(_ log: PublishedLog, _ name: String) async throws -> String {
        let folder = "\(bench.scratch.path)/\(name)"
        let mirroring = try Workbench { request, _ in log.answer(request) }
        let arguments = ["log", "mirror", folder, "--url", "https://x/log", "--vkey", log.vkey]
        #expect(try await mirroring.run(arguments) == .success)
        return folder
    }

    func compare(_ first: String, _ second: String, _ more: [String] = []) async throws
        -> ExitReason
    {
        try await bench.run(["log", "compare", first, second, "--vkey", log.vkey] + more)
    }

    @Test func `says which is the larger and that they agree`() async throws {
        let small = try await mirror(log, "small")
        let file = try bench.scratch.file("checkpoint", log.checkpoint.bytes)
        log.show(900)
        let large = try await mirror(log, "large")
        #expect(try await compare(small, large) == .success)
        #expect(try await compare(large, file) == .success)
        let sentences = bench.results.split(separator: "\n")
        #expect(
            sentences.allSatisfy { $0.hasPrefix("They agree: \(large) is the larger, with 900") })
        #expect(try await compare(small, file) == .success)
        #expect(
            bench.results.hasSuffix(
                "both have 300 entries and one root. Every tile and entry of \(small) is as its "
                    + "checkpoint has it.\n"))
        #expect(try await compare(small, large, ["--json"]) == .success)
        #expect(bench.results.contains(#""verdict":"agree""#))
    }

    @Test func `says of two checkpoints that only they were looked at`() async throws {
        let ours = try bench.scratch.file("ours", log.checkpoint.bytes)
        let theirs = try bench.scratch.file("theirs", log.checkpoint.bytes)
        #expect(try await compare(ours, theirs) == .success)
        #expect(bench.results.hasSuffix("one root. Only the checkpoints were looked at.\n"))
    }

    /// The larger is looked at as much as the smaller, and the entries as much as the hashes.
    @Test(arguments: [
        "tile/entries/000", "tile/entries/002", "tile/entries/003.p/132", "tile/0/000",
        "tile/0/002",
        "tile/0/003.p/132", "tile/1/000.p/3",
    ])
    func `names the copy that is damaged, and its file`(_ file: String) async throws {
        log.show(900)
        let (whole, spoilt) = (try await mirror(log, "whole"), try await mirror(log, "spoilt"))
        var bytes = try bench.scratch.read("spoilt/\(file)")
        bytes[40] ^= 1
        _ = try bench.scratch.file("spoilt/\(file)", bytes)
        #expect(try await compare(whole, spoilt) == .data)
        let named =
            file.hasSuffix("132") && file.hasPrefix("tile/0") || file.hasPrefix("tile/1")
            ? "its partial tiles do not give the root" : "\(file) is not what its checkpoint"
        #expect(
            bench.notes.contains("\(spoilt) is no whole copy of the log: \(named)"),
            "\(bench.notes)")
        #expect(!bench.notes.contains("\(whole) is no"))
        try FileManager.default.removeItem(atPath: "\(spoilt)/\(file)")
        #expect(try await compare(spoilt, whole, ["--json"]) == .data)
        #expect(bench.notes.contains(#""verdict":"damaged""#), "\(bench.notes)")
        #expect(bench.notes.contains("\(file) is missing"), "\(bench.notes)")
    }

    @Test func `writes what anybody can verify when they conflict`() async throws {
        let ours = try await mirror(log, "ours")
        let forked = try PublishedLog(900, rewritten: 7, signer: log.signer)
        let theirs = try await mirror(forked, "theirs")
        let proof = "\(bench.scratch.path)/proof"
        #expect(try await compare(theirs, ours) == .data)
        #expect(bench.notes.contains("Add -o FILE"))
        #expect(try await compare(theirs, ours, ["-o", proof]) == .data)
        #expect(try await bench.run(["verify", proof, "--vkey", log.vkey, "--json"]) == .success)
        #expect(bench.results.contains(#""verdict":"conflict""#))
        #expect(try await bench.run(["verify", proof, "--vkey", PublishedLog(1).vkey]) == .data)
        var bytes = try bench.scratch.read("proof")
        bytes[40] ^= 1
        _ = try bench.scratch.file("spoilt", bytes)
        #expect(
            try await bench.run(["verify", "\(bench.scratch.path)/spoilt", "--vkey", log.vkey])
                == .data)
    }

    @Test func `tells two checkpoints of one size apart without any tile`() async throws {
        let forked = try PublishedLog(300, rewritten: 7, signer: log.signer)
        let ours = try bench.scratch.file("ours", log.checkpoint.bytes)
        let theirs = try bench.scratch.file("theirs", forked.checkpoint.bytes)
        #expect(try await compare(ours, theirs, ["-o", "\(bench.scratch.path)/p"]) == .data)
        #expect(
            try await bench.run(["verify", "\(bench.scratch.path)/p", "--vkey", log.vkey])
                == .success)
    }

    @Test func `does not guess where the larger one has no tiles, or wrong ones`() async throws {
        let ours = try bench.scratch.file("ours", log.checkpoint.bytes)
        log.show(900)
        let larger = try bench.scratch.file("larger", log.checkpoint.bytes)
        #expect(try await compare(ours, larger) == .usage)
        let copy = try await mirror(log, "copy")
        _ = try bench.scratch.file("copy/tile/0/001", [UInt8](repeating: 1, count: 8192))
        #expect(try await compare(ours, copy) == .data)
        #expect(bench.notes.contains("is no whole copy of its own checkpoint"))
        #expect(try await compare(ours, bench.scratch.path) == .data)
        #expect(try await compare(ours, "\(bench.scratch.path)/nothing") == .inputOutput)
    }
}

/// Counts from 0.
