// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

/// What becomes of a message whose type or version the broker does not know (domain.md, house
/// decision 5: a refused safeguarding message is the worst failure).
@Suite struct `A message of a version that is not known` {
    private static let second = "https://w3id.org/baton/event/referral.made/v2"

    @Test func `of another major is refused, and its sender and those it addressed are told`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.event = Self.second
        #expect(try await stage.reasons(referral) == [.unknownEventType(Self.second)])
        for agency in [town.police, town.council] {
            let told = try #require(try await stage.notices(agency).first, "\(agency.id)")
            #expect(told.payload["kind"] == "refused")
            #expect(told.payload["from"]?.string == town.police.id.uri)
            #expect(told.payload["concern_summary"] == nil, "without its content")
        }
        #expect(try await stage.notices(town.health).isEmpty, "a subscriber was not addressed")
    }

    @Test func `of another major is told to nobody else when it is restricted`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.event = Self.second
        referral.set("caveats", ["restricted-operation"])
        #expect(try await !stage.reasons(referral).isEmpty)
        #expect(try await stage.notices(town.police).count == 1)
        #expect(try await stage.notices(town.council).isEmpty)
    }

    @Test func `of another name is told to its sender alone, since no agreement names it`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.event = "https://w3id.org/baton/event/cat.lost/v1"
        #expect(try await stage.reasons(letter) == [.unknownEventType(letter.event)])
        #expect(try await stage.notices(town.police).count == 1)
        #expect(try await stage.notices(town.council).isEmpty)
    }

    @Test func `of a newer minor is judged by the newest that is known, and reaches them`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("schema", "https://w3id.org/baton/schema/referral.made/1.999.0")
        try await stage.accept(referral)
        #expect(try await stage.poll(town.council).sets.map(\.token) == [referral.jti])
    }

    @Test func `and members that are not known are told to the sender, and to nobody else`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("schema", "https://w3id.org/baton/schema/referral.made/1.999.0")
        referral.set("concern_sumary", "A slip of the pen.")
        try await stage.accept(referral)
        let told = try #require(try await warnings(of: referral, for: town.police, on: stage))
        #expect(told.map { $0["code"] } == ["unknown_version", "unknown_member"])
        #expect(told.map { $0["at"] } == ["/schema", "/concern_sumary"])
        #expect(try await warnings(of: referral, for: town.council, on: stage) == nil)
    }

    @Test func `is not warned of when all is known`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        #expect(try await warnings(of: referral, for: town.police, on: stage) == [])
    }

    private func warnings(
        of letter: Letter, for resident: Resident, on stage: Stage
    ) async throws -> [JSONValue]? {
        let issuer = try AgencyID(letter.claims["iss"]?.string ?? "")
        guard
            case .found(let message, let handoffs) = try await stage.broker.find(
                letter.jti, of: issuer, for: resident.id)
        else { return nil }
        return try await stage.broker.report(message, handoffs, for: resident.id)?["warnings"]?
            .array
    }
}
