// SPDX-License-Identifier: Apache-2.0

import Audit
import Foundation
package import Intake
import Ledger
import Relay
import SQLiteStore
package import Safeguarding
import Signing
import TransparencyLog

/// A year of a place, driven through the real broker from its first day to its last.
package struct SimulatedYear {
    private let plan: YearPlan
    private let setting: Setting
    private var store: SQLiteStore
    private let path: String
    /// What happens to the broker's machine, in order.
    private let disturbances: [Disturbance]
    private let clock: SimulatedClock
    private var post: Post
    private var rounds: Rounds
    private var tally = YearTally()
    private var watch: DueWatch
    /// When its clock is set, and how often it was.
    private let clockSteps: [Disturbance]
    private var steps = 0
    /// How many messages were sent.
    private var position = 0
    /// The messages that some system does not take, by `jti`.
    private let notTaken: [String: [PlannedMessage.NotTaken]]

    /// Prepares a year.
    ///
    /// - Parameters:
    ///   - path: where the store is made; nothing may be there.
    ///   - disturbances: what happens to the broker's machine meanwhile, in order.
    package init(
        _ plan: YearPlan, seed: UInt64, catalogue: Catalogue, rules: RulePack, path: String,
        disturbances: [Disturbance] = []
    ) throws {
        self.plan = plan
        self.path = path
        self.disturbances = disturbances
        clockSteps = disturbances.filter { $0.kind != .kill }
        let keys = try TownKeys(plan.town, seed: seed)
        setting = try keys.setting(
            plan.town, catalogue: catalogue, rules: rules, calendar: plan.diary.calendar)
        store = try SQLiteStore(path: path, origin: TownKeys.origin, durability: .unsynced)
        clock = SimulatedClock(plan.diary.start, seed: seed)
        post = Post(plan, keys)
        watch = DueWatch(until: plan.diary.end)
        rounds = Rounds(plan)
        notTaken = Dictionary(
            plan.messages.filter { !$0.notTaken.isEmpty }.map { ($0.token, $0.notTaken) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Drives it, and tells what the broker found.
    package mutating func run() async throws -> YearFound {
        var down: Interval?
        for outage in plan.diary.outages where outage.span.lowerBound < plan.diary.end {
            try await run(upTo: outage.span.lowerBound, down: down)
            clock.move(to: outage.span.upperBound)
            watch = DueWatch(until: plan.diary.end)
            down = Interval(from: outage.span.lowerBound, until: outage.span.upperBound)
            tally.outages += 1
        }
        // The last moment: whatever became due is judged before it ends.
        try await run(upTo: plan.diary.end.adding(milliseconds: -1), down: down)
        return try await found()
    }

    /// The broker runs until it goes down, or the year ends, and is killed on the way.
    private mutating func run(upTo last: Instant, down: Interval?) async throws {
        var down = down
        for kill in disturbances
        where kill.kind == .kill && kill.at >= clock.time && kill.at < last {
            try await run(until: kill.at, down: down)
            try reopen()
            (watch, down) = (DueWatch(until: plan.diary.end), nil)
            tally.kills += 1
        }
        try await run(until: last, down: down)
    }

    /// Goes on with the files as a kill leaves them: the database and the log beside it, which nobody
    /// closed.
    private mutating func reopen() throws {
        let copy = "\(path).\(tally.kills)"
        for end in ["", "-wal"] where FileManager.default.fileExists(atPath: store.path + end) {
            try FileManager.default.copyItem(atPath: store.path + end, toPath: copy + end)
        }
        let killed = store
        store = try SQLiteStore(path: copy, origin: TownKeys.origin, durability: .unsynced)
        try killed.close()
        for end in ["", "-wal", "-shm", ".lock"] {
            try? FileManager.default.removeItem(atPath: killed.path + end)
        }
    }

    /// The clock is set, or set right and confirmed.
    private mutating func disturb(_ disturbance: Disturbance, _ driven: DrivenBroker) async throws {
        try await driven.move(to: disturbance.at, &watch)
        switch disturbance.kind {
        case .kill: break
        case .set(let milliseconds):
            clock.set(wrongBy: milliseconds)
            try await driven.broker.sequencer.enter { _ throws(StoreFailure) in }
            tally.clockSteps += 1
        case .confirm:
            clock.set(wrongBy: 0)
            _ = try await driven.broker.confirmClock()
            watch.forgetDue()
        }
    }

    /// The next time at which a clock is set, after those that were.
    private var nextStep: Disturbance? {
        steps < clockSteps.count ? clockSteps[steps] : nil
    }

    /// The broker runs from one start to the next end.
    private mutating func run(until last: Instant, down: Interval?) async throws {
        try await DrivenBroker.run(setting, store: store, clock: clock, down: down) { driven in
            while true {
                let turn = rounds.first
                let message = position < plan.order.count ? plan.order[position] : nil
                let sentAt = message.map { plan.messages[$0].at } ?? plan.diary.end
                let step = nextStep
                guard min(sentAt, turn.at, step?.at ?? last) < last else { break }
                if let step, step.at <= min(sentAt, turn.at) {
                    steps += 1
                    try await disturb(step, driven)
                } else if let message, sentAt <= turn.at {
                    position += 1
                    try await send(message, driven)
                } else {
                    try await look(turn.seat, at: turn.at, driven)
                }
            }
            try await driven.move(to: last, &watch)
        }
    }

    private mutating func send(_ number: Int, _ driven: DrivenBroker) async throws {
        let message = plan.messages[number]
        try await driven.move(to: message.at, &watch)
        let bytes = try post.sign(number)
        let carrier = plan.town[plan.town[message.from].gateway ?? message.from].id
        for _ in 0..<(message.isRepeated ? 2 : 1) {
            let reception = try await driven.broker.receive(bytes, from: carrier)
            tally.count(reception)
            if case .refused(let refusal) = reception {
                throw YearFailure.refused(type: message.type, jti: message.token, "\(refusal)")
            }
        }
        for seat in receivers(of: message) { rounds.expect(seat, at: message.at) }
        for lost in message.notTaken { rounds.wake(lost.by, at: lost.until.after(minutes: 2)) }
    }

    /// Who may have something in the mailbox by a message: those addressed, and those whose message
    /// or matter it answers.
    private func receivers(of message: PlannedMessage) -> [Seat] {
        var seats = message.to
        var answered = message.answers
        while let number = answered {
            let earlier = plan.messages[number]
            if earlier.answers == nil || number == message.answers { seats.append(earlier.from) }
            answered = earlier.answers
        }
        return seats
    }

    private mutating func look(
        _ seat: Seat, at moment: Instant, _ driven: DrivenBroker
    ) async throws {
        try await driven.move(to: moment, &watch)
        let mailbox = plan.town[seat].id
        let answer = try await driven.broker.poll(Poll(returnImmediately: true), mailbox: mailbox)
        let taken = answer.sets.map(\.0).filter { token in
            !(notTaken[token.text] ?? []).contains { $0.by == seat && moment < $0.until }
        }
        tally.polls += 1
        if !taken.isEmpty {
            tally.taken += taken.count
            _ = try await driven.broker.poll(
                Poll(maxEvents: 0, returnImmediately: true, acknowledged: taken), mailbox: mailbox)
        }
        rounds.looked(seat, at: moment, isMore: answer.moreAvailable)
    }

    /// Everything missed, and how the log ends.
    private func found() async throws -> YearFound {
        var filter = MissedFilter(limit: 1_000)
        var misses: [KnownMiss] = []
        var delays: [KnownMiss: Int64] = [:]
        while true {
            let asked = filter
            let page = try await store.read { store throws(StoreFailure) in
                try store.expectations(.missed(asked))
            }
            for record in page {
                guard let miss = KnownMiss(record) else { continue }
                misses.append(miss)
                delays[miss] = record.delay
            }
            guard let last = page.last, page.count == asked.limit else { break }
            filter.order = .log(after: last.name)
        }
        let head = try await store.read { store throws(StoreFailure) in try store.head()?.head }
        let answers = try await store.answers(inquiries(about: misses.min()?.thread))
        try store.close()
        return YearFound(
            misses: misses.sorted(), delays: delays, answers: answers, entries: head?.size ?? 0,
            root: head?.checkpoint.root.bytes ?? [], tally: tally)
    }

    /// The ten questions about the whole year, as it stands when it ends.
    ///
    /// - Parameter thread: the thread of the child about whom the question about one child is asked.
    private func inquiries(about thread: String?) -> [Inquiry] {
        let child = thread.flatMap { try? ThreadID($0) }.map(Inquiry.Subject.thread)
        return Question.allCases.map { question in
            Inquiry(
                question, during: plan.diary.start..<plan.diary.end, of: plan.town.partnership,
                number: 1, asOf: plan.diary.end,
                roll: Roll(
                    setting.directory, in: plan.town.partnership, broker: setting.broker),
                subject: question.isAboutOneChild ? child : nil)
        }
    }
}
