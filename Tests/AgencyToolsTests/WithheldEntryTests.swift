// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@testable import AgencyTools

/// What the auditor's tool makes of entries that were purged, and of parts that name them.
@Suite struct `An entry that is withheld as purged` {
    private let entry = LedgerEntry(
        Happening(
            .retention(.purged(PurgedFacts(cause: .retention, purged: ["a": 1], forgotten: 1))),
            parts: [
                .purged(PurgedPart(entry: 2, commitment: SHA256.digest(of: [2]))),
                .forgotten(ForgottenPart(entry: 2, commitment: SHA256.digest(of: [3]))),
            ]),
        index: 9, at: Instant(milliseconds: 1_000), partnership: 1,
        origin: LogOrigin("baton.example/log"), secret: [UInt8](repeating: 7, count: 32))

    private func shown(_ item: JSONValue) throws -> ShownEntry {
        try ShownEntry(told: JSONDocument(parsing: item.canonical).root, at: 9)
    }

    private func item(hiding leaf: SHA256Digest) -> JSONValue {
        entry.disclosure.adding(
            "parts",
            [
                ["withheld": "purged", "leaf": .string(Base64URL.encode(leaf.bytes))],
                [
                    "part": entry.partJSON(1),
                    "salt": .string(Base64URL.encode(entry.salts.part(1).bytes)),
                ],
            ])
    }

    @Test func `is told by its leaf alone`() throws {
        let shown = try shown([
            "index": 9, "entry": entry.forgotten.leafJSON, "withheld": "purged",
        ])
        #expect(shown.leaf.canonical == entry.leaf)
        #expect(shown.facts == nil && shown.parts.isEmpty)
    }

    @Test func `hides the parts that name it, and their hashes prove the others`() throws {
        let shown = try shown(item(hiding: entry.partLeaves[0]))
        #expect(shown.hiddenCount == 1 && shown.parts.keys.sorted() == [1])
        #expect(shown.facts != nil)
        #expect(throws: EvidenceFault.self) {
            try self.shown(item(hiding: SHA256.digest(of: [0])))
        }
    }
}
