// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Safeguarding
import Signing
import Testing
import Wire

@Suite struct `baton quarantine` {
    private static let token = "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01"

    private static let item = #"""
        {"name":"baton.example/log/12","index":12,"iss":"https://northumbria.police.example",
        "jti":"\#(token)","txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","type":"referral.made",
        "received_at":"2026-11-25T09:00:00Z","attempts":3,
        "reasons":[{"code":"schema","at":"/urgency"},{"code":"schema","at":"/a"},{"code":"claim"}],
        "state":"open","rule":"R27","due":"2026-11-27T00:00:00Z","verdict":"open",
        "told":["https://sunderland.council.example"]}
        """#

    private func bench(status: Int = 200, _ body: String) throws -> Workbench {
        try Workbench { _, _ in BrokerAnswer(status: status, body: Array(body.utf8)) }
    }

    @Test func `lists what is asked for, with a subcommand or without`() async throws {
        for words in [["quarantine"], ["quarantine", "list"]] {
            let bench = try bench(#"{"items":[\#(Self.item)]}"#)
            let status = try await bench.run(
                words + [
                    "--node", try bench.node(.police), "--state", "open", "--code", "schema",
                    "--from", "2026-11-25", "--jti", Self.token,
                ])
            #expect(status == .success, "\(bench.notes)")
            #expect(
                bench.requests.map(\.url) == [
                    "http://127.0.0.1:1/quarantine?from=2026-11-25T00%3A00%3A00Z&state=open"
                        + "&code=schema&jti=\(Self.token)"
                ])
            let row = bench.results.split(separator: "\n").last.map(String.init) ?? ""
            #expect(
                row.replacing(#/ {2,}/#, with: "|")
                    == "12|2026-11-25 09:00:00|referral.made|northumbria.police.example|"
                    + "\(Self.token)|claim, schema|3|open|2026-11-27 00:00:00")
        }
    }

    @Test func `shows one, why it was refused, and who was told`() async throws {
        let bench = try bench(Self.item)
        let status = try await bench.run([
            "quarantine", "show", "12", "--node", try bench.node(.police),
        ])
        #expect(status == .success)
        #expect(bench.requests.map(\.url) == ["http://127.0.0.1:1/quarantine/12"])
        #expect(
            bench.results == """
                referral.made from northumbria.police.example
                entry   12
                message 0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01
                thread  7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f
                state   open
                due     2026-11-27 00:00:00, R27 open
                refused for schema at /urgency
                refused for schema at /a
                refused for claim
                told: sunderland.council.example

