// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Testing
import TransparencyLog
import Wire

@testable import Web

/// Two days of referrals in a town: of the police to the council one that was met in time, one that was met
/// late, one that was missed, one that was retracted and one that is restricted; and one of health.
struct ReferralStory: Sendable {
    let town: SampleTown
    let counter: Counter
    let client: any TestClientProtocol
    /// The letters by what became of them.
    let letters: [String: Letter]

    /// The names of the letters, in the order in which they were sent: `early` the day before the others.
    static let names = ["early", "met", "late", "missed", "retracted", "restricted", "health"]

    /// Tells the story to a test.
    ///
    /// - Parameters:
    ///   - retention: for how long what is kept; for ever when not said.
    ///   - witness: with which key the council cosigns checkpoints.
    static func tell(
        retention: RetentionSchedule? = nil, witness: NoteVerifierKey? = nil,
        _ body: @escaping @Sendable (ReferralStory) async throws -> Void
    ) async throws {
        let town = try SampleTown()
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let more = town.agreement("isa-3", from: four, to: four, types: ["record.retracted"])
        let directory = try town.directory(agreements: town.usualAgreements + [more])
        let base = try town.setting(
            directory: directory, retention: retention ?? RetentionSchedule())
        let counter = try await Counter(
            town, setting: witness.map { base.witnessed(by: $0, of: town.council.id) } ?? base)
        try await counter.serve { client in
            let story = try ReferralStory(
                town: town, counter: counter, client: client, letters: letters(of: town))
            try await story.play()
            try await body(story)
        }
    }

    private static func letters(of town: SampleTown) throws -> [String: Letter] {
        var letters: [String: Letter] = [:]
        for name in names {
            let sender = name == "health" ? town.health : town.police
            var letter = try town.letter(from: sender, "referral.made", to: [town.council])
            if name == "restricted" { letter.set("caveats", ["restricted-operation"]) }
            letters[name] = letter
        }
        return letters
    }

    private func play() async throws {
        try await send("early")
        counter.clock.set(.at("2026-11-26T09:00:00Z"))
        for name in Self.names.dropFirst() { try await send(name) }
        // What is taken in one poll is noted in one entry, which is withheld for the restricted one.
        try await take(["met", "restricted"])
        try await take(["late"])
        try await answer("met", "message.acknowledged")
        try await answer("met", "referral.decided")
        try await retract("retracted")
        counter.clock.set(.at("2026-12-10T09:00:00Z"))
        try await counter.broker.sequencer.enter { _ in }
        try await answer("late", "message.acknowledged")
        try await answer("late", "referral.decided")
    }

    /// One of the letters.
    func letter(_ name: String) throws -> Letter { try #require(letters[name]) }

    private func send(_ name: String) async throws {
        try await post(letter(name), from: name == "health" ? town.health : town.police)
    }

    /// The council answers a letter.
    ///
    /// - Parameter secretly: whether the answer is restricted itself.
    func answer(_ name: String, _ type: String, secretly: Bool = false) async throws {
        var answer = try town.answer(to: letter(name), from: town.council, type)
        if secretly { answer.set("caveats", ["restricted-operation"]) }
        try await post(answer, from: town.council)
    }

    /// The police retract a letter.
    ///
    /// - Parameter secretly: whether the retraction is restricted itself.
    func retract(_ name: String, secretly: Bool = false) async throws {
        let letter = try letter(name)
        var retraction = try town.answer(to: letter, from: town.police, "record.retracted")
        retraction.set(
            "target",
            ["iss": .string(town.police.id.uri), "jti": .string(letter.jti.text)])
        if secretly { retraction.set("caveats", ["restricted-operation"]) }
        try await post(retraction, from: town.police)
    }

    /// Sends a letter, which is accepted.
    func post(_ letter: Letter, from sender: Resident) async throws {
        let fields = try counter.fields(sender, type: "application/secevent+jwt")
        let answer = try await client.post(letter.bytes(), fields)
        #expect(answer.status == .accepted, "\(answer.text)")
    }

    private func take(_ names: [String]) async throws {
        let fields = try counter.fields(town.council, type: "application/json")
        _ = try await client.poll(#"{"returnImmediately":true}"#, fields)
        let tokens = try names.map { "\"\(try letter($0).jti.text)\"" }.joined(separator: ",")
        _ = try await client.poll(
            #"{"ack":[\#(tokens)],"maxEvents":0,"returnImmediately":true}"#, fields)
    }

    /// An agency takes all that waits for it.
    func empty(mailboxOf resident: Resident) async throws {
        try await client.empty(counter.fields(resident, type: "application/json"))
    }

    /// Lets time pass, and judges what is due.
    func wait(until time: Instant) async throws {
        counter.clock.set(time)
        try await counter.broker.sequencer.enter { _ in }
    }

    /// Two persons of the partnership let go what is due, until all of it is gone.
    func purge() async throws {
        func post(_ path: String, by person: String) async throws -> JSONNode {
            try await client.post(
                [], counter.fields(town.manager, type: "application/json", person: person),
                to: "/retention/plans\(path)?reference=R-1"
            ).json
        }
        let number = try #require(try await post("", by: "staff-1")["plan"]?.integer)
        #expect(try await post("/\(number)/approve", by: "staff-2")["state"] != nil)
        while try await counter.broker.purgeSome()?.isDone == false {}
    }

    /// Gets a path as a resident.
    func get(_ path: String, _ resident: Resident, _ accept: String? = nil) async throws
        -> TestResponse
    {
        try await client.get(path, counter.fields(resident, accept: accept))
    }

    /// The names of the letters that a list shows, in its order.
    func names(in items: [JSONNode]) -> [String] {
        items.map { item in
            letters.first { $0.value.jti.text == item["jti"]?.string }?.key ?? "unknown"
        }
    }
}

extension Setting {
    /// The setting where an agency cosigns checkpoints.
    fileprivate func witnessed(by key: NoteVerifierKey, of agency: AgencyID) -> Setting {
        Setting(
            frontDoor: frontDoor, vault: vault, signature: signature, noteSigner: noteSigner,
            witnessing: WitnessSetting(
                members: [WitnessSetting.Member(key: key, url: nil, agency: agency)], policy: nil),
            documents: documents, limits: limits, version: version)
    }
}

extension TestClientProtocol {
    /// Takes all that waits in the mailbox of whoever the fields name.
    func empty(_ fields: HTTPFields) async throws {
        while true {
            let page = try await poll(#"{"returnImmediately":true}"#, fields)
            let tokens = try page.json["sets"]?.members.compactMap(\.name.string) ?? []
            if tokens.isEmpty { return }
            let taken = JSONValue.array(tokens.map(JSONValue.string)).text
            _ = try await poll(
                #"{"ack":\#(taken),"maxEvents":0,"returnImmediately":true}"#, fields)
        }
    }
}

extension JSONNode {
    /// The items of a page.
    var items: [JSONNode] { self["items"].map { Array($0.elements) } ?? [] }
}
