// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Relay
import Safeguarding
import StoreContract
import Testing

@testable import SQLiteStore

/// How full a store is, and what it costs to ask.
@Suite struct `The levels of a store` {
    private let place: Place
    private let store: SQLiteStore

    init() throws {
        place = try Place()
        store = try place.openListening()
    }

    /// Expectations of one partnership: as many as are asked for, due at 9,000, 9,001 and so on.
    private func open(_ count: Int, number: Int, in partnership: Int) async throws -> [PartName] {
        var message = SampleMessage(number, from: Sample.police, to: [Sample.council])
        message.thread = Sample.thread(number)
        message.terms = (0..<count).map {
            Sample.terms("R\($0)", by: Sample.council, due: 9_000 + Int64($0))
        }
        return try await store.draft(at: 1_000) { [message] draft throws(StoreFailure) in
            let entry = try draft.add(
                message.happening, message.attachment, partnership: partnership)
            return (0..<count).map { PartName(entry: entry.index, part: $0 + 2) }
        }
    }

    private func judge(
        _ name: PartName, _ step: Handoffs.Expectation.Step, in partnership: Int
    ) async throws {
        try await store.draft(at: 20_000) { draft throws(StoreFailure) in
            try draft.add(
                Happening(
                    .judged, parts: [.verdict(ExpectationStep(expectation: name, step: step))]),
                partnership: partnership)
        }
    }

    @Test func `count what is owed by whether its time has come, whoever looked at it`()
        async throws
    {
        try await store.draft(at: 500) { draft throws(StoreFailure) in
            try draft.add(Sample.load, partnership: 0)
        }
        let here = try await open(5, number: 1, in: 1)
        let there = try await open(2, number: 2, in: 7)
        try await judge(here[0], Sample.missed, in: 1)
        try await judge(here[1], Sample.missed, in: 1)
        try await judge(here[1], .metLate(at: Instant(milliseconds: 20_000)), in: 1)
        try await judge(here[2], .paused(because: "court"), in: 1)
        try await judge(there[0], Sample.missed, in: 7)
        // Not due, or just due and not judged: the fourth here and the second there are due first.
        let soon = try await store.levels(now: Instant(milliseconds: 8_999))
        #expect(soon.overdue == 2)
        #expect(soon.open == 4, "a clock that stands still is not overdue")
        let later = try await store.levels(now: Instant(milliseconds: 9_003))
        #expect(later.overdue == 4)
        #expect(later.open == 2)
    }

    @Test func `tell of refused messages without a look at anything else`() async throws {
        try await History.write(to: store)
        _ = place.takeExecuted()
        let open = try await store.quarantine()
        #expect(try await store.levels(now: Instant(milliseconds: 1)).quarantine == open)
        #expect(!open.isEmpty)
        let asked = place.takeExecuted().prefix { !$0.contains("FROM head") }
        #expect(!asked.contains { $0.contains("expectations") || $0.contains("handoffs") })
        #expect(asked.contains { $0.contains("quarantine") })
    }
}
