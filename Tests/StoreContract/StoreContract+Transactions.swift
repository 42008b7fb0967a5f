// SPDX-License-Identifier: Apache-2.0

import Audit
import Dispatch
import Handoffs
import Ledger
import Relay
import Safeguarding
import TransparencyLog

extension StoreContract {
    static let transactions: [Clause] = [
        Clause("is empty at first") { tested in
            let (head, messages) = try await tested.store.read { store throws(StoreFailure) in
                (try store.head() == nil, try store.messages(.opening(Sample.thread(1))).count)
            }
            try expect(head, true, "there is no head")
            try expect(messages, 0, "there are no messages")
        },
        Clause("keeps what it committed when it is opened again") { tested in
            let message = SampleMessage(1, from: Sample.police, to: [Sample.health])
            let entry = try await tested.store.begin(message)[0]
            let record = try await tested.reopen().read { store throws(StoreFailure) in
                (try store.messages(.content([entry.index])).first, try store.head())
            }
            try expect(record.0?.entry, entry, "the entry")
            try expect(record.0?.happening, message.happening, "what happened")
            try expect(record.0?.key, message.attachment.message.key, "the key")
            try expect(
                record.0?.ciphertext, message.attachment.message.ciphertext, "the ciphertext")
            try expect(record.0?.particulars, message.attachment.particulars, "the particulars")
            try expect(record.1?.head.size, 2, "the size of the log")
            try expect(record.1?.head.configuration, 0, "the load in force")
            try expect(record.1?.agencies, Sample.numbers, "the numbers of agencies")
        },
        Clause("leaves nothing of work that throws") { tested in
            try await tested.store.begin()
            try await expect({ $0 == .busy }, "work that throws") {
                try await tested.store.draft { draft throws(StoreFailure) in
                    try draft.add(SampleMessage(1, from: Sample.police, to: [Sample.health]))
                    throw .busy
                }
            }
            try expect(try await tested.store.found(.entry(1)), [], "the message")
            try expect(try await size(tested.store), 1, "the size of the log")
        },
        Clause("leaves nothing of work that goes on after a refused write") { tested in
            try await tested.store.begin()
            try await expect(\.isRefusal, "a transaction with a refused write") {
                try await tested.store.commit { store throws(StoreFailure) in
                    do { try store.append(.repetition(of: 99)) } catch { return }
                }
            }
            try expect(try await size(tested.store), 1, "the size of the log")
        },
        Clause("refuses entries that no sealed head covers") { tested in
            try await expect(\.isRefusal, "a transaction without a seal") {
                try await tested.store.commit { store throws(StoreFailure) in
                    var draft = try Draft(store, at: 1)
                    try draft.add(Sample.load)
                }
            }
            try expect(try await size(tested.store), 0, "the size of the log")
        },
        Clause("refuses an entry that is not the next") { tested in
            try await tested.store.begin()
            let entry = LedgerEntry(
                Happening(.judged), index: 7, at: Instant(milliseconds: 5), partnership: 1,
                origin: LogOrigin(Sample.origin), secret: [UInt8](repeating: 0, count: 32))
            try await expect(\.isRefusal, "a gap in the log") {
                try await tested.store.commit { store throws(StoreFailure) in
                    try store.append(.entry(entry, Happening(.judged), [], nil))
                }
            }
        },
        Clause("shows a transaction what it wrote itself") { tested in
            try await tested.store.begin()
            let found = try await tested.store.commit { store throws(StoreFailure) in
                var draft = try Draft(store, at: 1_000)
                try draft.add(SampleMessage(1, from: Sample.police, to: [Sample.health]))
                let query = MessageQuery.token(
                    issuer: Sample.police, indexed: Sample.indexed(1))
                let found = try store.messages(query).map(\.entry.index)
                try draft.seal()
                return found
            }
            try expect(found, [1], "the message of the same transaction")
        },
        Clause("shows a reader nothing that is not committed, and lets it wait for no writer") {
            try await readsBesideAWriter($0.store)
        },
        Clause("lets transactions follow one another, each on the head before it") { tested in
            try await tested.store.begin()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...40 {
                    group.addTask {
                        let message = SampleMessage(
                            number, from: Sample.police, to: [Sample.health])
                        try await tested.store.add(message)
                    }
                }
                try await group.waitForAll()
            }
            try expect(try await size(tested.store), 41, "the size of the log")
            let waiting = try await tested.store.read { store throws(StoreFailure) in
                try store.mailbox(of: Sample.health, limit: 100).map(\.entry)
            }
            try expect(waiting, Array(1...40), "the mailbox in log order")
        },
    ]

    static func size(_ store: any Store) async throws(StoreFailure) -> Int64 {
        try await store.read { store throws(StoreFailure) in try store.head()?.head.size ?? 0 }
    }

    /// A writer stands still in the middle of its work until a reader has looked.
    private static func readsBesideAWriter(_ store: any Store) async throws {
        try await store.begin()
        let written = DispatchSemaphore(value: 0)
        let looked = DispatchSemaphore(value: 0)
        async let writing: Bool = store.draft { draft throws(StoreFailure) in
            defer { written.signal() }
            try draft.add(SampleMessage(1, from: Sample.police, to: [Sample.health]))
            written.signal()
            return looked.wait(timeout: .now() + .seconds(240)) == .success
        }
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                written.wait()
                done.resume()
            }
        }
        let seen = try await store.found(.entry(1))
        looked.signal()
        try expect(seen, [], "what the reader saw")
        try expect(try await writing, true, "that the reader did not wait for the writer")
        try expect(try await store.found(.entry(1)), [1], "what a reader sees afterwards")
    }
}
