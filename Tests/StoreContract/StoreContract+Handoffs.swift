// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Relay
import Routing
import Safeguarding

extension StoreContract {
    static func name(_ entry: Int64, _ part: Int) -> PartName { PartName(entry: entry, part: part) }

    static let handoffs: [Clause] = [
        Clause("opens a handoff for each recipient") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health, Sample.council]))
            let (all, one, named) = try await tested.store.read { store throws(StoreFailure) in
                (
                    try store.handoffs(.message(1)),
                    try store.handoffs(.to(Sample.council, message: 1)),
                    try [2, 3].map { part throws(StoreFailure) in
                        try store.handoffs(.named(name(1, part)))
                    }
                )
            }
            try expect(all.map(\.name), [name(1, 1), name(1, 2)], "the names")
            try expect(
                all.map(\.recipient.agency), [Sample.health, Sample.council], "the recipients")
            let wanted = HandoffRecord(
                restoring: name(1, 2),
                handoff: Handoff(to: Sample.council, routedAt: Instant(milliseconds: 1_000)),
                recipient: Recipient(
                    agency: Sample.council, reason: .addressed, agreement: "isa-1"), steps: [:])
            try expect(one, [wanted], "the council's handoff")
            try expect(named, [[wanted], []], "the handoffs of a name, and of none")
        },
        Clause("hands out a mailbox in log order, as much as is wanted") { tested in
            try await tested.store.begin()
            for number in 1...5 {
                try await tested.store.add(
                    SampleMessage(
                        number, from: Sample.police,
                        to: number == 3 ? [Sample.council] : [Sample.health]))
            }
            for (limit, wanted) in [(10, [1, 2, 4, 5]), (2, [1, 2]), (0, [])] as [(Int, [Int64])] {
                try expect(
                    try await mailbox(tested.store, Sample.health, limit), wanted,
                    "at most \(limit)")
            }
        },
        Clause("goes through what waits in a mailbox, a page at a time") { tested in
            try await tested.store.begin()
            for number in 1...4 {
                try await tested.store.add(
                    SampleMessage(number, from: Sample.police, to: [Sample.health]))
            }
            try await poll(
                tested.store, at: 2_000, [HandoffStep(handoff: name(2, 1), step: .delivered)])
            for (last, limit, wanted) in [
                (nil, 2, [1, 3]), (name(3, 1), 2, [4]), (name(4, 1), 2, []), (nil, 9, [1, 3, 4]),
            ] as [(PartName?, Int, [Int64])] {
                let page = try await tested.store.read { store throws(StoreFailure) in
                    try store.handoffs(.unfetched(Sample.health, after: last, limit: limit))
                }
                try expect(page.map(\.name.entry), wanted, "at most \(limit)")
            }
        },
        Clause("takes out of the mailbox what is delivered, and nothing else") { tested in
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]),
                SampleMessage(2, from: Sample.police, to: [Sample.health, Sample.council]))
            try await poll(
                tested.store, at: 2_000,
                [
                    HandoffStep(handoff: name(1, 1), step: .refused, error: "jwtParse"),
                    HandoffStep(handoff: name(2, 1), step: .delivered),
                ])
            try expect(
                try await mailbox(tested.store, Sample.health, 9), [1],
                "what waits for health")
            try expect(
                try await mailbox(tested.store, Sample.council, 9), [2],
                "what waits for the council")
            try await poll(
                tested.store, at: 3_000, [HandoffStep(handoff: name(1, 1), step: .delivered)])
            try expect(
                try await mailbox(tested.store, Sample.health, 9), [],
                "what waits for health at last")
        },
        Clause("keeps the time of each step, and the part that records it") {
            try await keepsSteps($0.store)
        },
        Clause("sums up what each pair handed over, by the day on which it was routed") {
            try await sumsUp($0.store)
        },
        Clause("counts nothing of what is restricted in those sums") {
            try await sumsUpNothingRestricted($0.store)
        },
        Clause("refuses a step of a handoff that is not there") { tested in
            try await tested.store.begin()
            try await expect(\.isRefusal, "a step of nothing") {
                try await poll(
                    tested.store, at: 2_000, [HandoffStep(handoff: name(0, 1), step: .delivered)])
            }
        },
        Clause("finds what waits under a jti") { tested in
            var second = SampleMessage(2, from: Sample.council, to: [Sample.health])
            second.indexedAs = 1
            try await tested.store.begin(
                SampleMessage(1, from: Sample.police, to: [Sample.health]), second)
            try expect(try await waiting(tested.store), [1, 2], "what waits")
            try await poll(
                tested.store, at: 2_000, [HandoffStep(handoff: name(1, 1), step: .delivered)])
            try expect(try await waiting(tested.store), [2], "what waits afterwards")
        },
    ]

    private static func waiting(_ store: any Store) async throws(StoreFailure) -> [Int64] {
        try await store.read { store throws(StoreFailure) in
            try store.handoffs(.waiting(Sample.health, indexed: Sample.indexed(1)))
                .map(\.name.entry)
        }
    }

    private static func mailbox(
        _ store: any Store, _ agency: AgencyID, _ limit: Int
    ) async throws(StoreFailure) -> [Int64] {
        try await store.read { store throws(StoreFailure) in
            try store.mailbox(of: agency, limit: limit).map(\.entry)
        }
    }

    private static func poll(
        _ store: any Store, at now: Int64, _ steps: [HandoffStep]
    ) async throws(StoreFailure) {
        try await store.draft(at: now) { draft throws(StoreFailure) in
            try draft.add(Happening(.polled(by: Sample.health), parts: steps.map(Part.step)))
        }
    }

    private static func sumsUp(_ store: any Store) async throws {
        try await store.begin(
            SampleMessage(1, from: Sample.police, to: [Sample.health, Sample.council]),
            SampleMessage(2, from: Sample.police, to: [Sample.health]))
        let day: Int64 = 86_400_000
        for (now, steps) in [
            (2_500, [HandoffStep(handoff: name(1, 1), step: .delivered)]),
            (3_000, [HandoffStep(handoff: name(2, 1), step: .refused, error: "jwtParse")]),
            (day, [HandoffStep(handoff: name(2, 1), step: .undeliverable)]),
            (
                2 * day,
                [
                    HandoffStep(handoff: name(1, 1), step: .acknowledged),
                    HandoffStep(handoff: name(2, 1), step: .delivered),
                    HandoffStep(handoff: name(1, 1), step: .answered),
                ]
            ),
        ] as [(Int64, [HandoffStep])] {
            try await poll(store, at: now, steps)
        }
        let routedAt: Int64 = 1_000
        var health = SharingTally()
        health.routed = 2
        health.delivered = 2
        health.toDelivery = 2_500 - routedAt + 2 * day - routedAt
        health.acknowledged = 1
        health.toAcknowledgement = 2 * day - routedAt
        health.answered = 1
        health.undeliverable = 1
        var council = SharingTally()
        council.routed = 1
        let all = [
            SharingRecord(from: Sample.police, to: Sample.health, health),
            SharingRecord(from: Sample.police, to: Sample.council, council),
        ]
        try expect(try await sharing(store, 1, 0...0), all, "what was routed on the first day")
        try expect(try await sharing(store, 1, 0...9), all, "what was routed in ten days")
        try expect(try await sharing(store, 1, 1...9), [], "what was routed later")
        try expect(try await sharing(store, 2, 0...9), [], "what another partnership shared")
    }

    private static func sumsUpNothingRestricted(_ store: any Store) async throws {
        var secret = SampleMessage(1, from: Sample.police, to: [Sample.health])
        secret.isRestricted = true
        try await store.begin(secret, SampleMessage(2, from: Sample.health, to: [Sample.police]))
        let steps: [Handoff.Step] = [.delivered, .acknowledged, .answered]
        try await poll(
            store, at: 2_000, steps.map { HandoffStep(handoff: name(1, 1), step: $0) })
        var open = SharingTally()
        open.routed = 1
        let wanted = [SharingRecord(from: Sample.health, to: Sample.police, open)]
        try expect(try await sharing(store, 1, 0...9), wanted, "what is summed")
    }

    private static func sharing(
        _ store: any Store, _ partnership: Int, _ days: ClosedRange<Int>
    ) async throws(StoreFailure) -> [SharingRecord] {
        try await store.read { store throws(StoreFailure) in
            try store.sharing(SharingQuery(partnership: partnership, days: days))
        }
    }

    private static func keepsSteps(_ store: any Store) async throws {
        try await store.begin(SampleMessage(1, from: Sample.police, to: [Sample.health]))
        let steps: [Handoff.Step] = [
            .refused, .undeliverable, .refused, .delivered, .acknowledged, .answered,
        ]
        var handoff = Handoff(to: Sample.health, routedAt: Instant(milliseconds: 1_000))
        for (number, step) in steps.enumerated() {
            let now = Int64(number + 2) * 1_000
            _ = handoff.take(step, at: Instant(milliseconds: now))
            try await poll(store, at: now, [HandoffStep(handoff: name(1, 1), step: step)])
        }
        let record = try await store.read { store throws(StoreFailure) in
            try store.handoffs(.message(1)).first
        }
        try expect(record?.handoff, handoff, "the handoff")
        let wanted: [Handoff.Step: PartName] = [
            .undeliverable: name(3, 0), .refused: name(4, 0), .delivered: name(5, 0),
            .acknowledged: name(6, 0), .answered: name(7, 0),
        ]
        try expect(record?.steps, wanted, "the parts that record the steps")
    }
}
