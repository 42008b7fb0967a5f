// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `baton send` {
    @Test func `hands in a signed message and prints its bare jti`() async throws {
        let bench = try Workbench { _, _ in BrokerAnswer.taken }
        let node = try bench.node(.police)
        let file = try bench.scratch.file("p.json", #"{"sender_role":"x"}"#)
        let status = try await bench.run([
            "send", "referral.made", file, "--node", node, "--to",
            "https://sunderland.council.example", "https://trust.nhs.example",
        ])
        #expect(status == .success)
        let request = try #require(bench.requests.first)
        #expect(request.method == .post)
        #expect(request.url == "http://127.0.0.1:1/events")
        #expect(request.headers["Content-Type"] == "application/secevent+jwt")
        #expect(request.headers["Authorization"]?.hasPrefix("Bearer ey") == true)
        let event = try SignedEvent(parsing: request.body, from: "the request")
        #expect(bench.results == "\(event.token)\n")
        #expect(bench.notes.isEmpty)
        #expect(
            event.audience == [
                "https://baton.example/p/sunderland", "https://sunderland.council.example",
                "https://trust.nhs.example",
            ])
        #expect(event.claims["sub_id"]?["id"]?.string == event.thread.text)
        #expect(event.claims["toe"] == nil)
    }

    @Test func `prints jti and txn for programs, joins a thread and reads standard input`()
        async throws
    {
        let bench = try Workbench { _, _ in BrokerAnswer.taken }
        let thread = "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"
        let status = try await bench.run(
            [
                "send", "https://w3id.org/baton/event/referral.made/v2", "-", "--node",
                try bench.node(.police), "--txn", thread, "--json", "--toe",
                "2026-11-23T09:30:00Z", "--partnership", "https://baton.example/p/other",
            ], in: bench.surroundings(input: "{}"))
        #expect(status == .success)
        let event = try SignedEvent(parsing: try #require(bench.requests.first).body, from: "it")
        #expect(bench.results == #"{"jti":"\#(event.token)","txn":"\#(thread)"}"# + "\n")
        #expect(event.type == "https://w3id.org/baton/event/referral.made/v2")
        #expect(event.audience == ["https://baton.example/p/other"])
        #expect(event.claims["toe"]?.integer == 1_795_426_200)
    }

    @Test func `prints every reason of a refusal and ends with 65`() async throws {
        let body = #"""
            {"err":"invalid_request","description":"several","reasons":[
            {"code":"claim","at":"iat","detail":"`iat` is ahead."},
            {"code":"schema","at":"/urgency","detail":"Not one.\u001b[31m"}]}
            """#
        let bench = try Workbench { _, _ in BrokerAnswer(status: 400, body: Array(body.utf8)) }
        let arguments = ["send", "referral.made", "-", "--node", try bench.node(.police)]
        #expect(try await bench.run(arguments, in: bench.surroundings(input: "{}")) == .data)
        #expect(bench.requests.count == 1)
        #expect(bench.results.isEmpty)
        #expect(
            bench.notes == """
                Refused: invalid_request
                  claim at iat: `iat` is ahead.
                  schema at /urgency: Not one.\u{FFFD}[31m

                """)
        let other = try Workbench { _, _ in BrokerAnswer(status: 400, body: Array(body.utf8)) }
        _ = try await other.run(
            arguments.dropLast() + [try other.node(.police), "--json"],
            in: other.surroundings(input: "{}"))
        #expect(try JSONValue(text: other.notes)["err"] == "invalid_request")
    }

    /// Whatever answers on a wrong `base_url`: a portal, another service, a proxy.
    @Test(arguments: [
        BrokerAnswer(status: 200), BrokerAnswer(status: 204), BrokerAnswer(status: 202),
        BrokerAnswer(status: 202, headers: ["location": "/elsewhere"]),
        BrokerAnswer(status: 201, headers: ["location": "/receipts/its-jti"]),
    ])
    func `takes nothing but a 202 with a receipt for a promise`(answer: BrokerAnswer) async throws {
        let bench = try Workbench { _, _ in answer }
        let arguments = ["send", "referral.made", "-", "--node", try bench.node(.police)]
        #expect(
            try await bench.run(arguments, in: bench.surroundings(input: "{}")) == .unavailable)
        #expect(bench.results.isEmpty)
        #expect(bench.notes.contains("does not promise to keep the message"))
    }

    @Test func `sends the same bytes once more before it calls a broker unreachable`() async throws
    {
        let bench = try Workbench { _, number throws(ToolFailure) in
            if number == 0 { throw ToolFailure(.unavailable, "no") }
            return BrokerAnswer.taken
        }
        let arguments = ["send", "referral.made", "-", "--node", try bench.node(.police)]
        #expect(try await bench.run(arguments, in: bench.surroundings(input: "{}")) == .success)
        #expect(bench.requests.count == 2)
        #expect(bench.requests[0].body == bench.requests[1].body)

        let dead = try Workbench { _, _ throws(ToolFailure) in throw ToolFailure(.unavailable, "no")
        }
        let again = ["send", "referral.made", "-", "--node", try dead.node(.police)]
        #expect(try await dead.run(again, in: dead.surroundings(input: "{}")) == .unavailable)
        #expect(dead.requests.count == 2)
        #expect(dead.notes.hasPrefix("no\n"))
    }

    @Test func `does not call the broker when the payload or the node file is wrong`() async throws
    {
        let bench = try Workbench()
        let node = try bench.node(.police)
        let broken = try bench.scratch.file("b.json", "{")
        #expect(try await bench.run(["send", "referral.made", broken, "--node", node]) == .data)
        let gone = "\(bench.scratch.path)/gone"
        #expect(
            try await bench.run(["send", "referral.made", gone, "--node", node]) == .inputOutput)
        #expect(
            try await bench.run(["send", "referral.made", broken, "--node", gone]) == .configuration
        )
        #expect(bench.requests.isEmpty)
    }

    @Test(arguments: [
        ["send"], ["send", "Referral.made", "f", "--node", "n"],
        ["send", "referral.made", "f", "--node", "n", "--to", "council"],
        ["send", "referral.made", "f", "--node", "n", "--txn", "ABC"],
        ["send", "referral.made", "f"],
    ])
    func `is not begun by a wrong command line`(_ arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            _ = try BatonCommand.parseAsRoot(arguments)
        }
        #expect(error.map { BatonCommand.exitCode(for: $0).rawValue } == ExitReason.usage.rawValue)
    }
}

@Suite struct `An answer of the broker` {
    static let meanings: [(Int, ExitReason)] = [
        (302, .unavailable), (400, .data), (401, .configuration), (403, .data), (404, .data),
        (413, .data), (415, .data), (429, .tryLater), (500, .unavailable), (503, .tryLater),
    ]

    @Test(arguments: meanings)
    func `ends the program as its status says`(_ status: Int, _ exit: ExitReason) async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(
                status: status, headers: ["retry-after": "7"],
                body: Array(#"{"description":"because"}"#.utf8))
        }
        #expect(try await bench.run(["messages", "--node", try bench.node(.police)]) == exit)
        #expect(bench.notes.contains(status == 302 ? "no redirect" : "because"), "\(bench.notes)")
        if exit == .tryLater { #expect(bench.notes.contains("in 7 s")) }
        #expect(bench.notes.contains("is busy") == (status == 429), "\(bench.notes)")
        #expect(bench.notes.contains("cannot do this now") == (status == 503), "\(bench.notes)")
    }

    @Test func `has its exit statuses from sysexits`() {
        #expect(ExitReason.allCases.map(\.rawValue) == [0, 64, 65, 69, 74, 75, 78])
    }
}

@Suite struct `baton reply` {
    let bench: Workbench
    let received: SignedEvent

    init() throws {
        let other = try Workbench()
        let event = try signedEvent(from: .police, in: other)
        received = event
        bench = try Workbench { request, _ in
            request.method == .get
                ? BrokerAnswer(status: 200, body: event.jws.token) : BrokerAnswer.taken
        }
    }

    @Test func `fills in reference, thread and audience`() async throws {
        let status = try await bench.run(
            [
                "reply", received.token.text, "message.acknowledged", "-", "--node",
                try bench.node(.council),
            ], in: bench.surroundings(input: #"{"in_reply_to":{"iss":"x"},"status":"accepted"}"#))
        #expect(status == .success, "\(bench.notes)")
        let asked = bench.requests[0]
        #expect(asked.url == "http://127.0.0.1:1/messages/\(received.token)")
        #expect(asked.headers["Accept"] == "application/secevent+jwt")
        let answer = try SignedEvent(parsing: bench.requests[1].body, from: "it")
        #expect(answer.thread == received.thread)
        #expect(
            answer.audience
                == ["https://baton.example/p/sunderland", "https://northumbria.police.example"])
        let payload = answer.claims["events"]?[
            "https://w3id.org/baton/event/message.acknowledged/v1"]
        #expect(payload?["in_reply_to"]?.value == received.reference)
        #expect(payload?["status"]?.string == "accepted")
        #expect(
            received.reference["digest"]?.string
                == Base64URL.encode(SHA256.digest(of: received.jws.signingInput).bytes))
    }

    @Test func `to one's own message goes to those it was addressed to`() async throws {
        let node = try NodeFile(path: try bench.node(.police))
        let audience = try ReplyAudience(
            to: received, from: node, partnership: nil,
            naming: [AgencyID("https://trust.nhs.example")])
        #expect(
            audience.members == [
                "https://baton.example/p/sunderland", "https://sunderland.council.example",
                "https://trust.nhs.example",
            ])
    }

    /// Whoever sent what is answered gets every reply, and is asked for nothing by one to others.
    @Test(arguments: [
        ([], ["https://northumbria.police.example"]),
        (["https://trust.nhs.example"], ["https://trust.nhs.example"]),
        (
            ["https://trust.nhs.example", "https://northumbria.police.example"],
            ["https://trust.nhs.example", "https://northumbria.police.example"]
        ),
        (["https://sunderland.council.example"], []),
    ])
    func `goes to whoever sent it, or to those it is addressed to instead`(
        named: [String], addressed: [String]
    ) throws {
        let node = try NodeFile(path: try bench.node(.council))
        let audience = try ReplyAudience(
            to: received, from: node, partnership: nil, naming: named.map { try AgencyID($0) })
        #expect(audience.members == ["https://baton.example/p/sunderland"] + addressed)
    }

    @Test func `to the broker addresses nobody by itself`() throws {
        let broker = """
            {"iss":"https://baton.example","kid":"k","key":"police.jwk",
             "base_url":"http://127.0.0.1:1","audience":"https://baton.example"}
            """
        _ = try bench.node(.police)
        let kid = try NodeFile(path: "\(bench.scratch.path)/police.json").kid
        let path = try bench.scratch.file(
            "broker.json", broker.replacing("\"k\"", with: "\"\(kid)\""))
        let notice = try SignedEvent(
            parsing: try Draft(
                type: EventType(name: "broker.notified", major: 1), payload: Array("{}".utf8),
                token: received.token, thread: received.thread, audience: received.audience,
                issuedAt: Workbench.now
            ).signed(by: try NodeFile(path: path)).token, from: "it")
        let council = try NodeFile(path: try bench.node(.council))
        let audience = try ReplyAudience(to: notice, from: council, partnership: nil, naming: [])
        #expect(audience.members == ["https://baton.example/p/sunderland"])
    }

    @Test func `wants to be told which partnership when the message is for another`() throws {
        let node = try NodeFile(path: try bench.node(.council))
        let failure = #expect(throws: ToolFailure.self) {
            _ = try ReplyAudience(
                to: received, from: node,
                partnership: PartnershipID("https://baton.example/p/elsewhere"), naming: [])
        }
        #expect(failure?.status == .data)
    }
}
