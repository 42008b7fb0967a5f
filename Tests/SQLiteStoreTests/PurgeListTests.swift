// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Ledger
import Relay
import Safeguarding
import Signing
import StoreContract
import Testing

@testable import SQLiteStore

@Suite struct `The list of what was purged` {
    let folder: TemporaryFolder
    let list: PurgeList
    let name = ListedName.message(
        PurgedName(commitment: [1, 2], issuer: "https://police.example", indexed: [3]))
    let facts = ListedName.facts(ForgottenName(entry: 7, commitment: [4, 5]))

    init() throws {
        folder = try TemporaryFolder()
        list = PurgeList(besides: folder.appending(path: "baton.db").path)
    }

    private func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: list.path))
    }

    @Test func `is read from where it was known to, and is none where nothing was purged`() throws {
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
        #expect(throws: StoreFailure.self) { try list.names(from: 1) }
        try write("")
        #expect(try list.names(from: 1).names == [])
    }

    @Test func `names holds too, and one of before there were any is read as it was`() throws {
        let hold = ListedName.hold(
            HeldName(
                thread: HeldName.digest(of: Sample.thread(1)), partnership: 2,
                agency: "https://trust.example", entry: 9, isHeld: true))
        try write(
            #"{"iss":"https://police.example","jti":"Aw","message":"AQI"}"# + "\n"
                + #"{"entry":7,"facts":"BAU"}"# + "\n")
        #expect(try list.names(from: 0).names == [name, facts])
        _ = try list.append([hold])
        #expect(try list.names(from: 0).names == [name, facts, hold])
        let text = try String(contentsOf: URL(filePath: list.path), encoding: .utf8)
        #expect(!text.contains(Sample.thread(1).text))
    }

    @Test func `with a line that names nothing is refused; one that was cut off is none`() throws {
        let line = String(decoding: name.line, as: UTF8.self)
        try write(line + "half")
        #expect(try list.names(from: 0).names == [name])
        try write("nothing\n" + line)
        #expect(throws: StoreFailure.self) { try list.names(from: 0) }
    }

    @Test func `names nothing of a purge that could not be committed`() async throws {
        let place = try Place()
        let disk = FullDisk()
        let store = try place.openFilling(disk)
        let messages = [1, 2].map {
            SampleMessage($0, from: Sample.police, to: [Sample.health])
        }
        let entries = try await store.begin(messages[0], messages[1]).map(\.index)
        let list = PurgeList(besides: place.path)
        try await purge(entries[0], store)
        let before = try list.names(from: 0)
        #expect(before.names.count == 1)
        disk.isFull = true
        for _ in 0..<2 {
            await #expect(throws: StoreFailure.full) { try await purge(entries[1], store) }
            let now = try list.names(from: 0)
            #expect(now.names == before.names && now.length == before.length)
        }
        disk.isFull = false
        try await purge(entries[1], store)
        #expect(try list.names(from: 0).names.count == 2)
        #expect(try await store.unforgotten() == .nothing, "the list is known to its end")
    }

    private func purge(_ entry: Int64, _ store: SQLiteStore) async throws(StoreFailure) {
        try await store.draft { draft throws(StoreFailure) in
            _ = try draft.add(
                Happening(
                    .retention(
                        .purged(PurgedFacts(cause: .retention, purged: ["a": 1], isLast: true))),
                    parts: [
                        .purged(
                            PurgedPart(entry: entry, commitment: SHA256.digest(of: [1])))
                    ]))
        }
    }

    @Test func `is read whole where a place of it is in the middle of a line`() throws {
        _ = try list.append([name, facts])
        let (whole, length) = (try list.names(from: 3), try list.length())
        #expect(whole.names == [name, facts] && whole.length == length && !whole.isAdded)
        #expect(try list.names(from: Int64(name.line.count)).names == [facts])
        #expect(try list.names(from: length).names == [])
    }
}
