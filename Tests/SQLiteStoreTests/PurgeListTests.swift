// SPDX-License-Identifier: Apache-2.0

import Foundation
import Relay
import Testing

@testable import SQLiteStore

@Suite struct `The list of what was purged` {
    let folder: URL
    let list: PurgeList
    let name = ListedName.message(
        PurgedName(commitment: [1, 2], issuer: "https://police.example", indexed: [3]))
    let facts = ListedName.facts(ForgottenName(entry: 7, commitment: [4, 5]))

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "baton-list-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        list = PurgeList(besides: folder.appending(path: "baton.db").path)
    }

    private func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: list.path))
    }

    @Test func `is read from where it was known to, and is none where nothing was purged`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try list.names(from: 0).names == [])
        let first = try list.append([name])
        let second = try list.append([facts])
        #expect(try list.names(from: 0).names == [name, facts])
        #expect(try list.names(from: first).names == [facts])
        #expect(try list.names(from: second).names == [])
        // Not the list that the place is of.
        #expect(try list.names(from: second + 1).names == [name, facts])
    }

    @Test func `that is missing though the store knows of one is refused, an empty one is not`()
        throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: StoreFailure.self) { try list.names(from: 1) }
        try write("")
        #expect(try list.names(from: 1).names == [])
    }

    @Test func `with a line that names nothing is refused; one that was cut off is none`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let line = String(decoding: name.line, as: UTF8.self)
        try write(line + "half")
        #expect(try list.names(from: 0).names == [name])
        try write("nothing\n" + line)
        #expect(throws: StoreFailure.self) { try list.names(from: 0) }
    }
}
