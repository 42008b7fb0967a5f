// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `An error of SQLite` {
    private static let meanings: [(ResultCode, StoreFailure)] = [
        (.SQLITE_FULL, .full), (.SQLITE_BUSY, .busy), (.SQLITE_LOCKED, .busy),
        (.SQLITE_IOERR_FSYNC, .inputOutput("SQLite 1034: m")),
        (.SQLITE_IOERR_WRITE, .inputOutput("SQLite 778: m")),
        (.SQLITE_CANTOPEN, .inputOutput("SQLite 14: m")),
        (.SQLITE_READONLY, .inputOutput("SQLite 8: m")),
        (.SQLITE_CORRUPT, .damaged("SQLite 11: m")), (.SQLITE_NOTADB, .damaged("SQLite 26: m")),
        (.SQLITE_CONSTRAINT_UNIQUE, .corrupt("SQLite 2067: m")),
        (.SQLITE_ERROR, .refused("SQLite 1: m")),
    ]

    @Test(arguments: meanings)
    func `says what it means for whoever waits`(_ code: ResultCode, _ failure: StoreFailure) {
        #expect(StoreFailure(DatabaseError(resultCode: code, message: "m")) == failure)
    }

    @Test(arguments: meanings)
    func `in a commit leaves it in doubt, unless nothing was written`(
        _ code: ResultCode, _ failure: StoreFailure
    ) {
        let meaning = StoreFailure(ofCommit: DatabaseError(resultCode: code, message: "m"))
        switch failure {
        case .full, .busy: #expect(meaning == failure)
        default: #expect(meaning == .inDoubt("SQLite \(code.rawValue): m"))
        }
    }
}

@Suite struct `Damage that is found while the store runs` {
    @Test func `in the file ends it as an I/O error does`() {
        let failure = #expect(throws: StoreFailure.self) {
            try attempt { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "m") }
        }
        #expect(failure == .damaged("SQLite 11: m"))
        #expect(failure?.isFatal == true)
    }

    @Test func `in a row does not`() {
        let failure = #expect(throws: StoreFailure.self) {
            try attempt { throw StoreFailure.corrupt("a row") }
        }
        #expect(failure?.isFatal == false)
    }
}

@Suite struct `A store` {
    @Test func `moves its log into the database when the log is long, and not before`() async throws
    {
        let place = try Place()
        let store = try place.open()
        try await store.begin()
        let small = try place.fileByteCount()
        var number = 2
        while try place.logByteCount() < SQLiteStore.logBytes * 9 / 10 {
            try await addTen(number, to: store)
            number += 10
        }
        #expect(try place.fileByteCount() == small)
        for first in stride(from: number, to: 2 * number, by: 10) {
            try await addTen(first, to: store)
        }
        #expect(try place.fileByteCount() > small)
        #expect(try place.logByteCount() <= SQLiteStore.logBytes * 11 / 10)
    }

    private func addTen(_ first: Int, to store: SQLiteStore) async throws {
        try await store.draft { draft throws(StoreFailure) in
            for number in first..<first + 10 { try draft.add(History.referral(number)) }
        }
    }

    @Test func `goes on after the disk was full`() async throws {
        let store = try Place().open()
        try await store.begin()
        _ = try await store.pragma("max_page_count = 40")
        var number = 1
        await #expect(throws: StoreFailure.full) {
            while number < 5_000 {
                try await store.add(History.referral(number))
                number += 1
            }
        }
        _ = try await store.pragma("max_page_count = 100000")
        let size = try await store.add(History.referral(number)).index + 1
        #expect(size == Int64(number) + 1)
        #expect(try store.verifyProjections() == [])
    }

    @Test func `says that it is damaged when a column is not what it was declared as`() async throws
    {
        let place = try Place()
        let store = try place.open()
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.health]))
        try place.tamper { try $0.execute(sql: "UPDATE entries SET commitment = x'00'") }
        await #expect(
            throws: StoreFailure.corrupt(
                "the column commitment of the store does not hold the 32 bytes of a digest")
        ) { _ = try await store.found(.entry(1)) }
    }

    @Test func `commits nothing more after an I/O error`() async throws {
        let store = try Place().open()
        try await store.begin()
        for failure in [StoreFailure.inputOutput("the disk")] {
            await #expect(throws: failure) {
                try await store.commit { _ throws(StoreFailure) in throw failure }
            }
            await #expect(throws: failure) { try await store.add(History.referral(1)) }
        }
        #expect(try await store.found(.entry(1)) == [])
    }
}
