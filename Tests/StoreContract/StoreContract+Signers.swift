// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Relay
import Safeguarding
import Signing

extension StoreContract {
    static let signers: [Clause] = [
        Clause("finds the first message of each who signed under a certificate") { tested in
            try await tested.store.begin(
                certified(1, from: Sample.police), SampleMessage(2, from: Sample.police, to: []),
                certified(3, from: Sample.police), certified(4, from: Sample.health))
            let store = try await tested.reopen()
            try expect(try await store.found(.signers(after: -1, limit: 9)), [1, 4], "the signers")
            try expect(try await store.found(.signers(after: -1, limit: 1)), [1], "the first")
            try expect(try await store.found(.signers(after: 1, limit: 9)), [4], "those after it")
        },
        Clause("finds what was accepted in doubt until that is settled") { tested in
            let entries = try await tested.store.begin(
                certified(1, from: Sample.police, inDoubt: true), certified(2, from: Sample.police),
                certified(3, from: Sample.health, inDoubt: true)
            ).map(\.index)
            try expect(
                try await tested.store.found(.doubtful(after: -1, limit: 9)),
                [entries[0], entries[2]], "the doubts")
            try expect(
                try await tested.store.found(.doubtful(after: entries[0], limit: 1)),
                [entries[2]], "the one after the first")
            let settled = try await tested.store.draft { draft throws(StoreFailure) in
                try draft.add(
                    Happening(.settled(SettledFacts(clear: [entries[2]], revoked: [entries[0]]))))
            }
            let store = try await tested.reopen()
            try expect(try await store.found(.doubtful(after: -1, limit: 9)), [], "what is left")
            for entry in [entries[0], entries[2]] {
                let found = try await store.read { store throws(StoreFailure) in
                    try store.entries(.settling(entry))
                }
                try expect(found, [settled], "what settled \(entry)")
            }
            let none = try await store.read { store throws(StoreFailure) in
                try store.entries(.settling(entries[1]))
            }
            try expect(none, [], "what settled what was in no doubt")
        },
        Clause("knows the revocations of an agency's keys, and everybody's") { tested in
            try await tested.store.begin()
            let written = try await tested.store.draft { draft throws(StoreFailure) in
                try [Sample.police, Sample.health, Sample.police].enumerated().map {
                    number, agency throws(StoreFailure) in
                    let facts = RevokedFacts(
                        agency: agency, kid: "key-\(number)",
                        revokedAt: Instant(milliseconds: Int64(number)),
                        certificate: SHA256.digest(of: [1]), list: nil)
                    return try draft.add(Happening(.revoked(facts)), partnership: 0)
                }
            }
            let found = try await tested.reopen().read { store throws(StoreFailure) in
                try [nil, Sample.police, Sample.council].map { agency throws(StoreFailure) in
                    try store.entries(.revocations(of: agency))
                }
            }
            try expect(found[0], written, "all")
            try expect(found[1], [written[0], written[2]], "those of the police")
            try expect(found[2], [], "those of the council")
        },
        Clause("finds what an agency sent after an entry, since a time") { tested in
            try await tested.store.begin(SampleMessage(1, from: Sample.police, to: []))
            for number in 2...4 {
                let sender = number == 3 ? Sample.health : Sample.police
                try await tested.store.add(
                    SampleMessage(number, from: sender, to: []), at: Int64(number) * 1_000)
            }
            func sent(_ entry: Int64, _ time: Int64, _ limit: Int = 9) async throws -> [Int64] {
                try await tested.store.found(
                    .sentAfter(
                        by: Sample.police, entry: entry, since: Instant(milliseconds: time),
                        limit: limit))
            }
            try expect(try await sent(-1, 0), [1, 2, 4], "all")
            try expect(try await sent(-1, 0, 2), [1, 2], "the first two")
            try expect(try await sent(1, 0), [2, 4], "those after an entry")
            try expect(try await sent(-1, 2_001), [4], "those since a time")
        },
    ]

    private static func certified(
        _ number: Int, from issuer: AgencyID, inDoubt: Bool = false
    ) -> SampleMessage {
        var message = SampleMessage(number, from: issuer, to: [])
        message.path = [SHA256.digest(of: [9])]
        message.late = inDoubt ? [.revocationInDoubt] : []
        return message
    }
}
