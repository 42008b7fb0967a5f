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
        let gatherer = try Auditor(story, as: resident) { path, answer in
            path.hasSuffix("/documents") ? answer.replacing("items", with: .array(keys)) : answer
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
}
