// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Intake
package import Safeguarding
import Schema
package import Signing
package import Wire

/// A message that a test is about to send: good as it is made, and bad where the test changes it.
package struct Letter: Sendable {
    /// The JOSE header.
    package var header: [String: JSONValue]
    /// The claims; `events` is made from `type` and `payload`.
    package var claims: [String: JSONValue]
    /// The event's name.
    package var event: String
    /// The event's payload.
    package var payload: JSONValue
    /// With which it is signed.
    package var key: PrivateKey
    /// The algorithm.
    package var algorithm: SignatureAlgorithm

    /// The signed token.
    package func token() throws -> CompactJWS {
        var claims = claims
        claims["events"] = claims["events"] ?? .object([JSONMember(event, payload)])
        return try CompactJWS.signed(
            header: Self.object(header), payload: Self.object(claims).canonical, by: key,
            algorithm: algorithm)
    }

    /// The signed token's bytes.
    package func bytes() throws -> [UInt8] { try token().token }

    /// Its `jti`.
    package var jti: TokenID {
        guard let token = try? TokenID(claims["jti"]?.string ?? "") else {
            preconditionFailure("the letter's jti was changed to no jti")
        }
        return token
    }

    /// Its `txn`.
    package var thread: ThreadID {
        guard let thread = try? ThreadID(claims["txn"]?.string ?? "") else {
            preconditionFailure("the letter's txn was changed to no txn")
        }
        return thread
    }

    /// Puts a member into the payload.
    package mutating func set(_ name: String, _ value: JSONValue?) {
        var members = (payload.members ?? []).filter { $0.name != name }
        if let value { members.append(JSONMember(name, value)) }
        payload = .object(members)
    }

    private static func object(_ members: [String: JSONValue]) -> JSONValue {
        .object(members.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) })
    }
}

extension SampleTown {
    /// A good letter, with the example of its schema as payload.
    ///
    /// It is routine, whatever the example says: the working days of the rules are for it.
    package func letter(
        from sender: Resident, _ type: String, to recipients: [Resident] = [],
        thread: String? = nil, at now: Instant = SampleTown.morning
    ) throws -> Letter {
        let type = EventType(name: type, major: 1)
        let audience = [partnership.uri] + recipients.map(\.id.uri)
        let thread = thread ?? UUID().uuidString.lowercased()
        var letter = Letter(
            header: [
                "alg": "ES256", "typ": "secevent+jwt", "kid": .string(sender.key.publicKey.kid),
            ],
            claims: [
                "iss": .string(sender.id.uri), "iat": .integer(now.seconds),
                "jti": .string(UUID().uuidString.lowercased()), "txn": .string(thread),
                "aud": .array(audience.map(JSONValue.string)),
                "sub_id": ["format": "opaque", "id": .string(thread)],
            ],
            event: type.uri, payload: try example(of: type), key: sender.key, algorithm: .es256)
        if letter.payload["urgency"] != nil { letter.set("urgency", "routine") }
        return letter
    }

    /// A good answer to a letter, in its thread.
    package func answer(
        to letter: Letter, from sender: Resident, _ type: String, to recipients: [Resident] = [],
        at now: Instant = SampleTown.morning
    ) throws -> Letter {
        var answer = try self.letter(
            from: sender, type, to: recipients, thread: letter.claims["txn"]?.string, at: now)
        answer.set(
            "in_reply_to",
            [
                "iss": letter.claims["iss"] ?? .null, "jti": letter.claims["jti"] ?? .null,
                "digest": .string(Base64URL.encode(try letter.token().signingInputDigest.bytes)),
            ])
        answer.set("subjects", nil)
        return answer
    }

    private func example(of type: EventType) throws -> JSONValue {
        guard let example = catalogue.entry(for: type)?.schema.examples.first else {
            throw CocoaError(.fileNoSuchFile)
        }
        return example.value
    }

    /// A bearer token of a resident.
    package func bearer(
        for resident: Resident, at now: Instant, person: String? = nil,
        changing: (inout [String: JSONValue]) -> Void = { _ in }
    ) throws -> [UInt8] {
        var claims: [String: JSONValue] = [
            "iss": .string(resident.id.uri), "sub": .string(resident.id.uri),
            "aud": .string(broker.uri), "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + 300),
        ]
        if let person { claims["act"] = ["sub": .string(person)] }
        changing(&claims)
        let members = claims.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value) }
        return try CompactJWS.signed(
            header: ["alg": "ES256", "typ": "JWT", "kid": .string(resident.key.publicKey.kid)],
            payload: JSONValue.object(members).canonical, by: resident.key, algorithm: .es256
        ).token
    }
}
