// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Relay
import Safeguarding
import SampleTown
import Synchronization
import Testing

@testable import Web

/// Row S08 of the acceptance table: whoever tries names finds out nothing, and is found out.
@Suite struct `Lookups that show nothing` {
    private static let reached = "baton_limits_reached_total{limit=\"blind_lookups\"}"

    @Test func `are limited for their agency alone, and not for ever`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        var limits = WebLimits.unhurried
        limits.blindLookups = 2
        try await counter.serve(limits: limits) { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            _ = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            let (known, unknown) = ("/messages/\(letter.jti.text)", "/messages/\(UUID())")
            let school = try counter.fields(town.school)
            for path in [known, unknown] {
                #expect(try await client.get(path, school).status == .notFound)
            }
            #expect(!counter.metrics.text.contains("\(Self.reached) 1"))
            for path in [known, unknown, "/receipts/x", "/audit/thread/x"] {
                let refused = try await client.get(path, school)
                #expect(refused.status == .tooManyRequests)
                #expect(refused.headers[.retryAfter] == "60")
            }
            #expect(counter.metrics.text.contains("\(Self.reached) 4"))
            #expect(try await client.get("/messages", school).status == .ok)
            #expect(try await client.get(known, counter.fields(town.police)).status == .ok)
            counter.clock.advance(milliseconds: 59_999)
            #expect(try await client.get(known, school).status == .tooManyRequests)
            counter.clock.advance(milliseconds: 1)
            #expect(try await client.get(known, school).status == .notFound)
        }
    }

    @Test func `count another's mailbox, whether or not there is one`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        var limits = WebLimits.unhurried
        limits.blindLookups = 3
        try await counter.serve(limits: limits) { client in
            let fields = try counter.fields(town.school, type: "application/json")
            var answers: [TestResponse] = []
            for mailbox in [town.police.id.uri, "https://nobody.example", "no%20uri"] {
                answers.append(
                    try await client.post(Array("{}".utf8), fields, to: "/poll?mailbox=\(mailbox)"))
            }
            #expect(Set(answers.map(\.status)) == [.forbidden])
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(Set(answers.map(\.headers)).count == 1)
            let next = try await client.post(
                Array("{}".utf8), fields, to: "/poll?mailbox=\(town.police.id.uri)")
            #expect(next.status == .tooManyRequests)
            let own = try await client.poll("{\"returnImmediately\":true}", fields)
            #expect(own.status == .ok)
        }
    }

    @Test func `are answered when a whole step has passed since the question`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve(limits: WebLimits()) { client in
            let step = WebLimits().blindAnswerMilliseconds
            let fields = try counter.fields(town.school)
            async let answer = client.get("/messages/\(UUID())", fields)
            while counter.clock.sleepers == 0 { await Task.yield() }
            counter.clock.advance(milliseconds: step - 1)
            #expect(counter.clock.sleepers == 1)
            counter.clock.advance(milliseconds: 1)
            #expect(try await answer.status == .notFound)
        }
    }

    @Test func `are an alarm once in a minute`() async throws {
        let (logger, lines) = Logger.kept()
        let town = try SampleTown()
        let tally = try await Counter(town).broker.tally
        let lookups = BlindLookups(limit: 2, tally: tally, logger: logger)
        for second in 0..<5 { lookups.count(town.school.id, at: Int64(second) * 1_000) }
        #expect(lines.all == ["an agency tries names"])
        for _ in 0..<3 { lookups.count(town.school.id, at: 60_000) }
        #expect(lines.all.count == 2)
    }
}

extension Logger {
    /// A logger, and what it has said.
    fileprivate static func kept() -> (Logger, KeptLines) {
        let lines = KeptLines()
        return (Logger(label: "test") { _ in KeepingHandler(lines: lines) }, lines)
    }
}

private final class KeptLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct KeepingHandler: LogHandler {
    let lines: KeptLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.message)") }
}
