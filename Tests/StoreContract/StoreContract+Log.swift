// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Signing
import TransparencyLog

extension StoreContract {
    static let log: [Clause] = [
        Clause("gives back the entries of a range and of indices") { tested in
            let written = try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]),
                SampleMessage(2, from: Sample.police, to: []))
            let (range, indices) = try await tested.store.read { store throws(StoreFailure) in
                (try store.entries(.range(1..<3)), try store.entries(.indices([2, 1])))
            }
            try expect(range, written, "the range")
            try expect(indices, written.reversed(), "the indices, as they were asked for")
        },
        Clause("gives the leaves of a range as its entries have them") { tested in
            let written = try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]),
                SampleMessage(2, from: Sample.police, to: []))
            let leaves = try await tested.store.read { store throws(StoreFailure) in
                try store.leaves(in: 1..<3)
            }
            try expect(leaves.map(\.bytes), written.map(\.leaf), "the leaves")
            try expect(leaves.map(\.hash), written.map(\.leafHash), "their hashes")
        },
        Clause("says so when a range is not all there") { tested in
            try await tested.store.begin()
            try await expect(\.isCorruption, "leaves beyond the log") {
                _ = try await tested.store.read { store throws(StoreFailure) in
                    try store.leaves(in: 0..<5)
                }
            }
            try await expect(\.isCorruption, "a range beyond the log") {
                _ = try await tested.store.read { store throws(StoreFailure) in
                    try store.entries(.range(0..<5))
                }
            }
            try await expect(\.isCorruption, "subtrees beyond the log") {
                _ = try await tested.store.read { store throws(StoreFailure) in
                    try store.hashes(level: 1, 0..<1)
                }
            }
        },
        Clause("keeps the hashes of complete subtrees") { tested in
            let leaves = try await tested.store.draft { draft throws(StoreFailure) in
                try draft.add(Sample.load)
                var entries: [LedgerEntry] = []
                for _ in 0..<600 { entries.append(try draft.add(Happening(.judged))) }
                return entries.map(\.leafHash)
            }
            let (hashes, first) = try await tested.store.read { store throws(StoreFailure) in
                (
                    [try store.hashes(level: 1, 0..<37), try store.hashes(level: 2, 0..<2)],
                    try store.entries(.range(0..<1)).map(\.leafHash)
                )
            }
            let all = first + leaves
            let wanted = [(16, 37), (256, 2)].map { width, count in
                (0..<count).map { number in
                    MerkleTree.root(ofLeaves: all[(number * width)..<((number + 1) * width)])
                }
            }
            try expect(hashes, wanted, "the hashes of the first subtrees")
        },
        Clause("keeps every checkpoint, and finds the first of at least a size") { tested in
            try await tested.store.begin(SampleMessage(1, from: Sample.police, to: []))
            try await tested.store.add(SampleMessage(2, from: Sample.police, to: []))
            try await tested.store.add(SampleMessage(3, from: Sample.police, to: []))
            let found = try await tested.store.read { store throws(StoreFailure) in
                try [0, 1, 2, 3, 4, 5].map { size throws(StoreFailure) in
                    try store.checkpoint(ofSizeAtLeast: size)?.size
                }
            }
            try expect(found, [2, 2, 2, 3, 4, nil], "the sizes found")
        },
        Clause("signs the same tree again without forgetting the first checkpoint") { tested in
            try await tested.store.begin(SampleMessage(1, from: Sample.police, to: []))
            try await tested.store.commit { store throws(StoreFailure) in
                guard let head = try store.head()?.head else { throw .busy }
                try store.append(.repetition(of: 1))
                try store.seal(head, signedAgain(head.checkpoint.text, size: head.size))
            }
            let (note, text) = try await tested.store.read { store throws(StoreFailure) in
                (
                    try store.checkpoint(ofSizeAtLeast: 2)?.note,
                    try store.head()?.head.checkpoint.text
                )
            }
            try expect(note, text, "the first note, which has no signature")
        },
        Clause("does not sign beside a checkpoint of another tree") { tested in
            try await tested.store.begin(SampleMessage(1, from: Sample.police, to: []))
            try await expect(\.isCorruption, "another text of the same size") {
                try await tested.store.commit { store throws(StoreFailure) in
                    guard let head = try store.head()?.head else { throw .busy }
                    try store.append(.repetition(of: 1))
                    try store.seal(head, signedAgain([1, 2, 3], size: head.size))
                }
            }
        },
        Clause("has nothing beyond its head, and all beyond a smaller one") { tested in
            try await tested.store.draft { draft throws(StoreFailure) in
                try draft.add(Sample.load)
                for _ in 0..<40 { try draft.add(Happening(.judged)) }
            }
            let strays = try await tested.store.read { store throws(StoreFailure) in
                try [41, 32, 31].map { size throws(StoreFailure) in
                    try store.strays(beyond: size, limit: 2)
                }
            }
            let checkpoint = StrayRow.checkpoint(41)
            try expect(strays[0], [], "what lies beyond the head")
            try expect(
                strays[1], [.entry(32), .entry(33), checkpoint], "what lies beyond 32 entries")
            try expect(
                strays[2],
                [.entry(31), .entry(32), checkpoint, .subtree(level: 1, number: 1)],
                "what lies beyond 31 entries")
        },
        Clause("knows the starts since a time, and the outages that ended after it") { tested in
            for (at, down) in [(100, nil), (200, (120, 190)), (300, (210, 290))] as [Start] {
                try await tested.store.draft(at: at) { draft throws(StoreFailure) in
                    let down = down.map {
                        Interval(
                            from: Instant(milliseconds: $0.0), until: Instant(milliseconds: $0.1))
                    }
                    try draft.add(Happening(.started(version: "1", down: down)), partnership: 0)
                }
            }
            let found = try await tested.store.read { store throws(StoreFailure) in
                (
                    try store.entries(.starts(since: Instant(milliseconds: 200))).map(\.index),
                    try store.outages(since: Instant(milliseconds: 201)).map(\.until.milliseconds)
                )
            }
            try expect(found.0, [1, 2], "the starts")
            try expect(found.1, [290], "the outages")
        },
        Clause("knows every load of a configuration, whatever lies between") { tested in
            let load = LoadedFacts(documents: [:], newAgencies: [:], partnerships: [:])
            for happening in [.loaded(load), .started(version: "1", down: nil), .loaded(load)]
                as [Facts]
            {
                try await tested.store.draft { draft throws(StoreFailure) in
                    try draft.add(Happening(happening), partnership: 0)
                }
            }
            let found = try await tested.store.read { store throws(StoreFailure) in
                try store.entries(.loads).map(\.index)
            }
            try expect(found, [0, 2], "the loads")
        },
        Clause("takes a document once, whoever brings it again") { tested in
            let digest = SHA256.digest(of: [1, 2, 3])
            for _ in 0..<2 {
                try await tested.store.commit { store throws(StoreFailure) in
                    try store.append(.document(digest, [1, 2, 3]))
                }
            }
        },
        Clause("numbers agencies for ever, each above the last") { tested in
            try await tested.store.begin()
            let prison = Sample.agency("prison")
            try await tested.store.draft { draft throws(StoreFailure) in
                try draft.add(later(6, prison))
                try draft.add(SampleMessage(1, from: prison, to: [Sample.police]))
            }
            try await expect(\.isRefusal, "a number given twice") {
                try await tested.store.draft { draft throws(StoreFailure) in
                    _ = try draft.add(later(6, Sample.agency("probation")))
                }
            }
            try await expect(\.isRefusal, "a message of an agency without a number") {
                try await tested.store.add(
                    SampleMessage(2, from: Sample.agency("probation"), to: [Sample.police]))
            }
            let agencies = try await tested.reopen().read { store throws(StoreFailure) in
                try store.head()?.agencies
            }
            try expect(agencies?[6], prison, "agency number 6")
            try expect(agencies?.count, 6, "the number of agencies")
        },
    ]

    /// A note of a text, with a line under it as signatures have.
    private static func signedAgain(_ text: [UInt8], size: Int64) -> SignedCheckpoint {
        SignedCheckpoint(size: size, note: text + Array("\n\u{2014} again\n".utf8))
    }

    private typealias Start = (Int64, (Int64, Int64)?)

    private static func later(_ number: Int, _ agency: AgencyID) -> Happening {
        Happening(
            .loaded(LoadedFacts(documents: [:], newAgencies: [number: agency], partnerships: [:])))
    }
}
