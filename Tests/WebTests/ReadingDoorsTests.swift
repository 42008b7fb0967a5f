// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

@testable import Web

@Suite struct `The reading doors` {
    private func referred(_ counter: Counter, _ client: any TestClientProtocol) async throws
        -> Letter
    {
        let town = counter.town
        let letter = try town.letter(
            from: town.police, "referral.made", to: [town.council, town.school])
        let answer = try await client.post(
            letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
        #expect(answer.status == .accepted)
        return letter
    }

    @Test func `look alike to a stranger and for an unknown jti`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try await referred(counter, client)
            let stranger = try counter.fields(town.inspector)
            for path in ["/receipts/", "/messages/"] {
                let forbidden = try await client.get(path + letter.jti.text, stranger)
                let unknown = try await client.get(
                    path + UUID().uuidString.lowercased(), stranger)
                #expect(forbidden.status == .notFound)
                #expect(forbidden.text == unknown.text)
                #expect(forbidden.headers == unknown.headers)
            }
        }
    }

    @Test func `show the sender every recipient and who was excluded, a recipient only itself`()
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try await referred(counter, client)
            let sender = try await client.get(
                "/messages/\(letter.jti.text)", counter.fields(town.police)
            ).json
            let agencies = sender["recipients"]?.elements.compactMap { $0["agency"]?.string }
            #expect(agencies == [town.council.id.uri, town.health.id.uri])
            #expect(
                sender["excluded"]?.value == [
                    ["agency": .string(town.school.id.uri), "rule": "no-agreement"]
                ])
            #expect(sender["state"]?.string == "routed")
            #expect(sender["recipients"]?[0]?["delivered_at"] == nil)
            #expect(sender["recipients"]?[0]?["proof"]?["path"]?.kind == .array)

            let health = try await client.get(
                "/messages/\(letter.jti.text)", counter.fields(town.health)
            ).json
            #expect(health["recipients"]?.count == 1)
            #expect(health["excluded"]?.count == 0)
        }
    }

    @Test func `give the message again, byte for byte, to its parties`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            let bytes = try letter.bytes()
            _ = try await client.post(
                bytes, counter.fields(town.police, type: "application/secevent+jwt"))
            for resident in [town.police, town.council] {
                let again = try await client.get(
                    "/messages/\(letter.jti.text)",
                    counter.fields(resident, accept: "application/secevent+jwt"))
                #expect([UInt8](again.body.readableBytesView) == bytes)
                #expect(again.headers[.contentType] == "application/secevent+jwt")
            }
        }
    }

    @Test func `have no facts beyond the end of the log, and go on answering`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            for range in ["from=1000000000", "from=\(Int64.max)", "from=9&to=\(Int64.max)"] {
                let facts = try await client.get(
                    "/log/facts?\(range)", counter.fields(town.manager))
                #expect(facts.status == .ok, "\(range)")
                #expect(try facts.json["items"]?.count == 0 && facts.json["next"] == nil)
            }
        }
    }

    @Test func `list what an agency sent and was sent`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try await referred(counter, client)
            let council = try await client.get("/messages", counter.fields(town.council)).json
            #expect(council["items"]?[0]?["jti"]?.string == letter.jti.text)
            let police = try await client.get("/messages", counter.fields(town.police)).json
            #expect(police["items"]?.count == 2, "the referral, and the notice of exclusion")
            let none = try await client.get(
                "/messages?state=answered", counter.fields(town.police)
            ).json
            #expect(none["items"]?.count == 0)
            let wrong = try await client.get("/messages?since=soon", counter.fields(town.police))
            #expect(wrong.status == .badRequest)
        }
    }

    @Test func `list by the state that each item shows`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try await referred(counter, client)
            let council = try counter.fields(town.council, type: "application/json")
            _ = try await client.poll("{\"returnImmediately\":true}", council)
            _ = try await client.poll(
                "{\"ack\":[\"\(letter.jti.text)\"],\"returnImmediately\":true}", council)
            // The council has it and health has not: it shows the least of both.
            for (state, agency, count) in [
                ("delivered", town.council, 1), ("delivered", town.police, 0),
                ("routed", town.health, 1),
            ] {
                let items = try await client.get("/messages?state=\(state)", counter.fields(agency))
                    .json["items"]?.elements.filter { $0["jti"]?.string == letter.jti.text }
                #expect(items?.count == count, "\(state) of \(agency.id)")
                #expect(items?.allSatisfy { $0["state"]?.string == state } == true)
            }
        }
    }

    @Test func `answer audits to parties and overseers, and log who asked for a purpose`()
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try await referred(counter, client)
            let path = "/audit/thread/\(letter.thread.text)"
            let manager = try await client.get(
                path + "?purpose=review&reference=R-1",
                counter.fields(town.manager, person: "staff-7")
            ).json
            #expect(manager["steps"]?.count == 2)
            #expect(manager["expectations"]?.count == 2)
            let school = try await client.get(path, counter.fields(town.school))
            #expect(school.status == .notFound)

            let facts = try await client.get("/log/facts", counter.fields(town.manager)).json
            let read = facts["items"]?.elements.first { $0["facts"]?["kind"]?.string == "read" }
            #expect(read?["facts"]?["purpose"]?.string == "review")
            #expect(read?["facts"]?["person"]?.string == "staff-7")
            let nameless = try await client.get(
                path + "?purpose=review", counter.fields(town.manager))
            #expect(nameless.status == .badRequest)
            let kinds = facts["items"]?.elements.compactMap { $0["facts"]?["kind"]?.string }
            #expect(kinds?.contains("accepted") == true)
        }
    }

    @Test func `give the documents that judged a thread, and never the configuration`() async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try await referred(counter, client)
            let path = "/audit/thread/\(letter.thread.text)/documents"
            for (agency, hidden) in [
                (town.police, ["part:routing"]),
                (town.council, ["message", "part:exclusion", "part:handoff", "part:routing"]),
            ] {
                let answer = try await client.get(path, counter.fields(agency)).json
                let configurations = answer["configurations"].map { Array($0.elements) } ?? []
                #expect(configurations.count == 1)
                let kept = try #require(counter.broker.setting.documents["configuration"])
                let digest = Hex.encode(SHA256.digest(of: kept).bytes)
                #expect(configurations.first?["sha256"]?.string == digest)
                for item in answer["items"].map({ Array($0.elements) }) ?? [] {
                    #expect(item["role"]?.string?.hasPrefix("configuration") == false)
                    let bytes = try Base64.decode(item["content"]?.string ?? "!")
                    #expect(Hex.encode(SHA256.digest(of: bytes).bytes) == item["sha256"]?.string)
                }
                let kinds = answer["withheld"]?.elements.compactMap { $0["kind"]?.string } ?? []
                #expect(kinds.filter { $0 != "part:expectation" } == hidden, "\(agency.id)")
            }
            let school = try await client.get(path, counter.fields(town.school))
            let unknown = try await client.get(
                "/audit/thread/\(UUID().uuidString.lowercased())/documents",
                counter.fields(town.school))
            #expect(school.status == .notFound && school.text == unknown.text)
        }
    }

    @Test func `answer missed handoffs as JSON and as a table`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            _ = try await referred(counter, client)
            counter.clock.set(.at("2026-11-27T00:00:00Z"))
            try await counter.broker.sequencer.enter { _ in }
            let json = try await client.get("/audit/missed", counter.fields(town.manager)).json
            #expect(json["items"]?.elements.map { $0["rule"]?.string ?? "" } == ["R1", "R2"])
            #expect(json["items"]?[0]?["urgency"]?.string != nil)
            let table = try await client.get(
                "/audit/missed?rule=R1&open=true", counter.fields(town.council, accept: "text/csv"))
            #expect(table.text.split(separator: "\r\n").count == 2)
            #expect(table.headers[.link] == nil)
            let cut = try await client.get(
                "/audit/missed?limit=1", counter.fields(town.manager, accept: "text/csv"))
            let link = try #require(cut.headers[.link])
            #expect(link.hasPrefix("<?limit=1&cursor=") && link.hasSuffix(">; rel=\"next\""))
            let rest = try await client.get(
                "/audit/missed\(link.dropFirst().prefix { $0 != ">" })",
                counter.fields(town.manager))
            #expect(try rest.json["items"]?.elements.map { $0["rule"]?.string } == ["R2"])
            let other = try await client.get(
                "/audit/missed?agency=\(town.police.id.uri)", counter.fields(town.council))
            #expect(other.status == .forbidden)
            let wrong = try await client.get(
                "/audit/missed?colour=red", counter.fields(town.council))
            #expect(wrong.status == .badRequest)
        }
    }

    @Test func `serve the log to everybody as tiles`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            _ = try await referred(counter, client)
            let note = try await client.get("/log/checkpoint")
            #expect(note.headers[.contentType] == "text/plain; charset=utf-8")
            let vkey = try await client.get("/log/vkey").text
            let key = try NoteVerifierKey(vkey: String(vkey.dropLast()))
            let checkpoint = try Checkpoint.verify(
                SignedNote(parsing: [UInt8](note.body.readableBytesView)), log: key
            ).checkpoint
            let size = Int(checkpoint.size)
            let tile = try await client.get("/log/tile/0/000.p/\(size)")
            let bundle = try await client.get("/log/tile/entries/000.p/\(size)")
            #expect(tile.headers[.cacheControl]?.contains("immutable") == true)
            let entries = try EntryBundle.decode(
                [UInt8](bundle.body.readableBytesView), count: size)
            let leaves = entries.map { MerkleTree.leafHash(of: $0) }
            #expect(leaves.flatMap(\.bytes) == [UInt8](tile.body.readableBytesView))
            #expect(MerkleTree.root(ofLeaves: leaves) == checkpoint.root)
            #expect(try await client.get("/log/tile/0/000.p/\(size + 1)").status == .notFound)
            #expect(try await client.get("/log/tile/0/0").status == .notFound)
        }
    }

    @Test func `say which keys the broker signed with before, after the one in use`() async throws {
        let (town, old) = (try SampleTown(), PrivateKey.generate(.p256).publicKey)
        let base = try town.setting()
        let signature = BrokerSignature(
            key: base.signature.key, algorithm: base.signature.algorithm, previous: [old])
        let setting = Setting(
            frontDoor: base.frontDoor, vault: base.vault, signature: signature,
            noteSigner: base.noteSigner, documents: base.documents, limits: base.limits,
            version: base.version)
        try await Counter(town, setting: setting).serve { client in
            let keys = try await client.get("/.well-known/jwks.json").json["keys"]
            #expect(keys?[0]?["kid"]?.string == town.brokerKey.publicKey.kid)
            #expect(keys?[1]?["kid"]?.string == old.kid)
            #expect(keys?[1]?["use"]?.string == "sig")
        }
    }

    @Test func `say that the broker lives and is ready, and which keys it signs with`()
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            #expect(try await client.get("/livez").status == .ok)
            #expect(try await client.get("/readyz").status == .ok)
            let keys = try await client.get("/.well-known/jwks.json").json["keys"]
            #expect(keys?[0]?["kid"]?.string == town.brokerKey.publicKey.kid)
            #expect(keys?[0]?["d"] == nil)
            #expect(try await client.get("/metrics").status == .notFound)
        }
        try await counter.serveManagement { client in
            let metrics = try await client.get("/metrics")
            #expect(metrics.text.contains("# TYPE baton_transactions_total counter"))
        }
    }
}
