// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@testable import AgencyTools

/// Where the reading of a log begins for an auditor who asks for a period (issue 8, item 9).
@Suite struct `The reading of a log` {
    /// A log whose entries were made at the milliseconds 0, 1, 2 and so on.
    private func reading(
        _ log: PublishedLog, in bench: Workbench
    ) async throws -> LogReading {
        let node = try NodeFile(path: try bench.node(.partnership, vkey: log.vkey))
        let surroundings = bench.surroundings()
        let source = try LogSource(of: node, in: surroundings)
        let tree = try await LogTree(try await source.checkpoint(), from: source)
        return LogReading(tree, by: BrokerClient(node: node, in: surroundings), [])
    }

    @Test(arguments: [0, 1, 2, 255, 256, 257, 512, 600, 66_000])
    func `begins at the first entry of a time, in a log of any size`(size: Int) async throws {
        let log = try PublishedLog(size)
        let bench = try Workbench { request, _ throws(ToolFailure) in log.answer(request) }
        var reading = try await reading(log, in: bench)
        for time in [0, 1, 100, 255, 256, 257, 511, 512, 599, 600, 65_535, 65_536, 70_000] {
            #expect(
                try await reading.begin(since: Int64(time)) == Int64(min(time, size)), "\(time)")
        }
    }

    @Test func `looks at few bundles of entries`() async throws {
        let log = try PublishedLog(66_000)
        let bench = try Workbench { request, _ throws(ToolFailure) in log.answer(request) }
        var reading = try await reading(log, in: bench)
        _ = log.takePaths()
        #expect(try await reading.begin(since: 30_000) == 30_000)
        let bundles = log.takePaths().filter { $0.hasPrefix("tile/entries/") }
        #expect(bundles.count < 12, "\(bundles.count) of 258")
    }

    @Test func `ends at an entry that is earlier than the one before it`() async throws {
        // The entry 300 was made at 3000, and 301 at 301.
        let log = try PublishedLog(600, rewritten: 300)
        let bench = try Workbench { request, _ throws(ToolFailure) in log.answer(request) }
        let reading = try await reading(log, in: bench)
        await #expect(throws: ToolFailure.self) {
            var begun = reading
            _ = try await begun.begin(since: 290)
        }
    }

    /// An entry as the ledger writes it, made at its index in ms, or a little earlier than the one before.
    private static func leaf(_ index: Int, _ isEarly: Bool) -> [UInt8] {
        let digest = String(repeating: "A", count: 43)
        return Array(
            #"{"at":\#(isEarly ? index - 2 : index),"facts":"\#(digest)","p":1,"v":1}"#.utf8)
    }

    /// What `/log/facts` tells of a log of ten entries that are all withheld.
    private static func withheldFacts(early: Int? = nil) -> BrokerAnswer {
        let items = (0..<10).map { index in
            let entry = String(decoding: leaf(index, index == early), as: UTF8.self)
            return #"{"index":\#(index),"entry":\#(entry),"withheld":"restricted"}"#
        }
        return BrokerAnswer(
            status: 200, body: Array(#"{"items":[\#(items.joined(separator: ","))]}"#.utf8))
    }

    /// What `/log/facts` tells of the entries that are asked for, all of which are withheld.
    private static func withheldFacts(asked url: String) -> BrokerAnswer {
        let range = url.split(whereSeparator: { "?&".contains($0) }).dropFirst()
            .compactMap { Int($0.drop { $0 != "=" }.dropFirst()) }
        let items = (range[0]..<range[1]).map { index in
            let entry = String(decoding: leaf(index, false), as: UTF8.self)
            return #"{"index":\#(index),"entry":\#(entry),"withheld":"restricted"}"#
        }
        return BrokerAnswer(
            status: 200, body: Array(#"{"items":[\#(items.joined(separator: ","))]}"#.utf8))
    }

    @Test(arguments: [250, 256, 299])
    func `goes back to what stands before a period, and counts each entry once`(
        first: Int
    ) async throws {
        let log = try PublishedLog(600, written: Self.leaf)
        let bench = try Workbench { request, _ throws(ToolFailure) in
            request.url.contains("/log/facts")
                ? Self.withheldFacts(asked: request.url) : log.answer(request)
        }
        var reading = try await reading(log, in: bench)
        var read: [Int64] = []
        #expect(try await reading.begin(since: 300) == 300)
        try await reading.read { read.append($0.index) }
        #expect(read == Array(300..<600))
        reading.goBack(to: Int64(first))
        try await reading.read { read.append($0.index) }
        #expect(read == Array(300..<600) + Array(Int64(first)..<600))
        #expect(reading.count == Int64(600 - first))
        #expect(reading.withheld == ["restricted": 600 - first])
    }

    /// Asks a broker for a list that it shows its first checkpoint before, and its newest after.
    ///
    /// - Returns: how it ended, what was said, and whether the list was asked for.
    private func prove(
        _ list: String, remembering: Bool, cosigned: Bool
    ) async throws -> (ExitReason, String, Bool) {
        let log = try PublishedLog(10, written: Self.leaf)
        let newest = try log.checkpoint.bytes
        let bench = try Workbench { request, _ throws(ToolFailure) in
            if request.url.contains("/audit/") {
                log.show(10)
                return BrokerAnswer(status: 200, body: Array(#"{"items":[]}"#.utf8))
            }
            return request.url.contains("/log/facts") ? Self.withheldFacts() : log.answer(request)
        }
        let node = try bench.node(.partnership, vkey: log.vkey)
        if remembering {
            #expect(try await bench.run(["log", "checkpoint", "--node", node]) == .success)
        }
        if cosigned { log.spoil("cosigned", newest) }
        log.show(1)
        let status = try await bench.run(["audit", list, "--prove", "--node", node])
        return (status, bench.notes, bench.requests.contains { $0.url.contains("/audit/") })
    }

    @Test(arguments: ["referrals", "missed"])
    func `begins with no checkpoint that is older than what was seen or cosigned`(
        list: String
    ) async throws {
        let remembered = try await prove(list, remembering: true, cosigned: false)
        #expect(remembered.0 == .data && remembered.1.contains("THE LOG HAS GONE BACK"))
        #expect(!remembered.2, "the list is not asked for")
        let cosigned = try await prove(list, remembering: false, cosigned: true)
        #expect(cosigned.0 == .data && cosigned.1.contains("/cosigned 10"), "\(cosigned.1)")
        #expect(!cosigned.2, "the list is not asked for")
        let unknown = try await prove(list, remembering: false, cosigned: false)
        #expect(unknown.0 == .success, "\(unknown.1)")
    }

    /// A log that was written anew may show what is cosigned of the old one, under whose key it goes on.
    @Test func `takes nothing for cosigned that is of another origin`() async throws {
        let before = try PublishedLog(10, written: Self.leaf)
        let name = try NoteName("baton.example/log/2")
        let log = try PublishedLog(
            20, signer: before.signer.following(to: name), written: Self.leaf)
        log.spoil("cosigned", try before.checkpoint.bytes)
        let bench = try Workbench { request, _ throws(ToolFailure) in
            guard request.url.contains("/audit/") else { return log.answer(request) }
            return BrokerAnswer(status: 200, body: Array(#"{"items":[]}"#.utf8))
        }
        let node = try bench.node(.partnership, vkey: before.vkey)
        #expect(try await bench.run(["audit", "missed", "--prove", "--node", node]) == .data)
        #expect(bench.notes.contains("/cosigned is of baton.example/log, and"))
        #expect(!bench.requests.contains { $0.url.contains("/audit/") })
    }

    @Test func `refuses a checkpoint of more entries than a log can have`() throws {
        let log = try PublishedLog(1)
        for (size, isRefused) in [
            (SeenCheckpoint.largestSize, false), (SeenCheckpoint.largestSize + 1, true),
            (1 << 63, true), (UInt64.max, true),
        ] {
            let note = Checkpoint(
                origin: log.signer.verifierKey.name, size: size, root: MerkleTree.leafHash(of: [])
            ).signed(by: log.signer)
            let keys = LogKeys(log.signer.verifierKey)
            let seen = try? SeenCheckpoint(note.bytes, log: keys, from: "the test")
            #expect((seen == nil) == isRefused, "\(size)")
        }
    }

    @Test func `counts the parts of an entry that are told by their hashes, and wants all of them`()
        async throws
    {
        let entry = LedgerEntry(
            Happening(
                .retention(.purged(PurgedFacts(cause: .retention, purged: ["a": 1], forgotten: 0))),
                parts: [.purged(PurgedPart(entry: 2, commitment: SHA256.digest(of: [2])))]),
            index: 1, at: Instant(milliseconds: 1_000), partnership: 1,
            origin: LogOrigin("baton.example/log"), secret: [UInt8](repeating: 7, count: 32))
        let log = try PublishedLog(2) { index, isEarly in
            index == 1 ? entry.leaf : Self.leaf(index, isEarly)
        }
        let leaf = JSONValue.string(Base64URL.encode(entry.partLeaves[0].bytes))
        func hiding(_ reason: JSONValue) -> JSONValue {
            entry.disclosure.adding("parts", [["withheld": reason, "leaf": leaf]])
        }
        let cases: [(about: String, JSONValue, fault: String?)] = [
            ("restricted", hiding("restricted"), nil),
            ("another_partnership", hiding("purged"), nil),
            ("restricted", entry.disclosure, "is told with some of its parts"),
            ("restricted", hiding("purged"), "no earlier entry is so that it could be about"),
            ("restricted", hiding("another_partnership"), "which none is"),
            ("secret", hiding("restricted"), "is withheld as secret, which is no reason"),
            ("no_partnership", hiding("restricted"), "its leaf names number 1"),
        ]
        for (about, item, fault) in cases {
            let first: JSONValue = [
                "index": 0, "withheld": .string(about),
                "entry": try JSONDocument(parsing: Self.leaf(0, false)).root.value,
            ]
            let body = JSONValue.object([JSONMember("items", [first, item])]).canonical
            let bench = try Workbench { request, _ throws(ToolFailure) in
                request.url.contains("/log/facts")
                    ? BrokerAnswer(status: 200, body: body) : log.answer(request)
            }
            var reading = try await reading(log, in: bench)
            var counts: [Int] = []
            do throws(ToolFailure) {
                try await reading.read { counts.append($0.hiddenCount) }
            } catch {
                let expected = try #require(fault, "\(error)")
                #expect("\(error)".contains(expected), "\(error)")
            }
            #expect((counts == [0, 1]) == (fault == nil), "\(counts) \(fault ?? "")")
        }
    }

    /// Reads a log of ten entries of which nothing is told but that each is withheld.
    private func readWithheld(early: Int?) async throws -> [Int64] {
        let log = try PublishedLog(10, rewritten: early, written: Self.leaf)
        let bench = try Workbench { request, _ throws(ToolFailure) in
            request.url.contains("/log/facts")
                ? Self.withheldFacts(early: early) : log.answer(request)
        }
        var reading = try await reading(log, in: bench)
        var read: [Int64] = []
        try await reading.read { read.append($0.index) }
        #expect(reading.withheld == ["restricted": 10] && reading.count == 10)
        return read
    }

    @Test func `believes no entry that was made before the one before it`() async throws {
        #expect(try await readWithheld(early: nil) == Array(0..<10))
        await #expect(throws: ToolFailure.self) { try await readWithheld(early: 5) }
    }

    @Test func `ends at a bundle that the log has not signed`() async throws {
        let (log, other) = (try PublishedLog(600), try PublishedLog(600, rewritten: 10))
        let path = "tile/entries/000"
        log.spoil(path, try other.bytes(of: Tile(path: path)))
        let bench = try Workbench { request, _ throws(ToolFailure) in log.answer(request) }
        let reading = try await reading(log, in: bench)
        await #expect(throws: ToolFailure.self) {
            var begun = reading
            _ = try await begun.begin(since: 9)
        }
    }
}
