// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Relay
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `Opening a store` {
    @Test func `makes commits survive a power cut`() async throws {
        let store = try Place().open()
        #expect(try await store.pragma("synchronous") == "2")
        #expect(try await store.pragma("journal_mode") == "wal")
        #expect(try await store.pragma("secure_delete") == "1")
    }

    @Test func `gives the writer and each reader a cache of the size that was measured`()
        async throws
    {
        let store = try Place().open()
        #expect(
            try await store.pragma("cache_size") == "-\(StoreOpening.writerCacheKibibytes)")
        let reading = try await store.read { store throws(StoreFailure) -> String? in
            guard let session = store as? Session else { return nil }
            return try attempt {
                try String.fetchOne(session.database, sql: "PRAGMA cache_size")
            }
        }
        #expect(reading == "-\(StoreOpening.readerCacheKibibytes)")
    }

    @Test func `makes the file as it must be from its first page on`() async throws {
        let place = try Place()
        let store = try place.open()
        #expect(try await store.pragma("page_size") == "8192")
        #expect(try await store.pragma("auto_vacuum") == "2")
        #expect(try await store.pragma("application_id") == "\(Schema.applicationID)")
        #expect(try await store.pragma("user_version") == "\(Schema.version)")
        try await store.begin()
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: place.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
    }

    @Test func `is refused while another has it open, and works afterwards`() async throws {
        let place = try Place()
        let store = try place.open()
        #expect(throws: StoreOpenError.inUse(lock: place.path + ".lock")) { _ = try place.open() }
        try store.close()
        _ = try place.open()
        #expect(StoreOpenError.inUse(lock: "").exitCode == 75)
    }

    @Test func `is refused when a newer program wrote it`() throws {
        let place = try Place()
        try place.open().close()
        try place.tamper { try $0.execute(sql: "PRAGMA user_version = \(Schema.version + 1)") }
        let error = StoreOpenError.newer(found: Schema.version + 1, known: Schema.version)
        #expect(throws: error) { _ = try place.open() }
        #expect(error.exitCode == 78)
    }

    @Test func `is refused when a program wrote it that was never released`() throws {
        let place = try Place()
        try place.open().close()
        try place.tamper { try $0.execute(sql: "PRAGMA user_version = \(Schema.version - 1)") }
        let error = StoreOpenError.older(found: Schema.version - 1, known: Schema.version)
        #expect(throws: error) { _ = try place.open() }
        #expect(error.exitCode == 78)
    }

    @Test func `is refused when the file is another's database`() throws {
        let place = try Place()
        try place.tamper { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
        #expect(throws: StoreOpenError.foreign(applicationID: 0)) { _ = try place.open() }
    }

    @Test func `is refused when the file is no database`() throws {
        let place = try Place()
        try Data(repeating: 65, count: 10_000).write(to: URL(fileURLWithPath: place.path))
        #expect {
            _ = try place.open()
        } throws: { error in
            guard case .failed(.damaged) = error as? StoreOpenError else { return false }
            return true
        }
    }

    @Test func `is refused when it holds another log`() async throws {
        let place = try Place()
        let store = try place.open()
        try await store.begin()
        try store.close()
        let error = StoreOpenError.otherOrigin(
            found: Sample.origin, configured: "baton.example/log/2")
        #expect(throws: error) { _ = try place.open(origin: "baton.example/log/2") }
        _ = try place.open()
    }

    @Test func `is refused where its folder is not`() throws {
        let place = try Place()
        let path = place.folder + "/nowhere/baton.db"
        #expect {
            _ = try SQLiteStore(path: path, origin: Sample.origin)
        } throws: { error in
            guard case .files(path + ".lock", _) = error as? StoreOpenError else { return false }
            return true
        }
    }

    @Test func `is refused when the pages are not as they must be`() throws {
        let place = try Place()
        try place.tamper { database in
            try database.execute(sql: "PRAGMA page_size = 4096")
            try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
            try database.execute(sql: "CREATE TABLE head (origin TEXT)")
        }
        #expect(throws: StoreOpenError.setting("page_size", found: "4096", needed: "8192")) {
            _ = try place.open()
        }
    }

    @Test func `finds everything that was committed in files that were never closed`() async throws
    {
        let place = try Place()
        let store = try place.open()
        try await History.write(to: store)
        let other = try Place()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: place.path + suffix, toPath: other.path + suffix)
        }
        let copy = try other.open()
        let heads = (try await store.head(), try await copy.head())
        #expect(heads.0 != nil)
        #expect(heads.0 == heads.1)
        #expect(try copy.verifyProjections() == [])
        let wal = try FileManager.default.attributesOfItem(atPath: other.path + "-wal")
        #expect(wal[.size] as? Int == 0)
    }

    @Test func `ends with closing: then nothing is committed or read`() async throws {
        let store = try Place().open()
        try store.close()
        await #expect(throws: StoreFailure.stopped) { try await store.begin() }
        await #expect(throws: StoreFailure.stopped) { _ = try await store.found(.entry(0)) }
    }
}

extension SQLiteStore {
    /// What a pragma reads back on the writing connection.
    func pragma(_ name: String) async throws(StoreFailure) -> String? {
        try await commit { store throws(StoreFailure) in
            guard let session = store as? Session else { return nil }
            return try attempt {
                try String.fetchOne(session.database, sql: "PRAGMA \(name)")
            }
        }
    }

    func head() async throws(StoreFailure) -> SignedCheckpoint? {
        try await read { store throws(StoreFailure) in try store.head()?.checkpoint }
    }
}
