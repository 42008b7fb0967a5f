// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `The doors of retention` {
    private let town: SampleTown
    private let counter: Counter

    init() async throws {
        town = try SampleTown()
        let schedule = RetentionSchedule([
            RetentionClass(
                name: "usual", types: nil, start: .receipt,
                payload: try #require(RetentionPeriod("P1D"))),
            RetentionClass(
                name: "refused", types: nil, isOfRefused: true,
                payload: try #require(RetentionPeriod("P1D")), facts: RetentionPeriod("P1M")),
        ])
        counter = try await Counter(town, setting: town.setting(retention: schedule))
    }

    private func post(
        _ path: String, as resident: Resident, person: String? = nil,
        _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await client.post(
            [], counter.fields(resident, type: "application/json", person: person), to: path)
    }

    /// A refused message of which nothing is expected any more, and whose time has run out.
    private func makeDue(_ client: any TestClientProtocol) async throws -> Letter {
        var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        letter.set("concern_summary", nil)
        _ = try await client.post(
            letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
        let list = try await client.get("/quarantine", counter.fields(town.police)).json["items"]
        let entry = try #require(list?[0]?["index"]?.integer)
        let body = Array("{\"reason\":\"duplicate\"}".utf8)
        let answer = try await client.post(
            body, counter.fields(town.police, type: "application/json"),
            to: "/quarantine/\(entry)/withdraw")
        #expect(answer.status == .ok)
        counter.clock.advance(milliseconds: 3 * 86_400_000)
        return letter
    }

    @Test func `take two persons of a partnership to let a plan go`() async throws {
        try await counter.serve { client in
            _ = try await makeDue(client)
            let plan = try await post(
                "/retention/plans?reference=R-1", as: town.manager, person: "staff-1", client
            ).json
            let number = try #require(plan["plan"]?.integer)
            #expect(plan["due"]?["refused"]?.integer == 1)
            #expect(plan["items"]?[0]?["class"]?.string == "refused")
            #expect(plan["items"]?[0]?["received_at"]?.string == "2026-11-25T09:00:00Z")
            let path = "/retention/plans/\(number)"
            let alone = try await post(
                path + "/approve?reference=R-1", as: town.manager, person: "staff-1", client)
            #expect(alone.status == .forbidden)
            #expect(try alone.json["description"]?.string?.contains("second person") == true)
            let approved = try await post(
                path + "/approve?reference=R-2", as: town.manager, person: "staff-2", client)
            #expect(approved.status == .ok)
            let shown = try approved.json
            #expect(shown["state"]?.string == "approved")
            #expect(shown["person"]?.string == "staff-1")
            #expect(shown["approved_by"]?.string == "staff-2")
            #expect(shown["items"]?[0]?["entry"]?.integer != nil)
            #expect(try await counter.broker.purgeSome()?.isDone == true)
            let person = try counter.fields(town.manager, person: "staff-3")
            #expect(try await client.get(path, person).status == .ok)
            let reads = try await client.get("/audit/reads", counter.fields(town.manager)).json
            let read = reads["items"]?.elements.first { $0["person"]?.string == "staff-3" }
            #expect(read?["question"]?.string == "retention/plans")
            #expect(read?["given"]?["plan"]?.string == String(number))
            let list = try await client.get("/retention/plans", counter.fields(town.manager)).json
            #expect(list["items"]?[0]?["state"]?.string == "done")
            #expect(list["items"]?[0]?["purged"]?.integer == 1)
        }
    }

    @Test func `let facts go after the content, and tell that they were purged`() async throws {
        try await counter.serve { client in
            let letter = try await makeDue(client)
            for isFacts in [false, true] {
                if isFacts { counter.clock.advance(milliseconds: 40 * 86_400_000) }
                let plan = try await post(
                    "/retention/plans?reference=R-1", as: town.manager, person: "staff-1", client
                ).json
                let number = try #require(plan["plan"]?.integer)
                #expect(plan["facts_due"]?.integer == (isFacts ? 2 : nil), "with its withdrawal")
                let item = plan["items"]?[0]
                #expect(item?["what"]?.string == (isFacts ? "facts" : nil))
                #expect(item?["kept_for"]?.string == (isFacts ? "P1M" : "P1D"))
                let approved = try await post(
                    "/retention/plans/\(number)/approve?reference=R-2", as: town.manager,
                    person: "staff-2", client)
                #expect(approved.status == .ok)
                #expect(try await counter.broker.purgeSome()?.isDone == true)
            }
            let plans = try await client.get("/retention/plans", counter.fields(town.manager)).json
            #expect(plans["items"]?[1]?["forgotten"]?.integer == 2)
            let facts = try await client.get(
                "/log/facts?from=0&to=20&purpose=audit&reference=R-1",
                counter.fields(town.manager, person: "staff-1"))
            #expect(facts.status == .ok)
            let items = try #require(try facts.json["items"]?.elements)
            #expect(items.filter { $0["withheld"]?.string == "purged" }.count == 2)
            #expect(!String(buffer: facts.body).contains(letter.jti.text))
            let list = try await client.get("/quarantine", counter.fields(town.police)).json
            #expect(list["items"]?[0] == nil)
            let receipt = try await client.get(
                "/receipts/\(letter.jti.text)", counter.fields(town.police))
            #expect(receipt.status == .notFound)
        }
    }

    @Test func `have what was purged named to its parties, and to nobody else`() async throws {
        let schedule = RetentionSchedule([
            RetentionClass(
                name: "usual", types: nil, start: .receipt,
                payload: try #require(RetentionPeriod("P1D")))
        ])
        try await ReferralStory.tell(retention: schedule) { story in
            let town = story.town
            let path = "/messages/\(try story.letter("early").jti.text)"
            let token = "application/secevent+jwt"
            #expect(try await story.get(path, town.council, token).status == .ok)
            try await story.retract("early")
            try await story.wait(until: .at("2026-12-15T09:00:00Z"))
            for resident in town.residents { try await story.empty(mailboxOf: resident) }
            try await story.purge()
            for party in [town.police, town.council] {
                #expect(try await story.get(path, party).json["purged"] != nil)
                let answer = try await story.get(path, party, token)
                #expect(answer.status == .notFound)
                #expect(try answer.json["description"]?.string?.contains("was purged") == true)
            }
            for accept in [token, "application/json"] {
                let unknown = try await story.get(
                    "/messages/\(UUID().uuidString.lowercased())", town.school, accept)
                let other = try await story.get(path, town.school, accept)
                #expect(other.status == .notFound && other.text == unknown.text)
            }
        }
    }

    @Test func `are for persons of a partnership, with their reference`() async throws {
        try await counter.serve { client in
            let plans = "/retention/plans"
            for resident in [town.police, town.inspector] {
                let answer = try await post(
                    plans + "?reference=R-1", as: resident, person: "staff-1", client)
                #expect(answer.status == .forbidden)
                let list = try await client.get(plans, counter.fields(resident))
                #expect(list.status == .forbidden)
            }
            let nobody = try await post(plans + "?reference=R-1", as: town.manager, client)
            #expect(nobody.status == .badRequest)
            #expect(try nobody.json["at"]?.string == "act")
            let noReason = try await post(plans, as: town.manager, person: "staff-1", client)
            #expect(noReason.status == .badRequest)
            #expect(try noReason.json["at"]?.string == "reference")
            let other = try await post(
                plans + "?reference=R-1&partnership=https://x.example/p/y", as: town.manager,
                person: "staff-1", client)
            #expect(other.status == .badRequest)
            let nothing = try await post(
                plans + "/4711/approve?reference=R-1", as: town.manager, person: "staff-2", client)
            #expect(nothing.status == .notFound)
            let none = try await post(
                plans + "?reference=R-1", as: town.manager, person: "staff-1", client
            ).json
            #expect(none["plan"] == nil && none["items"]?[0] == nil)
        }
    }

    @Test func `hold a thread and let go of it`() async throws {
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            _ = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            let path = "/retention/holds/\(letter.thread.text)"
            let held = try await post(
                path + "?reference=INQ-3", as: town.manager, person: "staff-1", client)
            #expect(try held.json["held"]?.boolean == true)
            let list = try await client.get("/retention/holds", counter.fields(town.manager)).json
            #expect(list["items"]?[0]?["txn"]?.string == letter.thread.text)
            #expect(list["items"]?[0]?["person"]?.string == "staff-1")
            #expect(list["items"]?[0]?["reference"]?.string == "INQ-3")
            let released = try await post(
                path + "/release?reference=INQ-3", as: town.manager, person: "staff-1", client)
            #expect(try released.json["held"]?.boolean == false)
            let unknown = try await post(
                "/retention/holds/7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f?reference=R",
                as: town.manager,
                person: "staff-1", client)
            #expect(unknown.status == .notFound)
        }
    }
}
