// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Web

@Suite struct `POST /poll` {
    @Test func `gives SETs back byte for byte under their jti`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            let bytes = try letter.bytes()
            _ = try await client.post(
                bytes, counter.fields(town.police, type: "application/secevent+jwt"))
            let fields = try counter.fields(town.council, type: "application/json")
            let answer = try await client.poll("{\"returnImmediately\":true}", fields)
            #expect(answer.status == .ok)
            let set = try answer.json["sets"]?[letter.jti.text]?.string
            #expect(set == String(decoding: bytes, as: UTF8.self))
            #expect(try answer.json["moreAvailable"] == nil)

            let acked = try await client.poll(
                "{\"ack\":[\"\(letter.jti.text)\"],\"returnImmediately\":true}", fields)
            #expect(acked.text == "{\"sets\":{}}")
        }
    }

    @Test(arguments: [
        ("", ""), ("[]", ""), ("{", ""), ("{\"ack\":\"x\"}", "/ack"), ("{\"ack\":[1]}", "/ack/0"),
        ("{\"maxEvents\":-1}", "/maxEvents"), ("{\"maxEvents\":1.5}", "/maxEvents"),
        ("{\"returnImmediately\":1}", "/returnImmediately"), ("{\"setErrs\":[]}", "/setErrs"),
        ("{\"setErrs\":{\"a\":{}}}", "/setErrs/a/err"), ("{\"a\":1,\"a\":2}", ""),
        ("{\"setErrs\":{\"a/b~\":{\"err\":1}}}", "/setErrs/a~1b~0/err"),
    ])
    func `answers 400 to bad JSON and says where`(_ body: String, _ place: String) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let answer = try await client.poll(
                body, counter.fields(town.council, type: "application/json"))
            #expect(answer.status == .badRequest)
            #expect(try answer.json["at"]?.string ?? "" == place)
        }
    }

    @Test func `takes the acknowledgements beside an error that is too long, and what fits of it`()
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            var letters: [Letter] = []
            for _ in 0..<2 {
                let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
                _ = try await client.post(
                    letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
                letters.append(letter)
            }
            let fields = try counter.fields(town.council, type: "application/json")
            _ = try await client.poll("{\"returnImmediately\":true}", fields)
            let error = String(repeating: "é", count: PollRequest.codeBytes / 2)
            let description = String(repeating: "ß", count: 9 * 1_024)
            let (taken, refused) = (letters[0].jti.text, letters[1].jti.text)
            let answer = try await client.poll(
                """
                {"maxEvents":0,"returnImmediately":true,"ack":["\(taken)"],"setErrs":{\
                "\(refused)":{"err":"\(error)xy","description":"\(description)"}}}
                """, fields)
            #expect(answer.status == .ok)
            for (letter, state) in zip(letters, ["delivered", "refused"]) {
                let shown = try await client.get(
                    "/messages/\(letter.jti.text)", counter.fields(town.police)
                ).json
                #expect(shown["recipients"]?[0]?["state"]?.string == state)
            }
            let told = try await client.poll(
                "{\"returnImmediately\":true}",
                counter.fields(town.police, type: "application/json"))
            let sets = try told.json["sets"]
            let token = try #require(sets?.members.first { _ in true }?.value.string)
            let claims = try JSONDocument(
                parsing: CompactJWS(parsing: Array(token.utf8)).payloadBytes
            ).root
            let payload = claims["events"]?.members.first { _ in true }?.value
            #expect(payload?["err"]?.string == error)
            #expect(
                payload?["description"]?.string
                    == String(description.prefix(PollRequest.descriptionScalars)))
        }
    }

    @Test func `answers 403 to another's mailbox, known or not`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let fields = try counter.fields(town.council, type: "application/json")
            for mailbox in [town.police.id.uri, "https://nobody.example", "nonsense"] {
                let answer = try await client.execute(
                    uri: "/poll?mailbox=\(mailbox)", method: .post, headers: fields,
                    body: ByteBuffer(string: "{}"))
                #expect(answer.status == .forbidden)
            }
        }
    }
}
