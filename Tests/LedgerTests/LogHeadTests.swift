// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog

@Suite struct `The head of a log` {
    static func head() -> LogHead {
        LogHead(
            origin: LogOrigin(Samples.origin), frontier: Frontier(),
            lastAt: Instant(milliseconds: 0),
            configuration: 0)
    }

    static func entry(_ index: Int64, at now: Int64) -> LedgerEntry {
        LedgerEntry(
            Happening(.judged), index: index, at: Instant(milliseconds: now), partnership: 1,
            origin: LogOrigin(Samples.origin), secret: Samples.secret)
    }

    @Test func `grows by the leaves of its entries`() {
        var head = Self.head()
        let entries = (0..<5).map { Self.entry(Int64($0), at: Int64($0 / 2)) }
        for entry in entries {
            #expect(head.size == entry.index)
            #expect(head.append(entry) == [], "a tile is complete at 256 entries")
            #expect(head.lastAt == entry.at)
        }
        let root = ByHand.root(entries.map { ByHand.leafHash($0.leaf) })
        #expect(head.checkpoint.root.bytes == root)
        #expect(head.checkpoint.size == 5)
        #expect(head.checkpoint.origin.text == Samples.origin)
    }

    @Test func `hands the store each subtree that an entry completes`() {
        var head = Self.head()
        var completed: [CompletedSubtree] = []
        for index in 0..<256 { completed += head.append(Self.entry(Int64(index), at: 1)) }
        #expect(completed.map(\.level) == Array(repeating: 1, count: 16) + [2])
        #expect(completed.map(\.index) == Array(0..<16) + [0])
        #expect(completed.last?.hash == head.checkpoint.root)
    }

    @Test func `remembers the load in force`() {
        var head = Self.head()
        head.takeEffect(17)
        #expect(head.configuration == 17)
    }

    @Test func `takes entries in order only`() async {
        await #expect(processExitsWith: .failure) {
            var head = `The head of a log`.head()
            _ = head.append(`The head of a log`.entry(1, at: 1))
        }
    }

    @Test func `takes no entry of a time before the last`() async {
        await #expect(processExitsWith: .failure) {
            var head = `The head of a log`.head()
            _ = head.append(`The head of a log`.entry(0, at: 2))
            _ = head.append(`The head of a log`.entry(1, at: 1))
        }
    }

    @Test func `has an origin that is a name`() async {
        await #expect(processExitsWith: .failure) {
            _ =
                LogHead(
                    origin: LogOrigin("no name"), frontier: Frontier(),
                    lastAt: Instant(milliseconds: 0),
                    configuration: 0
                ).checkpoint
        }
    }
}
