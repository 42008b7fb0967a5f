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
        #expect(try list.names(from: .start).names == [])
        let first = ListPlace.start.after(name.line)
        #expect(try list.append([name]) == first.length)
        let second = first.after(facts.line)
        #expect(try list.append([facts]) == second.length)
        #expect(try list.names(from: .start).names == [name, facts])
        #expect(try list.names(from: first).names == [facts])
        #expect(try list.names(from: second).names == [])
        #expect(try list.names(from: first).place == second)
        // Not the list that the place is of.
        let other = ListPlace(restoring: second.length + 1, second.digest)
        #expect(try list.names(from: other).names == [name, facts])
    }

    @Test func `that is missing though the store knows of one is refused, an empty one is not`()
        throws
    {
        let known = ListPlace.start.after(name.line)
        #expect(throws: StoreFailure.self) { try list.names(from: known) }
        try write("")
        #expect(try list.names(from: known).names == [])
    }

    @Test func `names holds too, and one of before there were any is read as it was`() throws {
        let hold = ListedName.hold(
            HeldName(
                thread: HeldName.digest(of: Sample.thread(1)), partnership: 2,
                agency: "https://trust.example", entry: 9, isHeld: true))
        try write(
            #"{"iss":"https://police.example","jti":"Aw","message":"AQI"}"# + "\n"
                + #"{"entry":7,"facts":"BAU"}"# + "\n")
        #expect(try list.names(from: .start).names == [name, facts])
        _ = try list.append([hold])
        #expect(try list.names(from: .start).names == [name, facts, hold])
        let text = try String(contentsOf: URL(filePath: list.path), encoding: .utf8)
        #expect(!text.contains(Sample.thread(1).text))
    }

    @Test func `with a line that names nothing is refused; one that was cut off is none`() throws {
        let line = String(decoding: name.line, as: UTF8.self)
        try write(line + "half")
        #expect(try list.names(from: .start).names == [name])
        try write("nothing\n" + line)
        #expect(throws: StoreFailure.self) { try list.names(from: .start) }
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
        let before = try list.names(from: .start)
        #expect(before.names.count == 1)
        disk.isFull = true
        for _ in 0..<2 {
            await #expect(throws: StoreFailure.full) { try await purge(entries[1], store) }
            let now = try list.names(from: .start)
            #expect(now.names == before.names && now.place == before.place)
        }
        disk.isFull = false
        try await purge(entries[1], store)
        #expect(try list.names(from: .start).names.count == 2)
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
        let within = ListPlace(restoring: 3, ListPlace.start.after(name.line).digest)
        let (whole, length) = (try list.names(from: within), try list.length())
        #expect(whole.names == [name, facts] && whole.place.length == length && !whole.isAdded)
    }

    /// A line of which each is as long as every other, so that length and lines' ends tell nothing.
    private func hold(_ number: Int, isHeld: Bool = true) -> ListedName {
        .hold(
            HeldName(
                thread: HeldName.digest(of: Sample.thread(number)), partnership: 2,
                agency: "https://trust.example", entry: Int64(number), isHeld: isHeld))
    }

    @Test func `is known by what its lines say, not by their lengths`() throws {
        let lines = (1...4).map { hold($0) }
        #expect(Set(lines.map(\.line.count)).count == 1)
        _ = try list.append(lines)
        let known = lines.dropLast().reduce(ListPlace.start) { $0.after($1.line) }
        #expect(try list.names(from: known).names == [lines[3]])
        let others = [
            ("its first line was cut off", Array(lines.dropFirst())),
            ("it was begun anew", [hold(5), hold(6), hold(7), hold(8)]),
            ("a line of before was altered", [hold(1), hold(9), hold(3), hold(4)]),
            ("it is older", Array(lines.prefix(2))),
        ]
        for (why, names) in others {
            try write(names.map { String(decoding: $0.line, as: UTF8.self) }.joined())
            let read = try list.names(from: known)
            #expect(!read.isAdded && read.names == names, "\(why)")
        }
    }

    @Test func `tells the last of each hold, from before the place too`() throws {
        let (first, second) = (hold(1), hold(2))
        _ = try list.append([name, first, second])
        let known = [name, first, second].reduce(ListPlace.start) { $0.after($1.line) }
        _ = try list.append([hold(2, isHeld: false)])
        let read = try list.names(from: known)
        #expect(read.names == [hold(2, isHeld: false)])
        #expect(
            read.holds.values.filter(\.isHeld).map(\.thread)
                == [HeldName.digest(of: Sample.thread(1))])
    }

    /// More than is read at once, with lines across its edges.
    @Test func `is read whole however long it is`() throws {
        let lines = (1...1000).map { hold($0 % 8) }
        _ = try list.append(lines)
        #expect(try list.names(from: .start).names == lines)
    }
}
