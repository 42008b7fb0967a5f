// SPDX-License-Identifier: Apache-2.0

import Foundation
import Intake
import Safeguarding
import SampleTown
import Schema
import Signing
import Testing
import Wire

/// Every refusal of the front door by value, with the good letter beside it.
@Suite struct `The front door` {
    let town: SampleTown
    let door: FrontDoor
    let now = SampleTown.morning

    init() throws {
        town = try SampleTown()
        door = try town.frontDoor()
    }

    /// Why a letter is refused; empty when it is let in.
    private func reasons(
        _ letter: Letter, carriedBy carrier: Resident? = nil, door: FrontDoor? = nil
    ) throws -> [Refusal] {
        let door = door ?? self.door
        do throws(RefusedToken) {
            let token: [UInt8]
            do { token = try letter.bytes() } catch { preconditionFailure("\(error)") }
            let verified = try door.verify(token)
            switch door.examine(verified, carriedBy: (carrier ?? town.police).id, now: now) {
            case .admissible: return []
            case .refused(let message): return message.refusal.reasons
            }
        } catch {
            return error.reasons
        }
    }

    private func referral() throws -> Letter {
        try town.letter(from: town.police, "referral.made", to: [town.council])
    }

    @Test func `lets a good letter in`() throws {
        #expect(try reasons(referral()).isEmpty)
    }

    @Test(arguments: ["", "a.b", "a.b.c.d.e", "not a token", "e30.e30.", "e30 .e30.AA"])
    func `refuses what is not a compact JWS`(_ text: String) throws {
        do throws(RefusedToken) {
            _ = try door.verify(Array(text.utf8))
            Issue.record("it was let in")
        } catch {
            guard case .malformedToken = error.reasons[0] else {
                Issue.record("it was refused for \(error.reasons)")
                return
            }
        }
    }

    @Test func `refuses every rule of the header that is broken, at once`() throws {
        var letter = try referral()
        letter.header["typ"] = "JWT"
        letter.header["crit"] = []
        letter.header["jku"] = "https://evil.example"
        letter.header["b64"] = false
        let faults: [HeaderFault] = [
            .wrongType("JWT", expected: .securityEvent), .critical, .forbiddenMember("jku"),
            .forbiddenMember("b64"),
        ]
        #expect(try reasons(letter) == faults.map(Refusal.header))
    }

    @Test(arguments: ["none", "HS256", "NoNe", "RS512"])
    func `refuses an algorithm that it does not speak`(_ name: String) throws {
        var letter = try referral()
        letter.header["alg"] = .string(name)
        #expect(try reasons(letter) == [.header(.unknownAlgorithm(name))])
    }

