// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

@testable import Web

/// `baton evidence` against the listener: what each party's bundle proves.
@Suite struct `A bundle of evidence that a party gathers` {
    /// The bundle of a thread as a resident gathers it.
    private func bundle(
        of letter: Letter, by resident: Resident, in story: ReferralStory
    ) async throws -> EvidenceBundle {
        // The sample town's configuration names no documents: the keys come on the way.
        let keys = story.town.residents.map { resident -> JSONValue in
            let jwk = resident.key.publicKey.jwk.canonical
            return [
                "role": .string("key:\(resident.id.uri):\(resident.key.publicKey.kid)"),
                "loads": [1], "content": .string(Base64.encode(jwk)),
                "sha256": .string(Hex.encode(SHA256.digest(of: jwk).bytes)),
            ]
        }
        // Whoever oversees is given no messages, and needs none.
        let isParty = resident.id != story.town.manager.id
        let gatherer = try Auditor(story, as: resident) { path, answer in
            isParty && path.hasSuffix("/documents")
                ? answer.replacing("items", with: .array(keys)) : answer
        }
        let folder = try TemporaryFolder()
        let file = folder.appending(path: "evidence.tar")
        let status = await gatherer.baton([
            "evidence", letter.thread.text, "-o", file.path, "--data", Checkout.root.path,
        ])
        #expect(status == .success, "\(gatherer.notes)")
        defer { folder.remove() }
        return try EvidenceBundle(parsing: Array(Data(contentsOf: file)))
    }

    private func lines(of bundle: EvidenceBundle) throws -> [String] {
        var check = EvidenceCheck(bundle, log: nil)
        return try check.run().map(\.line)
    }

    @Test func `proves to sender and recipient all that it tells of a message's way`() async throws
    {
        try await ReferralStory.tell { story in
            let town = story.town
            let letter = try town.letter(
                from: town.police, "referral.made", to: [town.council, town.school])
            try await story.post(letter, from: town.police)
            try await story.empty(mailboxOf: town.council)
            for resident in [town.police, town.council] {
                let bundle = try await bundle(of: letter, by: resident, in: story)
                let lines = try lines(of: bundle)
                let proven = lines.filter { $0.hasPrefix("✓ thread: ") }
                let said = lines.filter { $0.hasSuffix("whose entries or parts are not shown") }
                #expect(proven.count == 1 && said == [], "\(resident.name): \(lines)")
                let shown = bundle.files.filter { $0.key.hasPrefix("entries/") }
                    .map { String(decoding: $0.value, as: UTF8.self) }.joined()
                #expect(shown.contains("\"part\":\"handoff\""))
                #expect(shown.contains("\"part\":\"exclusion\"") == (resident.id == town.police.id))
            }
        }
    }

    /// What is told of an expectation is held to all verdicts on it that the bundle shows: each state that
    /// the broker tells has to hold, also where one was taken back, or is not for this reader.
    @Test func `holds whatever became of what it opened`() async throws {
        try await ReferralStory.tell { story in
            let town = story.town
            try await story.answer("missed", "message.acknowledged", secretly: true)
            try await acknowledgeAndRetract("early", in: story)
            try await acknowledgeAndRetract("health", secretly: true, in: story)
            for (name, letter) in story.letters.sorted(by: { $0.key < $1.key }) {
                let parties = name == "health" ? [town.health] : [town.police]
                for resident in parties + [town.council, town.manager] {
                    // Whoever looks for so many messages that it may not see waits a minute.
                    story.counter.clock.set(story.counter.clock.now + .seconds(61))
                    let bundle = try await bundle(of: letter, by: resident, in: story)
                    #expect(throws: Never.self, "\(name) for \(resident.name)") {
                        try lines(of: bundle)
                    }
                }
            }
        }
    }

    /// No answer proves the part that passed a duty on, so whoever has not all parts is only told of it.
    @Test(arguments: [false, true])
    func `holds where a duty was passed on`(secretly: Bool) async throws {
        try await ReferralStory.tell { story in
            let town = story.town
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await story.post(letter, from: town.police)
            var answer = try town.answer(to: letter, from: town.council, "message.acknowledged")
            answer.set("status", "redirected")
            answer.set("redirect_to", .string(town.health.id.uri))
            if secretly { answer.set("caveats", ["restricted-operation"]) }
            try await story.post(answer, from: town.council)
            for resident in [town.police, town.council, town.manager] {
                story.counter.clock.set(story.counter.clock.now + .seconds(61))
                let bundle = try await bundle(of: letter, by: resident, in: story)
                let thread = String(decoding: bundle.files["thread.json"] ?? [], as: UTF8.self)
                #expect(thread.contains("\"passed_on_by\":\"\(town.council.id.uri)\""))
                #expect(throws: Never.self, "\(resident.name)") { try lines(of: bundle) }
            }
        }
    }

    /// The council acknowledges a letter and takes that back, so that it is waited for again.
    private func acknowledgeAndRetract(
        _ name: String, secretly: Bool = false, in story: ReferralStory
    ) async throws {
        let council = story.town.council
        let answer = try story.town.answer(
            to: story.letter(name), from: council, "message.acknowledged")
        try await story.post(answer, from: council)
        var retraction = try story.town.answer(to: answer, from: council, "record.retracted")
        retraction.set(
            "target",
            ["iss": .string(council.id.uri), "jti": .string(answer.jti.text)])
        if secretly { retraction.set("caveats", ["restricted-operation"]) }
        try await story.post(retraction, from: council)
    }
}