                """)
    }

    @Test func `shows how one ended`() async throws {
        for (end, line) in [
            (
                #""state":"withdrawn","withdrawn_at":"2026-11-25T10:00:00Z","reason":"duplicate""#,
                "withdrawn 2026-11-25 10:00:00: duplicate"
            ),
            (
                #""state":"resubmitted","by":{"jti":"\#(Self.token)","at":"2026-11-25T10:00:00Z"}"#,
                "sent again 2026-11-25 10:00:00 as \(Self.token)"
            ),
            (
                #""state":"resubmitted","by":{"at":"2026-11-25T10:00:00Z"}"#,
                "sent again 2026-11-25 10:00:00 as another"
            ),
        ] {
            let bench = try bench("{\"index\":12,\(end)}")
            _ = try await bench.run([
                "quarantine", "show", "12", "--node", try bench.node(.police),
            ])
            #expect(bench.results.hasSuffix(line + "\n"))
        }
    }

    @Test func `hands out the message itself when it is asked to`() async throws {
        let bench = try bench("a.b.c")
        let status = try await bench.run([
            "quarantine", "show", "12", "--content", "--node", try bench.node(.police),
        ])
        #expect(status == .success)
        #expect(bench.results == "a.b.c\n")
        #expect(bench.requests.first?.headers["Accept"] == "application/secevent+jwt")
    }

    @Test func `lets the broker judge what it keeps anew`() async throws {
        let bench = try Workbench { _, _ in
            BrokerAnswer(status: 202, headers: ["location": "/receipts/\(Self.token)"])
        }
        let status = try await bench.run([
            "quarantine", "resubmit", "12", "--node", try bench.node(.police),
        ])
        #expect(status == .success)
        #expect(bench.results == Self.token + "\n")
        let request = try #require(bench.requests.first)
        #expect(request.method == .post && request.body.isEmpty)
        #expect(request.url == "http://127.0.0.1:1/quarantine/12/resubmit")
    }

    @Test(arguments: [
        BrokerAnswer(status: 200), BrokerAnswer(status: 204), BrokerAnswer(status: 202),
        BrokerAnswer(status: 202, headers: ["location": "/elsewhere"]),
        BrokerAnswer(status: 201, headers: ["location": "/receipts/\(token)"]),
        BrokerAnswer(status: 202, headers: ["location": "/receipts/"]),
        BrokerAnswer(status: 202, headers: ["location": "/receipts/short"]),
    ])
    func `takes nothing but a 202 with a receipt for a promise`(answer: BrokerAnswer) async throws {
        let bench = try Workbench { _, _ in answer }
        let status = try await bench.run([
            "quarantine", "resubmit", "12", "--node", try bench.node(.police),
        ])
        #expect(status == .unavailable)
        #expect(bench.results.isEmpty)
        #expect(bench.notes.contains("does not promise to keep the message"))
    }

    @Test func `makes a new message of the same jti and thread from a corrected payload`()
        async throws
    {
        let maker = try Workbench()
        let refused = try signedEvent(from: .police, token: Self.token, in: maker)
        for others in [[], ["https://trust.nhs.example"]] {
            let bench = try Workbench { request, _ in
                request.method == .get
                    ? BrokerAnswer(status: 200, body: refused.jws.token)
                    : BrokerAnswer.taken
            }
            let status = try await bench.run(
                [
                    "quarantine", "resubmit", "12", "-", "--node", try bench.node(.police),
                ] + (others.isEmpty ? [] : ["--to"] + others),
                in: bench.surroundings(input: #"{"b":2}"#))
            #expect(status == .success, "\(bench.notes)")
            #expect(
                bench.requests.map(\.url) == [
                    "http://127.0.0.1:1/quarantine/12", "http://127.0.0.1:1/events",
                ])
            let sent = try SignedEvent(parsing: bench.requests[1].body, from: "the test")
            #expect(sent.token == refused.token && sent.thread == refused.thread)
            #expect(sent.type == refused.type)
            #expect(
                sent.audience
                    == (others.isEmpty
                        ? refused.audience : ["https://baton.example/p/sunderland"] + others))
            #expect(sent.claims["events"]?[refused.type]?["b"]?.integer == 2)
            #expect(bench.results == Self.token + "\n")
        }
    }

    @Test func `makes up what cannot be read of the refused message, and says so`() async throws {
        let header = #"{"alg":"ES256","kid":"k","typ":"secevent+jwt"}"#
        let claims = #"{"iss":"https://northumbria.police.example","aud":["https://a.example"]}"#
        let parts = [header, claims].map { Base64URL.encode(Array($0.utf8)) } + ["AA"]
        let refused = Array(parts.joined(separator: ".").utf8)
        for type in [[], ["--type", "referral.made"]] {
            let bench = try Workbench { request, _ in
                request.method == .get
                    ? BrokerAnswer(status: 200, body: refused)
                    : BrokerAnswer.taken
            }
            let status = try await bench.run(
                ["quarantine", "resubmit", "12", "-", "--node", try bench.node(.police)] + type,
                in: bench.surroundings(input: "{}"))
            guard !type.isEmpty else {
                #expect(status == .data)
                #expect(bench.notes.contains("has no event type: name it with --type"))
                continue
            }
            #expect(status == .success, "\(bench.notes)")
            #expect(bench.notes.contains("has no jti: it has a fresh one now"))
            #expect(bench.notes.contains("has no txn: it has a fresh one now"))
            let sent = try SignedEvent(parsing: bench.requests[1].body, from: "the test")
            #expect(sent.audience == ["https://a.example"])
            #expect(bench.results == sent.token.text + "\n")
        }
    }

    @Test func `withdraws one for a reason of the list`() async throws {
        let bench = try bench(Self.item)
        let status = try await bench.run([
            "quarantine", "withdraw", "12", "--reason", "sent-otherwise", "--node",
            try bench.node(.police), "--json",
        ])
        #expect(status == .success)
        let request = try #require(bench.requests.first)
        #expect(request.url == "http://127.0.0.1:1/quarantine/12/withdraw")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"reason":"sent-otherwise"}"#)
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(bench.results.hasPrefix("{"))
        #expect(throws: (any Error).self) {
            try BatonCommand.parseAsRoot([
                "quarantine", "withdraw", "12", "--reason", "because", "--node", "x",
            ])
        }
    }

    @Test(arguments: [
        (400, ExitReason.data), (404, .data), (409, .data), (429, .tryLater), (503, .tryLater),
        (500, .unavailable),
    ])
    func `ends as it must when the broker does not do it`(
        _ status: Int, _ reason: ExitReason
    ) async throws {
        let bench = try bench(status: status, #"{"err":"conflict","description":"Too late."}"#)
        let node = try bench.node(.police)
        for words in [
            ["list"], ["show", "12"], ["resubmit", "12"],
            ["withdraw", "12", "--reason", "duplicate"],
        ] {
            #expect(try await bench.run(["quarantine"] + words + ["--node", node]) == reason)
        }
        #expect(bench.results.isEmpty)
        #expect(bench.notes.contains("Too late."))
    }

    @Test func `takes others to send to only with a file`() async throws {
        let bench = try bench("")
        let status = try await bench.run([
            "quarantine", "resubmit", "12", "--to", "https://trust.nhs.example", "--node",
            try bench.node(.police),
        ])
        #expect(status == .usage)
        #expect(bench.requests.isEmpty)
    }
}
