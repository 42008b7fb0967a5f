// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Safeguarding

extension StoreContract {
    static let messages: [Clause] = [
        Clause("finds a message by its issuer and the keyed form of its jti") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]))
            let indexed = Sample.indexed(1)
            try expect(
                try await tested.store.found(.token(issuer: Sample.police, indexed: indexed)), [1],
                "its issuer's message")
            try expect(
                try await tested.store.found(.token(issuer: Sample.health, indexed: indexed)), [],
                "another's message")
            try expect(
                try await tested.store.found(
                    .token(issuer: Sample.agency("nobody"), indexed: indexed)), [],
                "the message of an agency without a number")
        },
        Clause("reads the messages of a range of entries, and neither refusals nor others") {
            try await readsARange($0.store)
        },
        Clause("never takes a second message under one jti of one issuer") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]))
            var again = SampleMessage(2, from: Sample.police, to: [Sample.health])
            again.indexedAs = 1
            try await expect(\.isRefusal, "a second message under one jti") {
                try await tested.store.add(again)
            }
            try expect(try await size(tested.store), 2, "the size of the log")
            again.issuer = Sample.council
            try await tested.store.add(again)
            try expect(
                try await tested.store.found(
                    .token(issuer: Sample.council, indexed: Sample.indexed(1))), [2],
                "another issuer's message under the same jti")
        },
        Clause("keeps a refused message apart, so that it reserves no jti") { tested in
            try await tested.store.begin()
            let message = SampleMessage(1, from: Sample.police, to: [Sample.health])
            try await tested.store.draft { draft throws(StoreFailure) in
                try draft.add(message.refusal, message.refusedAttachment)
            }
            let (byToken, refused) = (
                MessageQuery.token(issuer: Sample.police, indexed: Sample.indexed(1)),
                MessageQuery.refused(issuer: Sample.police, indexed: Sample.indexed(1))
            )
            try expect(try await tested.store.found(byToken), [], "an accepted message")
            try expect(try await tested.store.found(refused), [1], "the refused message")
            try expect(
                try await tested.store.found(.thread(Sample.thread(1))), [], "the thread it names")
            try await tested.store.add(message)
            try expect(try await tested.store.found(byToken), [2], "the message sent again")
            try expect(try await tested.store.found(refused), [1], "the refused message still")
            let record = try await tested.store.read { store throws(StoreFailure) in
                try store.messages(refused).first
            }
            try expect(record?.happening, message.refusal, "what the refusal says")
            try expect(record?.particulars, nil, "the particulars of a refused message")
        },
        Clause("counts how often a message came again") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]))
            for _ in 0..<3 {
                try await tested.store.commit { store throws(StoreFailure) in
                    try store.append(.repetition(of: 1))
                }
            }
            let count = try await tested.store.read { store throws(StoreFailure) in
                try store.messages(.entry(1)).first?.repetitions
            }
            try expect(count, 3, "the repetitions")
            try await expect(\.isRefusal, "a repetition of what is no message") {
                try await tested.store.commit { store throws(StoreFailure) in
                    try store.append(.repetition(of: 0))
                }
            }
        },
        Clause("gives ciphertext only to whoever asks for content") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]),
                SampleMessage(2, from: Sample.police, to: [Sample.health]))
            let (plain, content) = try await tested.store.read { store throws(StoreFailure) in
                (
                    try store.messages(.entries([2, 1, 0])).map { $0.ciphertext },
                    try store.messages(.content([2, 1, 0]))
                )
            }
            try expect(plain, [nil, nil], "the ciphertext of entries")
            try expect(content.map(\.entry.index), [1, 2], "the messages, in log order")
            try expect(
                content.map(\.ciphertext),
                ["ciphertext 1", "ciphertext 2"].map { Array($0.utf8) }, "the ciphertext")
        },
        Clause("finds what an agency received under a jti, from whomever") { tested in
            var second = SampleMessage(2, from: Sample.council, to: [Sample.health])
            second.indexedAs = 1
            var third = SampleMessage(3, from: Sample.school, to: [Sample.police])
            third.indexedAs = 1
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health, Sample.school]), second,
                third)
            let indexed = Sample.indexed(1)
            for (agency, wanted) in [
                (Sample.health, [1, 2]), (Sample.school, [1]), (Sample.police, [3]),
                (Sample.council, []),
            ] as [(AgencyID, [Int64])] {
                try expect(
                    try await tested.store.found(.received(by: agency, indexed: indexed)), wanted,
                    "what \(agency) received")
            }
        },
    ]
}

extension StoreContract {
    /// Entries 1 to 4: a message that opens something, a refusal, and two messages.
    private static func readsARange(_ store: any Store) async throws {
        var first = SampleMessage(1, from: Sample.police, to: [Sample.council])
        first.terms = [Sample.terms(by: Sample.council, due: 9_000)]
        try await store.begin(first)
        let refused = SampleMessage(9, from: Sample.police, to: [Sample.health])
        try await store.draft { draft throws(StoreFailure) in
            try draft.add(refused.refusal, refused.refusedAttachment)
        }
        for number in [3, 4] {
            var message = SampleMessage(number, from: Sample.health, to: [Sample.council])
            message.terms = [Sample.terms(by: Sample.council, due: 8_000)]
            try await store.add(message)
        }
        for (range, messages, opened) in [
            (0..<9, [1, 3, 4], [1, 3, 4]), (1..<4, [1, 3], [1, 3]), (2..<3, [], []),
            (4..<5, [4], [4]), (3..<3, [], []),
        ] as [(Range<Int64>, [Int64], [Int64])] {
            let read = try await store.read { store throws(StoreFailure) in
                try store.readMessages(in: range)
            }
            try expect(read.map(\.entry), messages, "messages of \(range)")
            try expect(
                read.flatMap(\.opened).map(\.name.entry), opened, "what messages of \(range) opened"
            )
        }
        try await readsAsTheQuestionsDo(store)
    }

    /// What is read of a range is what is read of each message, and of each expectation, by itself.
    private static func readsAsTheQuestionsDo(_ store: any Store) async throws {
        let (read, alone) = try await store.read { store throws(StoreFailure) in
            let alone = try store.messages(.entries([1, 3, 4])).map { record throws(StoreFailure) in
                ReadMessage(record, opened: try store.expectations(.opened(by: record.entry.index)))
            }
            return (try store.readMessages(in: 0..<9), alone.compactMap(\.self))
        }
        try expect(read, alone, "the messages of a range")
        try expect(read.first?.recipients, [Sample.council], "the recipients")
        try expect(read.first?.particulars?.values["grade"], "red", "the particulars")
        try expect(read.first?.opened.first?.expectation.due.milliseconds, 9_000, "the due time")
        let kept = try await store.read { store throws(StoreFailure) in
            try store.particulars(of: [4, 0, 1, 2])
        }
        try expect(kept.keys.sorted(), [1, 4], "the entries of which particulars are kept")
        try expect(kept[4], read.last?.particulars, "the particulars of entry 4")
    }
}
