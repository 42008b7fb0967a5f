// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
import GRDB
import Ledger
import Relay
import Safeguarding
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `Newcomers to a store` {
    private func name(_ number: Int) throws -> FoundName {
        try #require(FoundName(Sample.indexed(number)))
    }

    @Test func `are found by token and thread until their slice is taken`() throws {
        var newcomers = Newcomers(limit: 10)
        newcomers.begin(filed: 5)
        try newcomers.add(7, token: name(1), opening: name(2))
        try newcomers.add(9, token: name(1), opening: nil)
        #expect(try newcomers.entries(under: name(1)) == [7, 9])
        #expect(try newcomers.opening(of: name(2)) == 7)
        #expect(newcomers.count == 2)
        #expect(newcomers.known == 10)
        for _ in 0..<Newcomers.sliceCount { _ = newcomers.takeSlice(logSize: 10) }
        #expect(try newcomers.entries(under: name(1)) == [])
        #expect(try newcomers.opening(of: name(2)) == nil)
        #expect(newcomers.count == 0)
    }

    @Test func `are all filed that were there when a round began, and not those that came later`()
        throws
    {
        var newcomers = Newcomers(limit: 0)
        newcomers.begin(filed: 0)
        try newcomers.add(3, token: name(1), opening: nil)
        _ = newcomers.takeSlice(logSize: 4)
        // Its slice may have been taken already.
        try newcomers.add(4, token: name(2), opening: nil)
        for _ in 2..<Newcomers.sliceCount { _ = newcomers.takeSlice(logSize: 5) }
        #expect(newcomers.filed == 0)
        _ = newcomers.takeSlice(logSize: 5)
        #expect(newcomers.filed == 4)
        for _ in 0..<Newcomers.sliceCount { _ = newcomers.takeSlice(logSize: 6) }
        #expect(newcomers.filed == 6)
    }

    @Test func `are changed by a transaction apart, until it is committed`() throws {
        var kept = Newcomers(limit: 10)
        kept.begin(filed: 5)
        var session = kept
        try session.add(7, token: name(1), opening: name(2))
        kept.settle(session.takeChanges())
        session = kept
        try session.add(8, token: name(1), opening: nil)
        try session.add(9, token: name(3), opening: name(4))
        try session.forget(name(2))
        #expect(try session.entries(under: name(1)) == [7, 8])
        #expect(try session.opening(of: name(2)) == nil)
        #expect(try kept.entries(under: name(1)) == [7])
        #expect(try kept.opening(of: name(2)) == 7)
        let reader = kept
        kept.settle(session.takeChanges())
        #expect(try kept.entries(under: name(1)) == [7, 8])
        #expect(try kept.opening(of: name(2)) == nil)
        #expect(try kept.opening(of: name(4)) == 9)
        #expect((kept.count, kept.known, kept.filed) == (3, 10, 5))
        #expect(try reader.entries(under: name(3)) == [])
    }

    @Test func `are filed with what the same transaction brought, and settle once`() throws {
        var kept = Newcomers(limit: 0)
        kept.begin(filed: 0)
        var session = kept
        try session.add(1, token: name(1), opening: name(2))
        kept.settle(session.takeChanges())
        session = kept
        try session.add(2, token: name(1), opening: nil)
        var filed: [Int64] = []
        for _ in 0..<Newcomers.sliceCount {
            filed += session.takeSlice(logSize: 3).tokens.values.flatMap(\.entries)
        }
        #expect(filed == [1, 2])
        kept.settle(session.takeChanges())
        #expect(try kept.entries(under: name(1)) == [])
        #expect((kept.count, kept.filed) == (0, 3))
        // A reader that read on meanwhile has what the transaction brings as well.
        var (early, late) = (kept, kept)
        try early.add(4, token: name(3), opening: nil)
        try late.add(4, token: name(3), opening: nil)
        kept.settle(early.takeChanges())
        kept.settle(late.takeChanges())
        #expect(try kept.entries(under: name(3)) == [4])
    }

    /// How many entries a log has that lets so many wait.
    @Test(arguments: [
        (0, 8_192), (262_144, 8_192), (1_000_000, 31_250), (100_000_000, 65_536),
    ])
    func `wait by the thousand, and longer in a large log`(logSize: Int64, most: Int) throws {
        var newcomers = Newcomers()
        newcomers.begin(filed: 0)
        for number in 0..<most {
            try newcomers.add(Int64(number), token: name(number), opening: nil)
        }
        #expect(!newcomers.areTooMany(logSize: logSize))
        try newcomers.add(Int64(most), token: name(most), opening: nil)
        #expect(newcomers.areTooMany(logSize: logSize))
    }

    @Test func `have names that sort as their bytes do, and come back from them`() throws {
        let names = try (0..<50).map(name)
        let byBytes = names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        #expect(names.sorted() == byBytes)
        for name in names { #expect(FoundName(name.bytes) == name) }
        #expect(FoundName([1, 2, 3]) == nil)
    }
}

@Suite struct `What was committed` {
    private static let limit = 40

    private static func message(_ number: Int) -> SampleMessage {
        var message = SampleMessage(number, from: Sample.police, to: [Sample.health])
        message.thread = Sample.thread(number)
        return message
    }

    /// The entries of a message's `jti` and thread, in a snapshot or a transaction.
    private static func find(
        _ number: Int, in store: any StoreReading
    ) throws(StoreFailure) -> [Int64] {
        let token = MessageQuery.token(issuer: Sample.police, indexed: Sample.indexed(number))
        return try store.messages(token).map(\.entry.index)
            + store.messages(.opening(Sample.thread(number))).map(\.entry.index)
    }

    /// Commits messages, the entry of each its number, a few at a time; now and then a transaction
    /// with more of them fails in between.
    private static func fill(_ store: SQLiteStore, _ numbers: Range<Int>) async throws {
        for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 7) {
            let batch = first..<min(first + 7, numbers.upperBound)
            if first % 3 == 0 {
                try? await store.draft { draft throws(StoreFailure) in
                    for number in batch { try draft.add(message(number)) }
                    throw .busy
                }
            }
            try await store.draft { draft throws(StoreFailure) in
                for number in batch { try draft.add(message(number)) }
            }
        }
    }

    @Test func `is found and never taken twice, filed or not, before and after a crash`()
        async throws
    {
        let place = try Place()
        let store = try place.open(newcomers: Self.limit)
        try await store.begin()
        try await Self.fill(store, 1..<600)
        let filed = try place.filed()
        #expect((500..<600).contains(filed), "\(filed) are filed")

        let other = try Place()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: place.path + suffix, toPath: other.path + suffix)
        }
        for store in [store, try other.open(newcomers: Self.limit)] {
            try await store.read { store throws(StoreFailure) in
                for number in 1..<600 {
                    #expect(try Self.find(number, in: store) == [Int64(number), Int64(number)])
                }
                #expect(try Self.find(600, in: store) == [])
            }
            for number in [1, 300, 599] {
                await #expect(throws: StoreFailure.self) {
                    try await store.add(Self.message(number))
                }
            }
            try await Self.fill(store, 600..<700)
            #expect(try store.verifyProjections() == [])
        }
    }

    /// Looks in one snapshot for some of the last messages, and for one that is not there yet.
    private static func look(_ look: Int, into store: SQLiteStore) async throws {
        try await store.read { store throws(StoreFailure) in
            let size = Int(try store.head()?.head.size ?? 0)
            for back in [1, 2, 1 + look % 60, 1 + look % 500] where back < size {
                let entry = Int64(size - back)
                #expect(try find(size - back, in: store) == [entry, entry])
            }
            #expect(try find(size, in: store) == [])
        }
    }

    @Test func `is filed a little at a time after a crash`() async throws {
        let place = try Place()
        let store = try place.open()
        try await store.begin()
        try await Self.fill(store, 1..<1_300)
        try store.close()
        let again = try place.open(newcomers: 0)
        try await again.add(Self.message(1_300))
        let first = try place.filed()
        #expect((Newcomers.atOnce..<1_300).contains(first), "\(first) are filed")
        try await again.add(Self.message(1_301))
        #expect(try place.filed() == 1_301)
        #expect(try again.verifyProjections() == [])
    }

    /// As many as a log of a million entries lets wait are read as these are: in one go.
    @Test func `is read again by a start in one statement, however much waits to be filed`()
        async throws
    {
        let place = try Place()
        let most = Newcomers.usualLimit
        let store = try place.open(durability: .unsynced)
        try await store.begin()
        try await store.draft { draft throws(StoreFailure) in
            for number in 1...most { try draft.add(Self.message(number)) }
        }
        #expect(try place.filed() == 0, "as many as may wait")
        try store.close()
        let again = try place.openListening(durability: .unsynced)
        let asked = place.takeExecuted().filter { $0.contains("SELECT entry, indexed, txn") }
        #expect(asked.count == 1)
        try await again.read { store throws(StoreFailure) in
            for number in [1, most / 2, most] {
                #expect(try Self.find(number, in: store) == [Int64(number), Int64(number)])
            }
        }
        try await again.add(Self.message(most + 1))
        let filed = try place.filed()
        #expect((1...Newcomers.atOnce).contains(filed), "one too many: \(filed) are filed")
    }

    @Test func `is found in every snapshot that has it, and in none that has not`() async throws {
        let store = try Place().open(newcomers: Self.limit)
        try await store.begin()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.fill(store, 1..<1_200) }
            for reader in 0..<3 {
                group.addTask {
                    for look in 0..<150 { try await Self.look(look * 3 + reader, into: store) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.verifyProjections() == [])
    }
}

extension Place {
    /// How many messages are filed.
    fileprivate func filed() throws -> Int {
        try tamper { try Int.fetchOne($0, sql: "SELECT count(*) FROM tokens") ?? 0 }
    }
}
