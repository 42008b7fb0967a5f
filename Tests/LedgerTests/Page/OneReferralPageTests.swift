// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Ledger
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `The page that shows one referral` {
    private let referral: OneReferral

    init() throws { referral = try OneReferral() }

    @Test func `is what the rooms make`() throws {
        let file = Checkout.file("Sources/Ledger/Ledger.docc/OneReferral.md")
        let made = OneReferralPage(referral).text
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try made.write(to: file, atomically: true, encoding: .utf8)
        }
        let kept = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let lines = zip(kept.split(separator: "\n"), made.split(separator: "\n"))
        let difference = lines.first { $0 != $1 }.map { "page: \($0)\nmade: \($1)" } ?? ""
        #expect(kept == made, "run again with UPDATE=1 and read the diff\n\(difference)")
    }

    @Test func `comes out the same each time, though the signature does not`() throws {
        let again = try OneReferral()
        #expect(again.jws.token != referral.jws.token)
        #expect(OneReferralPage(again).text == OneReferralPage(referral).text)
        let signature = Base64URL.encode(referral.jws.signature)
        #expect(!OneReferralPage(referral).text.contains(signature))
    }

    @Test func `shows a receipt that leads from the message to the log's key`() throws {
        let proof = try LogProof(parsing: referral.receipt)
        let extra = try canonicalJSON(try #require(proof.extra))
        let salt = try #require(extra["message_salt"]?.bytes)
        let message = ByHand.sha256(salt, ByHand.sha256(Array(referral.jws.signingInput)))
        #expect(extra["facts"]?["message"]?.bytes == message)
        let factsSalt = try #require(extra["facts_salt"]?.bytes)
        let facts = ByHand.sha256(factsSalt, try #require(extra["facts"]).canonical)
        #expect(extra["entry"]?["facts"]?.bytes == facts)
        let leaf = ByHand.leafHash(try #require(extra["entry"]).canonical)
        let root = ByHand.root(from: leaf, at: 2, of: 3, path: proof.hashes.map(\.bytes))
        let verified = try Checkpoint.verify(proof.checkpoint, log: referral.logKey)
        #expect(verified.checkpoint.root.bytes == root)
    }

    @Test func `shows a routing of which each party may see something`() throws {
        let kinds = referral.entry.parts.indices.map { referral.entry.partJSON($0)["part"]?.string }
        #expect(
            kinds == [
                "routing", "handoff", "handoff", "exclusion", "expectation", "expectation",
            ])
    }
}
