// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import Signing
import StoreContract
import Testing
import Wire

@testable import SQLiteStore

@Suite struct `The documents of a configuration` {
    private static let role = "configuration"
    private static let bytes: [UInt8] = [1, 2, 3]
    private static let name = Base64URL.encode(SHA256.digest(of: bytes).bytes)

    /// A store whose first load, entry 0, names one document, and has it; a second load names it again.
    private static func store(_ place: Place) async throws -> SQLiteStore {
        let store = try place.open()
        for _ in 0..<2 {
            try await store.commit { store throws(StoreFailure) in
                try store.append(.document(SHA256.digest(of: bytes), bytes))
                var draft = try Draft(store, at: 1_000)
                let isFirst = try store.head() == nil
                try draft.add(isFirst ? Sample.load : again, partnership: 0)
                try draft.seal()
            }
        }
        return store
    }

    private static let again = Happening(
        .loaded(
            LoadedFacts(
                documents: [role: SHA256.digest(of: bytes)], newAgencies: [:], partnerships: [:])))

    private let place: Place
    private let store: SQLiteStore

    init() async throws {
        place = try Place()
        store = try await Self.store(place)
    }

    @Test func `are good where all that is named is kept`() throws {
        #expect(try store.verifyDocuments() == [])
    }

    @Test func `are missed, each by its role and the first entry that names it`() throws {
        try place.tamper { try $0.execute(sql: "DELETE FROM documents") }
        #expect(
            try store.verifyDocuments() == [
                "the document \(Self.name), `configuration` of the configuration of entry 0, "
                    + "is not there"
            ])
    }

    @Test func `are not missed where the load that named them says nothing any more`() throws {
        try place.tamper {
            try $0.execute(sql: "DELETE FROM documents")
            try $0.execute(sql: "UPDATE entries SET secret = zeroblob(32), content = x''")
        }
        #expect(try store.verifyDocuments() == [])
        try place.tamper { try $0.execute(sql: "UPDATE entries SET content = x'01'") }
        #expect(try store.verifyDocuments() == [])
    }

    @Test func `are told when they were altered`() throws {
        try place.tamper { try $0.execute(sql: "UPDATE documents SET bytes = x'00'") }
        #expect(
            try store.verifyDocuments() == [
                "the document \(Self.name) of a configuration was altered"
            ])
    }
}