    @Test func `refuses an issuer that it does not know, compared exactly`() throws {
        var letter = try referral()
        letter.claims["iss"] = "https://northumbria.police.example/"
        #expect(
            try reasons(letter) == [.unknownIssuer("https://northumbria.police.example/")])
        letter.claims["iss"] = 5
        #expect(
            try reasons(letter)
                == [.claim(.wrongType("iss", expected: "a string, your agency's URI"))])
    }

    @Test func `refuses a key that is not the issuer's own`() throws {
        var letter = try referral()
        letter.header["kid"] = .string(town.council.key.publicKey.kid)
        letter.key = town.council.key
        #expect(
            try reasons(letter) == [
                .unknownKey(issuer: town.police.id, kid: town.council.key.publicKey.kid)
            ])
    }

    @Test func `refuses a signature that does not verify`() throws {
        var letter = try referral()
        letter.key = town.council.key
        #expect(
            try reasons(letter) == [
                .signatureDoesNotVerify(kid: town.police.key.publicKey.kid)
            ])
    }

    @Test func `refuses every claim that is missing or wrong, and the payload's faults too`()
        throws
    {
        var letter = try referral()
        letter.claims["iat"] = "yesterday"
        letter.claims["jti"] = "short"
        letter.claims["txn"] = nil
        letter.claims["sub_id"] = ["format": "phone"]
        letter.claims["exp"] = 1
        letter.set("urgency", nil)
        let found = try reasons(letter)
        let places = found.map(\.place)
        #expect(places == ["iat", "jti", "txn", "sub_id", "exp", "/urgency"])
        #expect(found.contains(.claim(.missing("txn"))))
        #expect(found.contains(.claim(.forbidden("exp"))))
    }

    @Test func `says both times and the difference when the sender's clock is ahead`() throws {
        var letter = try referral()
        letter.claims["iat"] = .integer(now.seconds + 300)
        #expect(try reasons(letter).isEmpty)
        letter.claims["iat"] = .integer(now.seconds + 301)
        let found = try reasons(letter)
        #expect(
            found == [
                .claim(
                    .issuedInFuture(
                        issuedAt: Instant(seconds: now.seconds + 301), now: now,
                        allowedSeconds: 300))
            ])
        let text = try #require(found.first?.explanation)
        #expect(text.contains("2026-11-25T09:05:01Z") && text.contains("2026-11-25T09:00:00Z"))
        #expect(text.contains("301 s ahead"))
    }

    @Test func `marks a letter late that was issued over a day ago, and lets it in`() throws {
        var letter = try referral()
        letter.claims["iat"] = .integer(now.seconds - 86_401)
        let verified = try door.verify(letter.bytes())
        guard
            case .admissible(let message) = door.examine(
                verified, carriedBy: town.police.id, now: now)
        else {
            Issue.record("it was not let in")
            return
        }
        #expect(message.late == [.issuedLongAgo])
    }

    @Test func `refuses an audience by name`() throws {
        var letter = try referral()
        letter.claims["aud"] = nil
        #expect(try reasons(letter) == [.audience(.missing)])
        letter.claims["aud"] = 7
        #expect(try reasons(letter) == [.audience(.wrongType)])
        letter.claims["aud"] = .string(town.council.id.uri)
        #expect(try reasons(letter) == [.audience(.noPartnership)])
        letter.claims["aud"] = [
            .string(town.partnership.uri), "https://sunderland.counsel.example",
        ]
        #expect(
            try reasons(letter) == [.audience(.unknown("https://sunderland.counsel.example"))])
        letter.claims["aud"] = .string(town.partnership.uri)
        #expect(try reasons(letter).isEmpty)
    }

    @Test func `refuses a carrier that is not the issuer, after the audience`() throws {
        var letter = try referral()
        letter.claims["aud"] = .string(town.council.id.uri)
        #expect(
            try reasons(letter, carriedBy: town.council) == [
                .audience(.noPartnership),
                .carrier(caller: town.council.id, issuer: town.police.id),
            ])
    }

    @Test func `refuses an event type that no schema describes`() throws {
        var letter = try referral()
        letter.event = "https://w3id.org/baton/event/referral.maid/v1"
        #expect(try reasons(letter) == [.unknownEventType(letter.event)])
        letter.event = "https://w3id.org/baton/event/referral.made/v2"
        #expect(try reasons(letter) == [.unknownEventType(letter.event)])
    }

    @Test func `refuses what only the broker issues`() throws {
        let letter = try town.letter(from: town.police, "broker.notified")
        let found = try reasons(letter)
        #expect(found == [.issuedByBrokerOnly(EventType(name: "broker.notified", major: 1))])
    }

    @Test func `judges by the newest minor version when the payload names a later one`() throws {
        var letter = try referral()
        letter.set("schema", "https://w3id.org/baton/schema/referral.made/1.9.0")
        #expect(try reasons(letter).isEmpty)
        letter.set("schema", "https://w3id.org/baton/schema/referral.decided/1.0.0")
        #expect(
            try reasons(letter) == [
                .foreignSchema(
                    "https://w3id.org/baton/schema/referral.decided/1.0.0",
                    EventType(name: "referral.made", major: 1))
            ])
    }

    @Test func `says that a type is the broker's own whatever schema is named`() throws {
        var letter = try town.letter(from: town.police, "broker.notified")
        let foreign = "https://w3id.org/baton/schema/referral.made/1.0.0"
        letter.set("schema", .string(foreign))
        let type = EventType(name: "broker.notified", major: 1)
        #expect(
            try reasons(letter) == [.foreignSchema(foreign, type), .issuedByBrokerOnly(type)])
    }

    @Test func `knows a sender by its good signature even when its JSON is bad`() throws {
        let letter = try referral()
        let payload = Array("{\"iss\":\"a\",\"iss\":\"b\"}".utf8)
        let token = try CompactJWS.signed(
            header: ["alg": "ES256", "typ": "secevent+jwt", "kid": letter.header["kid"] ?? ""],
            payload: payload, by: letter.key, algorithm: .es256)
        let verified = try door.verify(token.token)
        #expect(verified.key.agency == town.police.id)
        guard
            case .refused(let message) = door.examine(
                verified, carriedBy: town.police.id, now: now),
            case .payloadNotJSON(.duplicateMember) = message.refusal.reasons[0]
        else {
            Issue.record("the duplicate member was not named")
            return
        }
    }

    @Test func `judges a key by when the message was issued and received`() throws {
        let until = Instant.at("2026-11-25T08:00:00Z")
        let ended = Keyring([town.registered(town.police, until: until)])
        let door = try town.frontDoor(keyring: ended)
        let kid = town.police.key.publicKey.kid
        var letter = try referral()
        #expect(
            try reasons(letter, door: door) == [
                .keyNotInForce(kid: kid, .ended(until: until, issuedAt: now))
            ])
        letter.claims["iat"] = .integer(until.seconds - 1)
        #expect(try reasons(letter, door: door).isEmpty)

        let revoked = Keyring([
            town.registered(town.police, revokedAt: .at("2026-11-25T09:00:00Z"))
        ])
        #expect(
            try reasons(referral(), door: town.frontDoor(keyring: revoked)) == [
                .keyNotInForce(
                    kid: kid, .revoked(at: .at("2026-11-25T09:00:00Z"), receivedAt: now))
            ])
    }

    @Test func `judges a key that was revoked or is long over by a message without iat too`() throws
    {
        let past = Instant.at("2026-11-20T09:00:00Z")
        let kid = town.police.key.publicKey.kid
        for (key, standing) in [
            (
                town.registered(town.police, revokedAt: past),
                KeyStanding.revoked(at: past, receivedAt: now)
            ),
            (
                town.registered(town.police, until: past),
                .receivedTooLate(until: past, receivedAt: now)
            ),
        ] {
            let door = try town.frontDoor(keyring: Keyring([key]))
            for issuedAt: JSONValue? in [nil, "x"] {
                var letter = try referral()
                letter.claims["iat"] = issuedAt
                #expect(
                    try reasons(letter, door: door).contains(
                        .keyNotInForce(kid: kid, standing)))
            }
            let header = JOSEHeader.value(algorithm: .es256, type: .securityEvent, keyID: kid)
            let token = try CompactJWS.signed(
                header: header, payload: Array("[1,]".utf8), by: town.police.key,
                algorithm: .es256)
            let examined = door.examine(
                try door.verify(token.token), carriedBy: town.police.id, now: now)
            guard case .refused(let message) = examined else {
                Issue.record("it was let in")
                continue
            }
            #expect(message.refusal.reasons.contains(.keyNotInForce(kid: kid, standing)))
            #expect(!message.isAttributable)
        }
    }

    @Test func `names what a list has wrong once, however long it is`() throws {
        var letter = try referral()
        let nothing = [JSONValue](repeating: 0, count: 5_000)
        letter.claims["sub_id"] = ["format": "aliases", "identifiers": .array(nothing)]
        letter.claims["aud"] = []
        let reasons = try reasons(letter)
        #expect(reasons.count == 2)
        #expect(reasons.contains { if case .audience = $0 { true } else { false } })
    }

    @Test func `says of a member whose name is very long around where it stands`() throws {
        var letter = try referral()
        letter.set("in_reply_to", nil)
        letter.event = letter.event.replacing("referral.made", with: "broker.notified")
        let long = String(repeating: "~", count: 600)
        letter.payload = [
            "kind": "refused", "what_to_do": "x",
            "counts": .object([JSONMember(long, "x"), JSONMember("short", "x")]),
        ]
        let places = try reasons(letter).compactMap(\.place)
        #expect(places.contains("/counts") && places.contains("/counts/short"))
        #expect(!places.contains { $0.hasPrefix("/counts/~") })
    }

    @Test func `has a code for every refusal, and each is in the closed list`() throws {
        var letter = try referral()
        letter.claims = ["iss": .string(town.police.id.uri)]
        letter.set("urgency", nil)
        for reason in try reasons(letter) { #expect(Refusal.codes.contains(reason.code)) }
        #expect(Set(Refusal.codes).count == Refusal.codes.count)
    }
}
