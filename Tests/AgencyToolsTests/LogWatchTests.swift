// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Safeguarding
import Signing
import Synchronization
import Testing
import TransparencyLog
import Wire

@Suite struct `baton poll, with a log that is pinned` {
    let log: PublishedLog
    let event: SignedEvent
    let home: Workbench
    let node: String

    init() throws {
        log = try PublishedLog(300)
        home = try Workbench()
        event = try signedEvent(from: .police, in: home)
        node = try home.node(.council, vkey: log.vkey)
    }

    /// A broker with a message, then none, whose log is this one.
    func bench(_ log: PublishedLog?) throws -> Workbench {
        let (event, polls) = (event, Counter())
        return try Workbench { request, _ throws(ToolFailure) in
            guard request.url.hasSuffix("/poll") else {
                guard let log else { throw ToolFailure(.unavailable, "no log today") }
                return log.answer(request)
            }
            return polls.next() == 0 ? `baton poll`.page([event]) : `baton poll`.nothing
        }
    }

    func checkpoints(_ bench: Workbench) -> Int {
        bench.requests.count { $0.url.hasSuffix("/log/checkpoint") }
    }

    var arguments: [String] { ["poll", "--ack", "--node", node] }

    @Test func `looks at it once a minute and not at every poll`() async throws {
        let bench = try bench(log)
        #expect(try await bench.run(arguments) == .success)
        #expect(checkpoints(bench) == 1)
        #expect(try home.scratch.read("council.checkpoint") == log.checkpoint.bytes)
        #expect(try await bench.run(arguments) == .success)
        #expect(checkpoints(bench) == 1)
        var later = bench.surroundings()
        later.now = { Workbench.now + .seconds(59) }
        #expect(try await bench.run(arguments, in: later) == .success)
        #expect(checkpoints(bench) == 1)
        later.now = { Workbench.now + .seconds(60) }
        #expect(try await bench.run(arguments, in: later) == .success)
        #expect(checkpoints(bench) == 2)
        later.now = { Workbench.now + .seconds(-1) }
        #expect(try await bench.run(arguments, in: later) == .success)
        #expect(checkpoints(bench) == 3)
    }

    @Test func `goes on when it cannot be read`() async throws {
        for broken in [nil, try PublishedLog(3)] {
            let bench = try bench(broken)
            #expect(try await bench.run(arguments) == .success)
            #expect(bench.notes.hasPrefix("The log could not be looked at: "))
            #expect(bench.results.contains("referral.made"))
            #expect(
                bench.requests.allSatisfy { !$0.url.contains("/log") || $0.patience == .seconds(5) }
            )
        }
    }

    @Test(arguments: [[], ["--follow"]])
    func `fetches what waits, then fails, when it contradicts itself`(more: [String]) async throws {
        #expect(try await bench(log).run(["log", "checkpoint", "--node", node]) == .success)
        let forked = try bench(PublishedLog(301, rewritten: 0, signer: log.signer))
        var later = forked.surroundings()
        later.now = { Workbench.now + .seconds(60) }
        #expect(try await forked.run(arguments + more, in: later) == .data)
        #expect(forked.results.contains("referral.made"))
        #expect(forked.notes.contains("THE LOG CONTRADICTS ITSELF."))
        let last = try #require(forked.requests.last)
        let body = try JSONDocument(parsing: last.body).root.value
        #expect(body["ack"] == [.string(event.token.text)])
        #expect(
            home.scratch.files(under: "").contains("council.checkpoint.log-conflict"))
    }
    @Test func `fails when the log does not prove what it has signed`() async throws {
        #expect(try await bench(log).run(["log", "checkpoint", "--node", node]) == .success)
        // Whoever gives another history gives just these wrong, or that would be found.
        let forked = try PublishedLog(301, rewritten: 0, signer: log.signer)
        forked.spoil("tile/0/001.p/45", Array(repeating: 0, count: 45 * 32))
        let bench = try bench(forked)
        var later = bench.surroundings()
        later.now = { Workbench.now + .seconds(60) }
        #expect(try await bench.run(arguments, in: later) == .data)
        #expect(bench.results.contains("referral.made"))
        #expect(bench.notes.contains("do not give the root that the log has signed"))
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
