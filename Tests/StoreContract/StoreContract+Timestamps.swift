// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding

extension StoreContract {
    static let timestamps: [Clause] = [
        Clause("keeps tokens by their numbers, with what they stamp") { tested in
            let kept = try await keepFour(tested.store)
            let store = try await tested.reopen()
            let all = kept.enumerated().map { NumberedTimestamp(Int64($0 + 1), $1) }
            try expect(try await store.tokens(.from(1, limit: 9)), all, "all")
            try expect(try await store.tokens(.from(2, limit: 2)), Array(all[1...2]), "a page")
            try expect(try await store.tokens(.newest), [all[2]], "the newest of a checkpoint")
            try expect(try await store.tokens(.newestRenewal), [all[3]], "the newest renewal")
        },
        Clause("finds the first token that covers a size, and those after it") { tested in
            let kept = try await keepFour(tested.store)
            let all = kept.enumerated().map { NumberedTimestamp(Int64($0 + 1), $1) }
            for (size, first) in [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2)] as [(Int64, Int)] {
                try expect(
                    try await tested.store.tokens(.covering(size, limit: 9)), Array(all[first...]),
                    "from \(size)")
            }
            try expect(
                try await tested.store.tokens(.covering(8, limit: 9)), [], "too large a size")
        },
        Clause("finds the token that ends first of those from a number on") { tested in
            let kept = try await keepFour(tested.store)
            for (from, index) in [(1, 0), (2, 2), (3, 2), (4, 3)] as [(Int64, Int)] {
                try expect(
                    try await tested.store.tokens(.endingFirst(from: from)).map(\.timestamp),
                    [kept[index]], "from \(from)")
            }
            try expect(try await tested.store.tokens(.endingFirst(from: 5)), [], "behind the last")
        },
    ]

    /// Three tokens of checkpoints, of which the second ends last, and one that renews two of them.
    private static func keepFour(_ store: any Store) async throws -> [KeptTimestamp] {
        let kept = [
            token(.checkpoint(2), until: 10), token(.checkpoint(5), until: 90),
            token(.checkpoint(7), until: 20), token(.tokens(1...2), until: 95),
        ]
        try await store.begin()
        try await store.commit { store throws(StoreFailure) in
            for token in kept { try store.append(.timestamp(token)) }
        }
        return kept
    }

    private static func token(_ subject: KeptTimestamp.Subject, until: Int64) -> KeptTimestamp {
        KeptTimestamp(
            subject, authority: "https://tsa.example", askedAt: Instant(milliseconds: 1_001),
            time: Instant(milliseconds: 1_002), validUntil: Instant(seconds: until),
            token: [UInt8(until), 0, 255])
    }
}

extension Store {
    fileprivate func tokens(
        _ query: TimestampQuery
    ) async throws(StoreFailure) -> [NumberedTimestamp] {
        try await read { store throws(StoreFailure) in try store.timestamps(query) }
    }
}
