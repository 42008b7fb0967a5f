// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import Intake
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Testing
import Wire

/// Rows S09 and S10 of reliability.md.
@Suite struct `A message that comes again` {
    @Test func `gets the same receipt, and no second entry`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        let entry = try await stage.accept(referral)
        let size = try await stage.size()

        guard case .repeated(_, let again, let salt) = try await stage.post(referral) else {
            Issue.record("it was not recognised")
            return
        }
        #expect(again == entry)
        #expect(try await stage.size() == size)
        let first = try await stage.broker.receipt(of: entry, salt: salt)
        #expect(try await stage.broker.receipt(of: again, salt: salt) == first)
        #expect(try await stage.poll(town.council).sets.count == 1)
    }

    @Test func `under another valid signature is still the same message`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        let (one, other) = (try referral.bytes(), try referral.bytes())
        #expect(one != other, "ECDSA signs the same input differently each time")
        _ = try await stage.broker.receive(one, from: town.police.id)
        guard case .repeated = try await stage.broker.receive(other, from: town.police.id) else {
            Issue.record("it was not recognised")
            return
        }
        #expect(try await stage.poll(town.council).sets.map(\.jws) == [one])
    }

    @Test func `with other content is refused, and the refusal is logged`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        try await stage.accept(referral)
        referral.set("concern_summary", "Something else altogether.")
        guard case .refused(let refusal) = try await stage.post(referral) else {
            Issue.record("it was not refused")
            return
        }
        #expect(refusal.reasons == [.tokenReused(referral.jti)])
        #expect(try await stage.notices(town.police).count == 1)
    }

    @Test func `raises a counter when it was refused before, and is told once`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        var referral = try town.letter(from: town.police, "referral.made", to: [town.council])
        referral.set("urgency", "whenever")
        let bytes = try referral.bytes()
        for _ in 0..<3 { _ = try await stage.broker.receive(bytes, from: town.police.id) }
        let digest = try CompactJWS(parsing: bytes).signingInputDigest
        let indexed = town.vault.indexed(digest)
        let kept = try await stage.store.read { store throws(StoreFailure) in
            try store.messages(.refused(issuer: town.police.id, indexed: indexed))
        }
        #expect(kept.map(\.repetitions) == [2])
        #expect(try await stage.notices(town.police).count == 1)
    }

    @Test
    func `in one batch with itself, or with other content, is judged as if one after another`()
        async throws
    {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let one = try town.letter(from: town.police, "referral.made", to: [town.council])
        var other = one
        other.set("concern_summary", "Something else altogether.")
        let tokens = [try one.bytes(), try one.bytes(), try other.bytes(), try other.bytes()]
        let words = try await withThrowingTaskGroup(of: String.self) { group in
            for token in tokens {
                group.addTask {
                    try await stage.broker.receive(token, from: town.police.id).word
                }
            }
            return try await group.reduce(into: [String]()) { $0.append($1) }.sorted()
        }
        #expect(words == ["accepted", "refused", "refused", "repeated"])
        let waiting = try await stage.poll(town.council).sets.map(\.token)
        #expect(waiting.filter { $0 == one.jti } == [one.jti], "beside it, notice of the refusal")
    }
}
