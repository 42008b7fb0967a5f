// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

/// Each read by a person is an entry (interfaces.md section 2), at the doors too where a system that
/// looks after its own records leaves none.
@Suite struct `A read by a person` {
    private let town: SampleTown
    private let counter: Counter

    init() async throws {
        town = try SampleTown()
        counter = try await Counter(town)
    }

    /// A referral to the council, and the entry of one that was refused.
    private func sent(
        _ client: any TestClientProtocol
    ) async throws -> (letter: Letter, refused: Int64) {
        let fields = try counter.fields(town.police, type: "application/secevent+jwt")
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        #expect(try await client.post(letter.bytes(), fields).status == .accepted)
        var wrong = try town.letter(from: town.police, "referral.made", to: [town.council])
        wrong.set("concern_summary", nil)
        #expect(try await client.post(wrong.bytes(), fields).status == .badRequest)
        let items = try await client.get("/quarantine", counter.fields(town.police)).json["items"]
        return (letter, try #require(items?[0]?["index"]?.integer))
    }

    @Test func `is an entry, and a system's at the same door is none`() async throws {
        try await counter.serve { client in
            let (letter, refused) = try await sent(client)
            let jti = letter.jti.text
            let doors: [(path: String, question: String, reader: Resident)] = [
                ("/messages", "messages", town.police),
                ("/messages/\(jti)", "message/standing", town.council),
                ("/receipts/\(jti)", "receipt", town.council),
                ("/nodes", "nodes", town.police),
                ("/quarantine", "quarantine", town.police),
                ("/quarantine/\(refused)", "quarantine", town.police),
                ("/retention/holds", "retention/holds", town.manager),
                ("/retention/plans", "retention/plans", town.manager),
            ]
            for door in doors {
                let before = try await client.logSize()
                let system = try await client.get(door.path, counter.fields(door.reader))
                #expect(system.status == .ok)
                #expect(try await client.logSize() == before, "\(door.path)")
                let mark = door.path.contains("?") ? "&" : "?"
                let person = try await client.get(
                    door.path + mark + "purpose=review&reference=R-1",
                    counter.fields(door.reader, person: "staff-7"))
                #expect(person.status == .ok && person.text == system.text)
                #expect(try await client.logSize() == before + 1, "\(door.path)")
                let reads = try await client.get("/audit/reads", counter.fields(door.reader)).json
                let read = reads["items"]?.elements.first { $0["index"]?.integer == before }
                #expect(read?["question"]?.string == door.question)
                #expect(read?["person"]?.string == "staff-7")
                #expect(read?["purpose"]?.string == "review")
                #expect(read?["reference"]?.string == "R-1")
            }
        }
    }

    @Test func `of a message names it, its thread and who read it, but nothing that is restricted`()
        async throws
    {
        try await counter.serve { client in
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            for isRestricted in [false, true] {
                var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
                if isRestricted { letter.set("caveats", ["restricted-operation"]) }
                let index = try await client.logSize()
                #expect(try await client.post(letter.bytes(), fields).status == .accepted)
                for path in ["/messages/", "/receipts/"] {
                    let before = try await client.logSize()
                    _ = try await client.get(
                        path + letter.jti.text, counter.fields(town.council, person: "staff-7"))
                    let reads = try await client.get("/audit/reads", counter.fields(town.manager))
                    let read = try reads.json["items"]?.elements.first {
                        $0["index"]?.integer == before
                    }
                    let council = town.council.id.uri
                    #expect(read?["agency"]?.string == (isRestricted ? nil : council))
                    #expect(read?["message"]?.integer == (isRestricted ? nil : index))
                    #expect(read?["txn"]?.string == (isRestricted ? nil : letter.thread.text))
                    #expect(read?["withheld"]?.string == (isRestricted ? "restricted" : nil))
                    let own = try await client.get("/audit/reads", counter.fields(town.council))
                    #expect(own.text.contains("\"index\":\(before)"))
                }
            }
        }
    }

    @Test func `of a restricted thread is told to who oversees without its reader`() async throws {
        try await counter.serve { client in
            var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            letter.set("caveats", ["restricted-operation"])
            let fields = try counter.fields(town.police, type: "application/secevent+jwt")
            #expect(try await client.post(letter.bytes(), fields).status == .accepted)
            let thread = letter.thread.text
            let first = try await client.logSize()
            let read = try await client.get(
                "/audit/thread/\(thread)", counter.fields(town.council))
            #expect(read.status == .ok)
            #expect(try await client.logSize() == first + 1)
            let council = town.council.id.uri
            for path in [
                "/audit/reads?txn=\(thread)", "/audit/reads",
                "/log/facts?from=\(first)&to=\(first + 1)",
            ] {
                let told = try await client.get(path, counter.fields(town.manager))
                #expect(told.text.contains("\"withheld\":\"restricted\""), "\(path)")
                #expect(!told.text.contains("council.example"), "\(path)")
            }
            let proof = try await client.get(
                "/audit/questions/Q10?purpose=review&reference=R-1&from=2026-11-01&to=2026-12-01",
                counter.fields(town.manager, person: "staff-7"))
            // The manager's own question about the thread is another.
            #expect(proof.text.contains("2 reads of what is restricted were left out"))
            #expect(!proof.text.contains("audit/thread"), "nobody is listed for it")
            let asked = try await client.get(
                "/audit/reads?agency=\(council)", counter.fields(town.manager))
            #expect(try asked.json["items"]?.count == 0)
        }
    }

    @Test func `of what is not there is none`() async throws {
        try await counter.serve { client in
            let (letter, refused) = try await sent(client)
            let before = try await client.logSize()
            for path in ["/messages/", "/receipts/"] {
                let answer = try await client.get(
                    path + letter.jti.text, counter.fields(town.school, person: "staff-7"))
                #expect(answer.status == .notFound)
            }
            for path in ["/quarantine/\(refused)", "/retention/plans/0"] {
                let answer = try await client.get(
                    path, counter.fields(town.school, person: "staff-7"))
                #expect(answer.status != .ok)
            }
            #expect(try await client.logSize() == before)
        }
    }

    @Test func `is no poll`() async throws {
        try await counter.serve { client in
            let (letter, _) = try await sent(client)
            let before = try await client.logSize()
            for _ in 0..<2 {
                let answer = try await client.poll(
                    "{\"returnImmediately\":true}",
                    counter.fields(town.council, type: "application/json", person: "staff-7"))
                #expect(answer.status == .badRequest)
                #expect(try answer.json["at"]?.string == "act")
            }
            #expect(try await client.logSize() == before)
            let answer = try await client.poll(
                "{\"returnImmediately\":true}",
                counter.fields(town.council, type: "application/json"))
            #expect(try answer.json["sets"]?[letter.jti.text] != nil)
        }
    }
}

extension TestClientProtocol {
    /// How many entries the newest checkpoint signs.
    fileprivate func logSize() async throws -> Int64 {
        let lines = try await get("/log/checkpoint").text.split(separator: "\n")
        return try #require(lines.dropFirst().first.flatMap { Int64($0) })
    }
}
