// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Signing
import StampingAuthority
import Synchronization
import Testing
import TransparencyLog
import Wire

@Suite(.enabled(if: TimestampAuthority.isInstalled, "openssl is not installed"))
final class `Time stamps of a log` {
    let log: PublishedLog
    let bench: Workbench
    let authority: TimestampAuthority
    let items = Items()

    /// What the log says was stamped.
    final class Items: Sendable {
        private let values = Mutex<[JSONValue]>([])

        var answer: BrokerAnswer {
            let items: JSONValue = ["items": .array(values.withLock { $0 })]
            return BrokerAnswer(status: 200, body: Array(items.text.utf8))
        }

        func set(_ new: [JSONValue]) { values.withLock { $0 = new } }
    }

    init() async throws {
        let (log, items) = (try PublishedLog(5), items)
        self.log = log
        bench = try Workbench { request, _ in
            request.url.contains("/log/timestamps") ? items.answer : log.answer(request)
        }
        authority = try await TimestampAuthority()
        let root = try authority.file("root.pem")
        try Data(root).write(to: URL(filePath: "\(bench.scratch.path)/tsa.pem"))
    }

    deinit { authority.remove() }

    func list(_ more: String...) async throws -> ExitReason {
        try await bench.run(
            ["log", "timestamps", "--url", "http://b/log", "--vkey", log.vkey] + more)
    }

    func trusted() async throws -> ExitReason {
        try await list("--authorities", "\(bench.scratch.path)/tsa.pem")
    }

    func token(over digest: SHA256Digest) async throws -> [UInt8] {
        let answer = try await authority.answer(TimestampRequest(for: digest).der)
        return try #require(TimestampResponse(parsing: answer).token)
    }

    func item(_ number: Int64, _ token: [UInt8], _ more: [JSONMember]) -> JSONValue {
        .object(
            [
                JSONMember("number", .integer(number)),
                JSONMember("authority", "https://tsa.example"),
                JSONMember("token", .string(Base64.encode(token))),
            ] + more)
    }

    func stamped(_ number: Int64 = 1, _ token: [UInt8]? = nil) async throws -> JSONValue {
        let note = try log.checkpoint.bytes
        let over: [UInt8]
        if let token {
            over = token
        } else {
            over = try await self.token(over: SHA256.digest(of: SignedNote(parsing: note).text))
        }
        return item(
            number, over,
            [
                JSONMember("size", .integer(Int64(log.shownSize))),
                JSONMember("checkpoint", .string(String(decoding: note, as: UTF8.self))),
            ])
    }

    func renewing(
        _ number: Int64, _ range: ClosedRange<Int64>, _ root: SHA256Digest
    ) async throws -> JSONValue {
        let renews: JSONValue = [
            "from": .integer(range.lowerBound), "to": .integer(range.upperBound),
        ]
        return item(number, try await token(over: root), [JSONMember("renews", renews)])
    }

    @Test func `are held against their checkpoints, and against who is trusted`() async throws {
        items.set([try await stamped()])
        #expect(try await list() == .success)
        #expect(bench.results.contains("checkpoint of 5"))
        #expect(bench.results.contains("imprint verified"))
        #expect(try await trusted() == .success)
        #expect(bench.results.contains("signature verified"))
    }

    @Test func `of something else are refused`() async throws {
        items.set([try await stamped(1, token(over: SHA256.digest(of: [1])))])
        #expect(try await list() == .data)
        #expect(bench.notes.contains("Token 1 of https://tsa.example: it is for another imprint"))
        #expect(try await trusted() == .data)
    }

    @Test func `of somebody who is not trusted are refused`() async throws {
        let other = try await TimestampAuthority()
        defer { other.remove() }
        try await other.makeRoot()
        try await other.makeCertificate("tsa")
        let answer = try await other.answer(
            TimestampRequest(for: SHA256.digest(of: log.checkpoint.text)).der)
        let strange = try #require(try TimestampResponse(parsing: answer).token)
        items.set([try await stamped(1, strange)])
        #expect(try await list() == .success)
        #expect(try await trusted() == .data)
        #expect(bench.notes.contains("the chain does not hold"))
    }

    @Test func `that renew others are held against the tree of those`() async throws {
        let first = try await token(over: SHA256.digest(of: log.checkpoint.text))
        let root = MerkleTree.leafHash(of: first)
        items.set([try await stamped(1, first), try await renewing(2, 1...1, root)])
        #expect(try await trusted() == .success)
        #expect(bench.results.contains("tokens 1 to 1"))
        items.set([
            try await stamped(1, first), try await renewing(2, 1...1, SHA256.digest(of: [9])),
        ])
        #expect(try await trusted() == .data)
        items.set([try await renewing(2, 1...1, root)])
        #expect(try await trusted() == .success)
        #expect(bench.results.contains("not checked"))
    }

    @Test func `that renew more than one can, or what has no number, are refused`() async throws {
        let first = try await token(over: SHA256.digest(of: log.checkpoint.text))
        let large: Int64 = 4_000_000_000_000_000_000
        for (from, to) in [(0, 1), (-1, 1), (1, large)] as [(Int64, Int64)] {
            items.set([
                try await stamped(1, first),
                try await renewing(large + large / 4, from...to, MerkleTree.leafHash(of: first)),
            ])
            #expect(try await list() == .data)
            #expect(bench.notes.contains("a token of its list cannot be read"))
        }
    }

    @Test func `of another log are refused, and what is no list of them`() async throws {
        let other = try PublishedLog(5)
        let note = try other.checkpoint.bytes
        let more = [
            JSONMember("size", .integer(5)),
            JSONMember("checkpoint", .string(String(decoding: note, as: UTF8.self))),
        ]
        items.set([
            item(1, try await token(over: SHA256.digest(of: SignedNote(parsing: note).text)), more)
        ])
        #expect(try await list() == .data)
        #expect(bench.notes.contains("the checkpoint does not hold"))
        items.set([item(1, [1], [])])
        #expect(try await list() == .data)
        #expect(bench.notes.contains("a token of its list cannot be read"))
    }
}
