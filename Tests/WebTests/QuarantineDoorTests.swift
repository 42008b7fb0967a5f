// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `The door of quarantine` {
    private let town: SampleTown
    private let counter: Counter

    init() async throws {
        town = try SampleTown()
        counter = try await Counter(town)
    }

    private static let event = "application/secevent+jwt"

    /// A referral to the council that was refused for its missing summary, and its entry.
    private func refused(
        _ client: any TestClientProtocol, at now: Instant = SampleTown.morning
    ) async throws -> (letter: Letter, entry: Int64) {
        var letter = try town.letter(
            from: town.police, "referral.made", to: [town.council], at: now)
        if now == SampleTown.morning { letter.set("concern_summary", nil) }
        let answer = try await client.post(
            letter.bytes(), counter.fields(town.police, type: Self.event))
        #expect(answer.status == .badRequest)
        let items = try await client.get("/quarantine", counter.fields(town.police)).json["items"]
        let entry = items?.elements.compactMap { $0["index"]?.integer }.max()
        return (letter, try #require(entry))
    }

    private func post(
        _ path: String, _ body: String, as resident: Resident, _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await client.post(
            Array(body.utf8), counter.fields(resident, type: "application/json"), to: path)
    }

    @Test func `shows its sender what was refused, why, until when it is owed, and the proof`()
        async throws
    {
        try await counter.serve { client in
            let (letter, entry) = try await refused(client)
            let list = try await client.get("/quarantine?state=open", counter.fields(town.police))
            let item = try #require(try list.json["items"]?[0])
            #expect(item["name"]?.string == "\(SampleTown.origin)/\(entry)")
            #expect(item["jti"]?.string == letter.jti.text)
            #expect(item["received_at"]?.string == "2026-11-25T09:00:00Z")
            #expect(item["last_attempt_at"]?.string == "2026-11-25T09:00:00Z")
            #expect(item["due"]?.string == "2026-11-27T00:00:00Z")
            #expect(item["verdict"]?.string == "open")
            #expect(item["reasons"]?[0]?["code"]?.string == "schema")
            #expect(item["reasons"]?[0]?["detail"] == nil)
            #expect(try list.json["next"] == nil)
            let one = try await client.get("/quarantine/\(entry)", counter.fields(town.police)).json
            #expect(one["told"]?[0]?.string == town.council.id.uri)
            #expect(one["proof"]?["facts"]?["kind"]?.string == "refused")
            #expect(one["proof"]?["part"]?["part"]?.string == "refusal")
            #expect(one["proof"]?["path"]?.kind == .array)
            #expect(one["expectations"]?[0]?["rule"]?.string == "R27")
        }
    }

    @Test func `gives the message again to its sender alone, as it was posted, and logs that`()
        async throws
    {
        try await counter.serve { client in
            var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            letter.set("concern_summary", nil)
            let bytes = try letter.bytes()
            _ = try await client.post(bytes, counter.fields(town.police, type: Self.event))
            let entry = try await refusedAgain(letter, client)
            let path = "/quarantine/\(entry)"
            let again = try await client.get(path, counter.fields(town.police, accept: Self.event))
            #expect([UInt8](again.body.readableBytesView) == bytes)
            #expect(again.headers[.contentType] == Self.event)
            for other in [town.council, town.manager, town.inspector] {
                let answer = try await client.get(path, counter.fields(other, accept: Self.event))
                #expect(answer.status == .notFound)
            }
            let facts = try await client.get("/log/facts", counter.fields(town.manager)).json
            let reads = facts["items"]?.elements.filter { $0["facts"]?["kind"]?.string == "read" }
            #expect(reads?.compactMap { $0["facts"]?["message"]?.integer } == [entry])
        }
    }

    /// Who sees what: its sender, whoever was told, and who oversees; nobody else can tell that there
    /// is anything.
    @Test func `is the same to a stranger as for an entry that is not there`() async throws {
        try await counter.serve { client in
            let (_, entry) = try await refused(client)
            for resident in [town.police, town.council, town.manager, town.inspector] {
                let fields = try counter.fields(resident)
                #expect(try await client.get("/quarantine/\(entry)", fields).status == .ok)
                #expect(try await client.get("/quarantine", fields).json["items"]?.count == 1)
            }
            for resident in [town.health, town.school] {
                let fields = try counter.fields(resident)
                #expect(try await client.get("/quarantine", fields).json["items"]?.count == 0)
            }
            let doors = [("", "GET"), ("/resubmit", "POST"), ("/withdraw", "POST")]
            for (door, method) in doors {
                let who = method == "GET" ? [town.health, town.school] : town.residents
                for resident in who where resident.id != town.police.id {
                    let answers = try await [
                        "\(entry)", "1", "99999", "999999999999999999", "007", "-1", "x",
                    ].asyncMap { name in
                        try await client.execute(
                            uri: "/quarantine/\(name)\(door)",
                            method: method == "GET" ? .get : .post,
                            headers: counter.fields(resident, type: "application/json"),
                            body: ByteBuffer(string: #"{"reason":"duplicate"}"#))
                    }
                    for answer in answers {
                        #expect(answer.status == .notFound)
                        #expect(answer.text == answers[0].text)
                        #expect(answer.headers == answers[0].headers)
                    }
                }
            }
        }
    }

    @Test func `notes who oversees as a reader, and who looks at its own not`() async throws {
        try await counter.serve { client in
            let (_, entry) = try await refused(client)
            for path in ["/quarantine", "/quarantine/\(entry)"] {
                _ = try await client.get(path, counter.fields(town.police))
                _ = try await client.get(path, counter.fields(town.council))
                _ = try await client.get(path, counter.fields(town.manager))
            }
            let reads = try await client.get("/audit/reads", counter.fields(town.manager)).json
            let noted = reads["items"]?.elements.filter { $0["question"]?.string == "quarantine" }
            #expect(noted?.count == 2)
        }
    }

    @Test func `judges what is kept anew, as the front door does`() async throws {
        try await counter.serve { client in
            let later = SampleTown.morning.adding(milliseconds: 3_600_000)
            let (letter, entry) = try await refused(client, at: later)
            let path = "/quarantine/\(entry)/resubmit"
            let still = try await client.post([], counter.fields(town.police), to: path)
            #expect(still.status == .badRequest)
            #expect(try still.json["reasons"]?[0]?["code"]?.string == "claim")
            // A corrected message is posted elsewhere, which is no attempt.
            let sent = try await client.post(letter.bytes(), counter.fields(town.police), to: path)
            #expect(sent.status == .badRequest)
            #expect(try sent.json["description"]?.string?.contains("to /events") == true)
            counter.clock.set(later)
            for _ in 0..<2 {
                let answer = try await client.post([], counter.fields(town.police), to: path)
                #expect(answer.status == .accepted)
                #expect(answer.headers[.location] == "/receipts/\(letter.jti.text)")
            }
            let item = try await client.get("/quarantine/\(entry)", counter.fields(town.police))
            #expect(try item.json["state"]?.string == "resubmitted")
            #expect(try item.json["by"]?["jti"]?.string == letter.jti.text)
            #expect(try item.json["attempts"]?.integer == 2)
        }
    }

    @Test func `takes a withdrawal once, for a reason of the list, and none of what arrived`()
        async throws
    {
        try await counter.serve { client in
            var (letter, entry) = try await refused(client)
            let path = "/quarantine/\(entry)/withdraw"
            for body in [
                "", "{", "[]", "{}", #"{"reason":7}"#, #"{"reason":"because"}"#,
                #"{"reason":"duplicate","note":"Kim"}"#,
            ] {
                let answer = try await post(path, body, as: town.police, client)
                #expect(answer.status == .badRequest, "\(body)")
            }
            for reason in ["sent-otherwise", "duplicate"] {
                let answer = try await post(
                    path, #"{"reason":"\#(reason)"}"#, as: town.police, client)
                #expect(answer.status == .ok)
                #expect(try answer.json["state"]?.string == "withdrawn")
                #expect(try answer.json["reason"]?.string == "sent-otherwise")
                #expect(try answer.json["end_proof"]?["facts"]?["kind"]?.string == "withdrawn")
            }
            letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            letter.set("concern_summary", nil)
            (_, entry) = (letter, try await refusedAgain(letter, client))
            letter.set("concern_summary", "It is said what happened.")
            let accepted = try await client.post(
                letter.bytes(), counter.fields(town.police, type: Self.event))
            #expect(accepted.status == .accepted)
            let late = try await post(
                "/quarantine/\(entry)/withdraw", #"{"reason":"duplicate"}"#, as: town.police, client
            )
            #expect(late.status == .conflict)
            #expect(try late.json["err"]?.string == "conflict")
        }
    }

    private func refusedAgain(
        _ letter: Letter, _ client: any TestClientProtocol
    ) async throws -> Int64 {
        _ = try await client.post(letter.bytes(), counter.fields(town.police, type: Self.event))
        let found = try await client.get(
            "/quarantine?jti=\(letter.jti.text)", counter.fields(town.police))
        return try #require(try found.json["items"]?[0]?["index"]?.integer)
    }

    @Test func `is searched, a page at a time, and knows no other filter`() async throws {
        try await counter.serve { client in
            let (letter, entry) = try await refused(client)
            for (query, count) in [
                ("state=open", 1), ("state=withdrawn", 0), ("type=referral.made", 1),
                ("type=referral.decided", 0), ("code=schema", 1), ("code=audience", 0),
                ("jti=\(letter.jti.text)", 1), ("iss=\(town.council.id.uri)", 0),
                ("from=2026-11-25", 1), ("to=2026-11-25", 0), ("cursor=\(entry)", 0),
                ("cursor=\(entry - 1)", 1),
            ] {
                let answer = try await client.get(
                    "/quarantine?\(query)", counter.fields(town.police))
                #expect(try answer.json["items"]?.count == count, "\(query)")
            }
            for query in [
                "state=lost", "code=because", "jti=short", "iss=police", "from=soon", "cursor=x",
                "cursor=-1", "colour=red",
            ] {
                let answer = try await client.get(
                    "/quarantine?\(query)", counter.fields(town.police))
                #expect(answer.status == .badRequest, "\(query)")
            }
        }
    }

    @Test func `gives pages that together hold everything once`() async throws {
        var limits = RelayLimits()
        limits.listPage = 2
        let counter = try await Counter(town, setting: town.setting(limits: limits))
        try await counter.serve { client in
            for _ in 0..<5 {
                var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
                letter.set("concern_summary", nil)
                _ = try await client.post(
                    letter.bytes(), counter.fields(town.police, type: Self.event))
            }
            var (entries, cursor): ([Int64], String?) = ([], nil)
            repeat {
                let more = cursor.map { "?cursor=\($0)" } ?? ""
                let page = try await client.get("/quarantine\(more)", counter.fields(town.police))
                let items = try page.json["items"]?.elements
                entries += items?.compactMap { $0["index"]?.integer } ?? []
                cursor = try page.json["next"]?.string
            } while cursor != nil
            #expect(entries.count == 5 && Set(entries).count == 5 && entries == entries.sorted())
        }
    }
}

extension [String] {
    /// What becomes of each, one after the other.
    fileprivate func asyncMap<Value>(
        _ body: (String) async throws -> Value
    ) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
