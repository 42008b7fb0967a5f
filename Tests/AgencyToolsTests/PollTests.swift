// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Ledger
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `baton poll` {
    static let tokens = [
        "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01", "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a02",
    ]

    static func page(_ events: [SignedEvent], more: Bool = false) -> BrokerAnswer {
        let sets = JSONValue.object(
            events.map {
                JSONMember($0.token.text, .string(String(decoding: $0.jws.token, as: UTF8.self)))
            })
        let body: JSONValue = ["sets": sets, "moreAvailable": .boolean(more)]
        return BrokerAnswer(status: 200, body: body.canonical)
    }

    static let nothing = BrokerAnswer(status: 200, body: Array(#"{"sets":{}}"#.utf8))

    let events: [SignedEvent]

    init() throws {
        let bench = try Workbench()
        events = try Self.tokens.map { try signedEvent(from: .police, token: $0, in: bench) }
    }

    func body(_ request: BrokerRequest) throws -> JSONValue {
        try JSONDocument(parsing: request.body).root.value
    }

    @Test func `prints a line a message and leaves it in the mailbox`() async throws {
        let events = events
        let bench = try Workbench { _, _ in Self.page(events) }
        #expect(try await bench.run(["poll", "--node", try bench.node(.council)]) == .success)
        let line =
            "  referral.made  from northumbria.police.example  "
            + "thread 7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f\n"
        #expect(bench.results == Self.tokens.map { $0 + line }.joined())
        #expect(bench.requests.count == 1)
        #expect(try body(bench.requests[0]) == ["returnImmediately": true])
    }

    @Test(arguments: [false, true])
    func `says what was corrected or retracted since`(asJSON: Bool) async throws {
        let events = events
        let page = try JSONDocument(parsing: Self.page(events).body).root.value
        let marked = page.adding("amended", [Self.tokens[1]: ["corrected", "retracted"]])
        let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: marked.canonical) }
        let node = try bench.node(.council)
        let arguments = ["poll", "--node", node] + (asJSON ? ["--json"] : [])
        #expect(try await bench.run(arguments) == .success)
        let lines = bench.results.split(separator: "\n").map(String.init)
        guard asJSON else {
            #expect(
                lines.map { $0.hasSuffix("  (corrected, retracted)") } == [false, true])
            return
        }
        let told = try lines.map { try JSONDocument(parsing: $0).root["amended"]?.value }
        #expect(told == [nil, ["corrected", "retracted"]])
    }

    @Test func `acknowledges what was printed, in the next poll and at the end`() async throws {
        let events = events
        let bench = try Workbench { _, number in
            switch number {
            case 0: Self.page([events[0]], more: true)
            case 1: Self.page([events[1]])
            default: Self.nothing
            }
        }
        #expect(
            try await bench.run(["poll", "--ack", "--node", try bench.node(.council)]) == .success)
        let bodies = try bench.requests.map(body)
        #expect(
            bodies == [
                ["returnImmediately": true],
                ["returnImmediately": true, "ack": [.string(Self.tokens[0])]],
                ["returnImmediately": true, "ack": [.string(Self.tokens[1])], "maxEvents": 0],
            ])
        #expect(bench.printedBefore[1] > 0 && bench.printedBefore[2] > bench.printedBefore[1])
    }

    /// RFC 8936 gives no room for two messages under one `jti` in one answer.
    @Test func `comes again for what had to wait for an acknowledgement, and not for ever`()
        async throws
    {
        let events = events
        let bench = try Workbench { _, number in
            switch number {
            case 0: Self.page([events[0]], more: true)
            case 2: Self.page([events[1]], more: true)
            default: Self.page([], more: true)
            }
        }
        #expect(
            try await bench.run(["poll", "--ack", "--node", try bench.node(.council)]) == .success)
        #expect(bench.results.split(separator: "\n").count == 2)
        let acknowledged = try bench.requests.map { try body($0)["ack"]?.text }
        let tokens = Self.tokens.map { "[\"\($0)\"]" }
        #expect(acknowledged == [nil, tokens[0], nil, tokens[1], nil])
    }

    @Test func `acknowledges nothing that could not be printed`() async throws {
        let events = events
        let bench = try Workbench { _, _ in Self.page(events) }
        let status = try await bench.run(
            ["poll", "--ack", "--node", try bench.node(.council)],
            in: bench.surroundings(resultsFail: true))
        #expect(status == .inputOutput)
        #expect(bench.requests.count == 1)
    }

    @Test func `keeps each message byte for byte, also when it comes again`() async throws {
        let events = events
        let bench = try Workbench { _, _ in Self.page(events) }
        let out = "\(bench.scratch.path)/inbox"
        let arguments = ["poll", "--out", out, "--node", try bench.node(.council)]
        #expect(try await bench.run(arguments) == .success)
        #expect(try await bench.run(arguments) == .success)
        let names = Self.tokens.map { "northumbria.police.example~\($0).jwt" }
        #expect(try bench.scratch.names("inbox") == names)
        #expect(try bench.scratch.read("inbox/\(names[0])") == events[0].jws.token)
        #expect(try bench.scratch.mode("inbox/\(names[0])") == 0o600)
    }

    @Test func `never writes over another message, and takes those beside it`() async throws {
        let events = events
        let bench = try Workbench { _, number in number == 0 ? Self.page(events) : Self.nothing }
        let out = bench.scratch.path
        let name = "northumbria.police.example~\(Self.tokens[0]).jwt"
        _ = try bench.scratch.file(name, "other")
        let status = try await bench.run(
            ["poll", "--ack", "--out", out, "--node", try bench.node(.council)])
        #expect(status == .inputOutput)
        #expect(try bench.scratch.read(name) == Array("other".utf8))
        #expect(bench.notes.contains("\(Self.tokens[0]) is left unacknowledged. "))
        let last = try #require(bench.requests.last)
        #expect(try body(last)["ack"] == [.string(Self.tokens[1])])
        #expect(bench.results.split(separator: "\n").count == 1)
    }

    @Test func `keeps messages of two agencies on one host beside each other`() async throws {
        let maker = try Workbench()
        let received = try ["adults", "children"].map { team in
            try event(of: "https://council.example/\(team)", in: maker)
        }
        let bench = try Workbench { _, number in
            number < 2 ? Self.page([received[number]], more: number == 0) : Self.nothing
        }
        let status = try await bench.run([
            "poll", "--ack", "--out", "\(bench.scratch.path)/inbox", "--node",
            try bench.node(.council),
        ])
        #expect(status == .success, "\(bench.notes)")
        let names = ["adults", "children"].map { "council.example%2F\($0)~\(Self.tokens[0]).jwt" }
        #expect(try bench.scratch.names("inbox") == names)
        let acknowledged = try bench.requests.map { try body($0)["ack"]?.text }
        #expect(acknowledged == [nil] + [String](repeating: "[\"\(Self.tokens[0])\"]", count: 2))
    }

    /// The same message as an agency of any name signs it.
    private func event(of issuer: String, in bench: Workbench) throws -> SignedEvent {
        let path = try bench.node(.police)
        let node = try JSONValue(
            text: String(decoding: bench.scratch.read("police.json"), as: UTF8.self))
        _ = try bench.scratch.file("police.json", node.with(["iss": .string(issuer)]).text)
        let draft = Draft(
            type: EventType(name: "referral.made", major: 1), payload: Array("{}".utf8),
            token: try TokenID(Self.tokens[0]), thread: events[0].thread,
            audience: events[0].audience, issuedAt: Workbench.now)
        return try SignedEvent(
            parsing: draft.signed(by: NodeFile(path: path)).token, from: "the test")
    }

    @Test func `keeps messages of agencies with the longest names`() throws {
        let path = String(repeating: "ä", count: 90)
        let long = (1...2).map { "https://council.example/\(path)\($0)" }
        let names = long.map { SignedEvent.fileName(issuer: $0, token: Self.tokens[0]) }
        #expect(Set(names).count == 2)
        #expect(names.allSatisfy { $0.utf8.count < 255 && $0.hasPrefix("council.example%2F") })
    }

    @Test func `pauses ever longer before a broker that does not let it wait`() async throws {
        let events = events
        let bench = try Workbench { _, number in
            switch number {
            case 0...2, 4, 5: Self.nothing
            case 3: Self.page([events[0]])
            default: BrokerAnswer(status: 401)
            }
        }
        let arguments = ["poll", "--follow", "--node", try bench.node(.council)]
        #expect(try await bench.run(arguments) == .configuration)
        #expect(bench.sleeps == [1, 2, 4, 1, 2].map { Duration.seconds($0) })
        #expect(bench.notes.contains("does not wait"))
    }

    @Test func `leaves what it cannot read unacknowledged`() async throws {
        let event = events[0]
        let bench = try Workbench { _, number in
            number > 0
                ? Self.nothing
                : BrokerAnswer(
                    status: 200,
                    body: JSONValue.object([
                        JSONMember(
                            "sets",
                            [
                                "../../etc/passwd-and-more": "a.b.c",
                                event.token.text: .string(
                                    String(decoding: event.jws.token, as: UTF8.self)),
                            ])
                    ]).canonical)
        }
        #expect(
            try await bench.run(["poll", "--ack", "--node", try bench.node(.council)]) == .success)
        #expect(bench.notes.contains("is left unacknowledged"))
        #expect(try body(bench.requests[1])["ack"] == [.string(event.token.text)])
    }

    @Test func `gives programs the claims and the token`() async throws {
        let event = events[0]
        let bench = try Workbench { _, _ in Self.page([event]) }
        #expect(
            try await bench.run(["poll", "--json", "--node", try bench.node(.council)]) == .success)
        let json = try JSONValue(text: bench.results)
        #expect(json["iss"] == "https://northumbria.police.example")
        #expect(json["jti"] == .string(event.token.text))
        #expect(json["txn"] == .string(event.thread.text))
        #expect(json["type"] == "https://w3id.org/baton/event/referral.made/v1")
        #expect(json["claims"]?["iat"] == 1_795_483_789)
        #expect(json["set"]?.string == String(decoding: event.jws.token, as: UTF8.self))
    }

    @Test func `follows through a broker that is down, and keeps what it must acknowledge`()
        async throws
    {
        let events = events
        let bench = try Workbench { _, number throws(ToolFailure) in
            switch number {
            case 0: return Self.page([events[0]])
            case 1: throw ToolFailure(.unavailable, "down")
            case 2: return BrokerAnswer(status: 503, headers: ["retry-after": "9"])
            case 3: return Self.page([events[1]])
            default: return BrokerAnswer(status: 401)
            }
        }
        let arguments = ["poll", "--follow", "--ack", "--node", try bench.node(.council)]
        #expect(try await bench.run(arguments) == .configuration)
        let bodies = try bench.requests.map(body)
        #expect(bodies.allSatisfy { $0["returnImmediately"] == false })
        #expect(bodies[1...3].allSatisfy { $0["ack"] == [.string(Self.tokens[0])] })
        #expect(bodies[4]["ack"] == [.string(Self.tokens[1])])
        #expect(bench.sleeps == [.seconds(1), .seconds(9)])
        #expect(bench.requests.allSatisfy { $0.patience > .seconds(30) })
    }

    @Test func `says on stderr when nothing waits`() async throws {
        let bench = try Workbench { _, _ in Self.nothing }
        #expect(try await bench.run(["poll", "--node", try bench.node(.council)]) == .success)
        #expect(bench.results.isEmpty)
        #expect(bench.notes == "Nothing waits.\n")
    }

    @Test func `does not say that nothing waits where something could not be taken`() async throws {
        let bench = try Workbench { [event = events[0]] _, _ in Self.page([event]) }
        let name = "northumbria.police.example~\(Self.tokens[0]).jwt"
        _ = try bench.scratch.file(name, "other")
        let arguments = ["poll", "--out", bench.scratch.path, "--node", try bench.node(.council)]
        #expect(try await bench.run(arguments) == .inputOutput)
        #expect(bench.notes.contains("is left unacknowledged"))
        #expect(!bench.notes.contains("Nothing waits."), "\(bench.notes)")
    }

    @Test func `takes a folder in a message's place for other content`() async throws {
        let events = events
        let bench = try Workbench { _, number in number == 0 ? Self.page(events) : Self.nothing }
        let name = "northumbria.police.example~\(Self.tokens[0]).jwt"
        try Files.makeFolder("\(bench.scratch.path)/\(name)")
        let status = try await bench.run([
            "poll", "--ack", "--out", bench.scratch.path, "--node", try bench.node(.council),
        ])
        #expect(status == .inputOutput)
        #expect(bench.notes.contains("\(Self.tokens[0]) is left unacknowledged. "))
        let last = try #require(bench.requests.last)
        #expect(try body(last)["ack"] == [.string(Self.tokens[1])])
    }

    @Test func `is not a poll when the answer is not one`() async throws {
        for body in ["[]", "{}", "x", #"{"sets":{"a":1}}"#] {
            let bench = try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(body.utf8)) }
            #expect(
                try await bench.run(["poll", "--node", try bench.node(.council)]) == .unavailable)
        }
    }
}
