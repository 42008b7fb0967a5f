// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import NIOCore
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

@testable import Web

@Suite struct `POST /events` {
    static let type = "application/secevent+jwt"

    @Test func `answers 202 with an empty body and where the receipt is`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            let answer = try await client.post(
                letter.bytes(), counter.fields(town.police, type: Self.type))
            #expect(answer.status == .accepted)
            #expect(answer.body.readableBytes == 0)
            #expect(answer.headers[.location] == "/receipts/\(letter.jti.text)")
            let receipt = try await client.get(
                answer.headers[.location] ?? "", counter.fields(town.police))
            #expect(receipt.status == .ok)
            _ = try LogProof(parsing: [UInt8](receipt.body.readableBytesView))
        }
    }

    @Test func `gives the receipt at once to whoever prefers it`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            var fields = try counter.fields(town.police, type: Self.type)
            fields[.prefer] = "return=representation"
            let answer = try await client.post(letter.bytes(), fields)
            #expect(answer.status == .accepted)
            #expect(answer.headers[.preferenceApplied] == "return=representation")
            _ = try LogProof(parsing: [UInt8](answer.body.readableBytesView))
        }
    }

    @Test func `answers 400 with every reason at once, err that of the first`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            letter.set("urgency", nil)
            letter.set("concern_categories", ["99Z"])
            letter.claims["aud"] = .string(town.council.id.uri)
            let answer = try await client.post(
                letter.bytes(), counter.fields(town.police, type: Self.type))
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.contentLanguage] == "en")
            let body = try answer.json
            #expect(body["err"]?.string == "invalid_audience")
            let places = body["reasons"]?.elements.map { $0["at"]?.string ?? "" } ?? []
            #expect(places.first == "aud")
            #expect(Set(places) == ["aud", "/urgency", "/concern_categories/0"])
        }
    }

    @Test func `maps each refusal to the code of RFC 8935`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let fields = try counter.fields(town.police, type: Self.type)
            func code(_ change: (inout Letter) -> Void) async throws -> String? {
                var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
                change(&letter)
                return try await client.post(letter.bytes(), fields).json["err"]?.string
            }
            #expect(try await code { $0.claims["iss"] = "https://x.example" } == "invalid_issuer")
            #expect(try await code { $0.header["kid"] = "unknown" } == "invalid_key")
            #expect(try await code { $0.key = town.council.key } == "authentication_failed")
            #expect(try await code { $0.claims["aud"] = nil } == "invalid_audience")
            #expect(try await code { $0.claims["jti"] = nil } == "invalid_request")
            #expect(try await code { $0.header["crit"] = ["x"] } == "invalid_request")
            #expect(try await code { $0.header["alg"] = "none" } == "invalid_key")
        }
    }

    @Test func `answers 401 to nobody, to an ended token and to a SET as token`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made").bytes()
            let nobody = try await client.post(letter, [.contentType: Self.type])
            #expect(nobody.status == .unauthorized)
            #expect(nobody.headers[.wwwAuthenticate]?.hasPrefix("Bearer realm=") == true)

            let fields = try counter.fields(town.police, type: Self.type)
            counter.clock.advance(milliseconds: 360_000)
            #expect(try await client.post(letter, fields).status == .unauthorized)

            var set = fields
            set[.authorization] = "Bearer " + String(decoding: letter, as: UTF8.self)
            #expect(try await client.post(letter, set).status == .unauthorized)
        }
    }

    @Test func `answers 413 one byte over the limit, and 415 to another media type`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let fields = try counter.fields(town.police, type: Self.type)
            let limit = WebLimits().eventBytes
            let full = [UInt8](repeating: UInt8(ascii: "a"), count: limit)
            #expect(try await client.post(full, fields).status == .badRequest)
            let over = try await client.post(full + [UInt8(ascii: "a")], fields)
            #expect(over.status == .contentTooLarge)
            #expect(over.text.contains("\(limit)"))
            let other = try await client.post(
                full, counter.fields(town.police, type: "application/jwt"))
            #expect(other.status == .unsupportedMediaType)
            #expect(other.headers[.accept] == Self.type)
        }
    }

    @Test func `answers 429 with Retry-After to an agency with too much in flight`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        var limits = WebLimits()
        limits.inFlightPerAgency = 0
        try await counter.serve(limits: limits) { client in
            let letter = try town.letter(from: town.police, "referral.made").bytes()
            let answer = try await client.post(
                letter, counter.fields(town.police, type: Self.type))
            #expect(answer.status == .tooManyRequests)
            #expect(answer.headers[.retryAfter] == "1")
        }
    }
}
