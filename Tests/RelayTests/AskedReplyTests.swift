// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Routing
import SQLiteStore
import Safeguarding
import SampleTown
import Testing
import Wire

/// Every reply goes to the issuer of what it answers and of its root too (interfaces.md section 3).
///
/// Whoever has it only so was asked for nothing.
@Suite struct `A reply that asks something of recipients` {
    private let town: SampleTown
    private static let asking = [
        ("information.requested", "R7"), ("conference.invited", "R10.answered"),
        ("conference.invited", "R10.reported"), ("strategy-discussion.requested", "R6.response"),
        ("escalation.raised", "R24"),
    ]

    init() throws { town = try SampleTown() }

    /// Who owes by a rule, sorted, once the council has answered a message of the police by one that is
    /// addressed to some.
    private func debtors(
        _ rule: String, of type: String, to addressed: [Resident], subscriber: Resident? = nil
    ) async throws -> [String] {
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let types = Set(Self.asking.map(\.0)).union(["case.transferred"]).sorted()
        let agreement = town.agreement("isa-3", from: four, to: four, types: types)
        let wishes = subscriber.map {
            [Subscription(agency: $0.id, partnership: town.partnership, types: [type])]
        }
        let directory = try town.directory(
            agreements: town.usualAgreements + [agreement], subscriptions: wishes ?? [])
        let stage = try await Stage(town, setting: try town.setting(directory: directory))
        let opening = type == "conference.invited" ? "case.transferred" : "referral.made"
        var referral = try town.letter(from: town.police, opening, to: [town.council])
        referral.set("in_reply_to", nil)
        try await stage.accept(referral)
        var asked = try town.answer(to: referral, from: town.council, type, to: addressed)
        asked.set("subjects", referral.payload["subjects"])
        if type == "escalation.raised" { asked.set("respondent", "https://elsewhere.example") }
        let copy = try await stage.accept(asked)
        #expect(try await stage.poll(town.police).sets.map(\.token).contains(asked.jti), "a copy")
        return try await stage.store.read { store throws(StoreFailure) in
            try store.expectations(.opened(by: copy.index))
                .filter { $0.expectation.terms.name == rule }
                .map(\.expectation.owedBy.uri).sorted()
        }
    }

    @Test(arguments: asking)
    func `binds those it addresses and not who gets a copy`(
        type: String, rule: String
    ) async throws {
        #expect(try await debtors(rule, of: type, to: [town.health]) == [town.health.id.uri])
        #expect(
            try await debtors(rule, of: type, to: [town.health, town.police])
                == [town.police, town.health].map(\.id.uri))
    }

    @Test(arguments: asking)
    func `binds whoever sent what it answers, where it names nobody`(
        type: String, rule: String
    ) async throws {
        #expect(try await debtors(rule, of: type, to: []) == [town.police.id.uri])
    }

    @Test(arguments: asking)
    func `binds a subscriber that would have had a copy too`(
        type: String, rule: String
    ) async throws {
        #expect(
            try await debtors(rule, of: type, to: [town.health], subscriber: town.police)
                == [town.police, town.health].map(\.id.uri))
    }
}
