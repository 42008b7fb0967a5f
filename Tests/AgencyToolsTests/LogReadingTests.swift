// SPDX-License-Identifier: Apache-2.0

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

    /// Reads a log of ten entries of which nothing is told but that each is withheld.
    private func readWithheld(early: Int?) async throws -> [Int64] {
        let log = try PublishedLog(10, rewritten: early, written: Self.leaf)
        let bench = try Workbench { request, _ throws(ToolFailure) in
            guard request.url.contains("/log/facts") else { return log.answer(request) }
            let items = (0..<10).map { index in
                let entry = String(decoding: Self.leaf(index, index == early), as: UTF8.self)
                return #"{"index":\#(index),"entry":\#(entry),"withheld":"restricted"}"#
            }
            let body = #"{"items":[\#(items.joined(separator: ","))]}"#
            return BrokerAnswer(status: 200, body: Array(body.utf8))
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
