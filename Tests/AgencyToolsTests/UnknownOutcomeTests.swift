// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Testing
import Wire

/// A message of which nobody knows whether the broker has it: it is kept, and sent again as it was signed.
@Suite struct `A message whose outcome is not known` {
    private static func dead() throws -> Workbench {
        try Workbench { _, _ throws(ToolFailure) in throw ToolFailure(.unavailable, "no answer") }
    }

    private func name(in bench: Workbench) throws -> String {
        let names = try bench.scratch.names().filter { $0.hasSuffix(".unsent.jwt") }
        #expect(names.count == 1, "\(names)")
        return try #require(names.first)
    }

    @Test func `is named and kept, and sent again byte for byte`() async throws {
        let dead = try Self.dead()
        let node = try dead.node(.police)
        let arguments = ["send", "referral.made", "-", "--node", node]
        #expect(try await dead.run(arguments, in: dead.surroundings(input: "{}")) == .unavailable)
        let name = try name(in: dead)
        let body = try #require(dead.requests.first).body
        let event = try SignedEvent(parsing: body, from: "the request")
        #expect(name == "\(event.token).unsent.jwt")
        #expect(try dead.scratch.read(name) == body)
        #expect(try dead.scratch.mode(name) == 0o600)
        let file = "\(dead.scratch.path)/\(name)"
        #expect(dead.notes.hasPrefix("no answer\n"))
        for word in [event.token.text, event.thread.text, "baton send referral.made \(file)"] {
            #expect(dead.notes.contains(word), "\(dead.notes)")
        }
        // The next attempt fails too, and leaves the file as it is.
        #expect(
            try await dead.run(["send", "referral.made", file, "--node", node]) == .unavailable)
        #expect(try self.name(in: dead) == name)
        #expect(try dead.scratch.read(name) == body)
        let bench = try Workbench { _, _ in BrokerAnswer.taken }
        #expect(
            try await bench.run(["send", "referral.made", file, "--node", node]) == .success,
            "\(bench.notes)")
        #expect(bench.requests.map(\.body) == [body])
        #expect(bench.results == "\(event.token)\n")
        // What is sent needs keeping no more.
        #expect(try dead.scratch.names().allSatisfy { !$0.hasSuffix(".unsent.jwt") })
    }

    /// A readable referral beside the node file is no harm only where it is needed.
    @Test(arguments: [429, 503, 307])
    func `is not one where the broker says that it did not take it`(status: Int) async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(status: status, body: Array(#"{"err":"unavailable"}"#.utf8))
        }
        let arguments = ["send", "referral.made", "-", "--node", try bench.node(.police)]
        let ending = try await bench.run(arguments, in: bench.surroundings(input: "{}"))
        #expect(ending == (status == 307 ? .unavailable : .tryLater))
        #expect(try bench.scratch.names().allSatisfy { !$0.hasSuffix(".unsent.jwt") })
        #expect(bench.notes.contains("was not taken"), "\(bench.notes)")
        #expect(!bench.notes.contains("Nobody knows"), "\(bench.notes)")
    }

    @Test func `is one where only the second attempt was answered`() async throws {
        let bench = try Workbench { _, number throws(ToolFailure) in
            guard number > 0 else { throw ToolFailure(.unavailable, "no answer") }
            return BrokerAnswer(status: 503, body: Array(#"{"err":"unavailable"}"#.utf8))
        }
        let node = try bench.node(.police)
        let arguments = ["send", "referral.made", "-", "--node", node]
        #expect(try await bench.run(arguments, in: bench.surroundings(input: "{}")) == .tryLater)
        #expect(bench.notes.contains("Nobody knows"), "\(bench.notes)")
        let file = "\(bench.scratch.path)/\(try name(in: bench))"
        // That the broker is busy now does not tell whether it had it before.
        #expect(try await bench.run(["send", "referral.made", file, "--node", node]) == .tryLater)
        #expect(try bench.scratch.names().contains { $0.hasSuffix(".unsent.jwt") })
    }

    @Test func `is kept beside another of its jti`() async throws {
        let refused = try signedEvent(from: .police, in: try Workbench())
        let bench = try Workbench { request, _ throws(ToolFailure) in
            guard request.method == .get else { throw ToolFailure(.unavailable, "no answer") }
            return BrokerAnswer(status: 200, body: refused.jws.token)
        }
        let node = try bench.node(.police)
        for payload in [#"{"b":2}"#, #"{"b":3}"#, #"{"b":3}"#] {
            let status = try await bench.run(
                ["quarantine", "resubmit", "12", "-", "--node", node],
                in: bench.surroundings(input: payload))
            #expect(status == .unavailable)
            #expect(!bench.notes.contains("could not be kept"), "\(bench.notes)")
        }
        let names = try bench.scratch.names().filter { $0.hasSuffix(".unsent.jwt") }
        let kept = try names.map {
            try SignedEvent(parsing: bench.scratch.read($0), from: $0)
                .claims["events"]?[refused.type]?["b"]?.integer
        }
        #expect(Set(kept) == [2, 3] && kept.count == 2, "\(names)")
        let taken = try Workbench { _, _ in BrokerAnswer.taken }
        for name in names {
            let file = "\(bench.scratch.path)/\(name)"
            #expect(
                try await taken.run(["send", "referral.made", file, "--node", node]) == .success)
        }
        #expect(try bench.scratch.names().allSatisfy { !$0.hasSuffix(".unsent.jwt") })
    }

    @Test func `is named for programs, also when the broker is busy`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer(status: 503) }
        let arguments = ["send", "referral.made", "-", "--json", "--node", try bench.node(.police)]
        #expect(try await bench.run(arguments, in: bench.surroundings(input: "{}")) == .tryLater)
        let event = try SignedEvent(parsing: bench.requests[0].body, from: "the request")
        let told = try JSONValue(text: bench.notes)
        #expect(told["jti"]?.string == event.token.text)
        #expect(told["txn"]?.string == event.thread.text)
        #expect(told["file"]?.string == "\(bench.scratch.path)/\(try name(in: bench))")
        #expect(told["detail"]?.string?.contains("cannot do this now") == true)
    }

    @Test func `is kept when it is a reply`() async throws {
        let received = try signedEvent(from: .police, in: try Workbench())
        let bench = try Workbench { request, _ throws(ToolFailure) in
            guard request.method == .get else { throw ToolFailure(.unavailable, "no answer") }
            return BrokerAnswer(status: 200, body: received.jws.token)
        }
        let status = try await bench.run(
            [
                "reply", received.token.text, "message.acknowledged", "-", "--node",
                try bench.node(.council),
            ], in: bench.surroundings(input: "{}"))
        #expect(status == .unavailable)
        #expect(try bench.scratch.read(name(in: bench)) == bench.requests.last?.body)
    }

    @Test func `is not kept when it was refused`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer(status: 400) }
        let arguments = ["send", "referral.made", "-", "--node", try bench.node(.police)]
        #expect(try await bench.run(arguments, in: bench.surroundings(input: "{}")) == .data)
        #expect(try bench.scratch.names().allSatisfy { !$0.hasSuffix(".jwt") })
    }

    @Test func `is sent again by whoever signed it alone, and as it is`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer.taken }
        let police = try bench.node(.police)
        let event = try signedEvent(from: .police, in: bench)
        let file = try bench.scratch.file("kept.jwt", event.jws.token)
        let council = try bench.node(.council)
        #expect(try await bench.run(["send", "referral.made", file, "--node", council]) == .data)
        #expect(try await bench.run(["send", "child.missing", file, "--node", police]) == .data)
        let others = ["--txn", event.thread.text]
        #expect(
            try await bench.run(["send", "referral.made", file, "--node", police] + others)
                == .usage)
        #expect(bench.requests.isEmpty)
    }
}
