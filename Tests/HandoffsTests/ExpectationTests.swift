// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

import struct Handoffs.Expectation

@Suite struct `An expectation` {
    private static let due = Instant(milliseconds: 10_000)
    private let justInTime = due.adding(milliseconds: -1)
    private let later = due.adding(milliseconds: 5_000)
    private static let missed = Expectation.Step.missed(
        Expectation.Miss(.neverSent, .receivedNotOwned), next: nil)

    static func open(subjects: [Int] = []) throws -> Expectation {
        Expectation(
            Expectation.Terms(
                rule: "R1", pack: "sample-1", calendar: "sample@2026-01-01", isUnverified: true,
                force: .guidance, breakPoint: .receivedNotOwned,
                owedBy: try AgencyID("https://council.example"),
                owedTo: try AgencyID("https://police.example"), expects: ["message.acknowledged"],
                from: Instant(milliseconds: 1_000), due: due, subjects: subjects))
    }

    @Test func `is open until something happens`() throws {
        let expectation = try Self.open(subjects: [0, 1])
        #expect(expectation.verdict == .open)
        #expect(expectation.outstanding == [0, 1])
    }

    @Test func `is met a millisecond before it is due`() throws {
        var expectation = try Self.open()
        #expect(expectation.judge(at: justInTime) == nil)
        #expect(expectation.receive(answerFor: [], at: justInTime) == .met(at: justInTime))
        #expect(expectation.verdict == .met(at: justInTime))
        #expect(expectation.judge(at: later) == nil, "what was met is never missed")
        #expect(expectation.verdict == .met(at: justInTime))
    }

    @Test func `is missed at the due instant, and an answer at that instant is late`() throws {
        var expectation = try Self.open()
        #expect(expectation.judge(at: Self.due) == Self.missed)
        #expect(expectation.verdict == .missed(at: Self.due))
        #expect(expectation.receive(answerFor: [], at: Self.due) == .metLate(at: Self.due))
        #expect(expectation.verdict == .metLate(at: Self.due, missed: Self.due))
    }

    @Test func `keeps the miss when it is met after it`() throws {
        var expectation = try Self.open()
        _ = expectation.judge(at: later)
        #expect(expectation.judge(at: later.adding(milliseconds: 1)) == nil, "it is missed once")
        let answered = later.adding(milliseconds: 60_000)
        #expect(expectation.receive(answerFor: [], at: answered) == .metLate(at: answered))
        #expect(expectation.verdict == .metLate(at: answered, missed: later))
        #expect(expectation.receive(answerFor: [], at: answered) == nil)
    }

    @Test func `that is due takes no answer before it was judged`() async {
        await #expect(processExitsWith: .failure) {
            var expectation = try `An expectation`.open()
            _ = expectation.receive(answerFor: [], at: Instant(milliseconds: 10_000))
        }
    }

    @Test func `is met when each of its subjects was answered for`() throws {
        var expectation = try Self.open(subjects: [0, 1, 2])
        #expect(
            expectation.receive(answerFor: [2, 0], at: justInTime) == .partlyMet(subjects: [0, 2]))
        #expect(expectation.verdict == .open)
        #expect(expectation.outstanding == [1])
        #expect(expectation.receive(answerFor: [0], at: justInTime) == nil, "it was answered for")
        #expect(expectation.receive(answerFor: [7], at: justInTime) == nil, "it is not asked for")
        #expect(expectation.receive(answerFor: [1, 7], at: justInTime) == .met(at: justInTime))
        #expect(expectation.outstanding == [])
    }

    @Test func `is met for all by an answer that names no subject`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        #expect(expectation.receive(answerFor: [1], at: justInTime) == .partlyMet(subjects: [1]))
        #expect(expectation.receive(answerFor: [], at: justInTime) == .met(at: justInTime))
        #expect(expectation.outstanding == [])
    }

    @Test func `without subjects is met by whatever answer`() throws {
        var expectation = try Self.open()
        #expect(expectation.receive(answerFor: [3], at: justInTime) == .met(at: justInTime))
    }

    @Test func `that was answered for some is missed for the others`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        _ = expectation.receive(answerFor: [0], at: justInTime)
        #expect(expectation.judge(at: Self.due) == Self.missed)
        #expect(expectation.outstanding == [1])
        #expect(expectation.receive(answerFor: [0], at: later) == nil)
        #expect(expectation.receive(answerFor: [1], at: later) == .metLate(at: later))
        #expect(expectation.verdict == .metLate(at: later, missed: Self.due))
    }

    @Test func `that was missed can be met late in part`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        _ = expectation.judge(at: Self.due)
        #expect(expectation.receive(answerFor: [1], at: later) == .partlyMet(subjects: [1]))
        #expect(expectation.verdict == .missed(at: Self.due))
    }

    @Test func `falls away while it is open, and then nothing moves it`() throws {
        var expectation = try Self.open()
        #expect(
            expectation.withdraw(at: justInTime, because: "duplicate")
                == .withdrawn(because: "duplicate"))
        #expect(expectation.verdict == .withdrawn(at: justInTime, missed: nil))
        #expect(expectation.withdraw(at: justInTime, because: "duplicate") == nil)
        #expect(expectation.receive(answerFor: [], at: justInTime) == nil)
        #expect(expectation.judge(at: later) == nil)
        #expect(expectation.receive(answerFor: [], at: later) == nil)
        #expect(expectation.verdict == .withdrawn(at: justInTime, missed: nil))
    }

    @Test func `is not withdrawn once it was met, and keeps its miss when it is withdrawn`() throws
    {
        var met = try Self.open()
        _ = met.receive(answerFor: [], at: justInTime)
        #expect(met.withdraw(at: justInTime, because: "duplicate") == nil)
        var missed = try Self.open()
        _ = missed.judge(at: Self.due)
        #expect(missed.withdraw(at: later, because: "duplicate") != nil)
        #expect(missed.verdict == .withdrawn(at: later, missed: Self.due))
        #expect(!missed.isWaiting)
    }

    @Test func `that was done in time and told late was not missed`() throws {
        var expectation = try Self.open()
        _ = expectation.judge(at: Self.due)
        let done = expectation.receive(answerFor: [], at: later, stopped: justInTime)
        #expect(done == .met(at: justInTime))
        #expect(expectation.verdict == .met(at: justInTime))
        #expect(expectation.miss == nil)
    }

    @Test func `was never done after it was told`() throws {
        var expectation = try Self.open()
        let done = expectation.receive(answerFor: [], at: justInTime, stopped: later)
        #expect(done == .met(at: justInTime))
    }

    @Test func `turns out not to apply, with the reason`() throws {
        var expectation = try Self.open()
        #expect(
            expectation.lapse(at: justInTime, because: "declined")
                == .notApplicable(because: "declined"))
        #expect(expectation.verdict == .notApplicable(at: justInTime, missed: nil))
        #expect(expectation.judge(at: later) == nil)
    }

    @Test func `is waited for again when the answer that met it is taken back`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        _ = expectation.receive(answerFor: [], at: justInTime)
        #expect(expectation.reopen(because: "wrong-child") == .reopened(because: "wrong-child"))
        #expect(expectation.outstanding == [0, 1])
        #expect(expectation.judge(at: Self.due) == Self.missed)
        #expect(expectation.reopen(because: "wrong-child") == nil, "it is waited for already")
    }

    @Test func `keeps its miss when the late answer is taken back`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        _ = expectation.judge(at: Self.due, next: later)
        _ = expectation.escalate(next: nil)
        _ = expectation.receive(answerFor: [], at: later)
        _ = expectation.reopen(because: "wrong-child")
        #expect(expectation.verdict == .missed(at: Self.due))
        #expect(expectation.miss == Expectation.Miss(.neverSent, .receivedNotOwned))
        #expect(expectation.outstanding == [0, 1])
        #expect(expectation.rung == 0, "it climbs its ladder from the ground")
        #expect(expectation.judge(at: later) == nil, "it is missed once")
        #expect(expectation.escalate(next: nil) == .escalated(rung: 1, next: nil))
    }

    @Test func `keeps its miss when what ended it is taken back`() throws {
        var expectation = try Self.open()
        _ = expectation.judge(at: Self.due)
        _ = expectation.lapse(at: later, because: "declined")
        _ = expectation.reopen(because: "wrong-child")
        #expect(expectation.verdict == .missed(at: Self.due))
        var open = try Self.open()
        _ = open.lapse(at: justInTime, because: "declined")
        _ = open.reopen(because: "wrong-child")
        #expect(open.verdict == .open && open.next == Self.due)
    }

    @Test func `is not due while its clock stands still, and due later after it`() throws {
        var expectation = try Self.open()
        #expect(expectation.pause(at: justInTime, because: "court") == .paused(because: "court"))
        #expect(expectation.next == nil)
        #expect(expectation.judge(at: later) == nil)
        #expect(expectation.pause(at: later, because: "court") == nil)
        let due = later.adding(milliseconds: 1)
        #expect(expectation.resume(due: due) == .resumed(due: due))
        #expect(expectation.judge(at: later) == nil)
        #expect(expectation.judge(at: due) == Self.missed)
        #expect(expectation.resume(due: due) == nil)
    }

    @Test func `is passed on while its clock goes on`() throws {
        let team = try AgencyID("https://team.example")
        var expectation = try Self.open()
        #expect(expectation.passOn(to: team) == .passedOn(to: team))
        #expect(expectation.owedBy == team)
        #expect(expectation.terms.owedBy.uri == "https://council.example")
        #expect(expectation.passOn(to: team) == nil)
        #expect(expectation.judge(at: Self.due) == Self.missed)
    }

    @Test func `climbs its ladder rung by rung, once it is missed`() throws {
        var expectation = try Self.open()
        #expect(expectation.escalate(next: nil) == nil)
        _ = expectation.judge(at: Self.due, next: later)
        #expect(expectation.next == later)
        #expect(expectation.escalate(next: nil) == .escalated(rung: 1, next: nil))
        #expect(expectation.next == nil)
        #expect(expectation.escalate(next: nil) == .escalated(rung: 2, next: nil))
    }

    @Test func `goes on where a store left it`() throws {
        let terms = try Self.open(subjects: [0, 1]).terms
        var expectation = Expectation(
            restoring: terms, verdict: .missed(at: Self.due), outstanding: [1])
        #expect(expectation.receive(answerFor: [1], at: later) == .metLate(at: later))
    }

    @Test func `has a word for each verdict`() {
        let at = Self.due
        let verdicts: [Expectation.Verdict] = [
            .open, .paused(since: at), .met(at: at), .missed(at: at), .metLate(at: at, missed: at),
            .withdrawn(at: at, missed: nil), .notApplicable(at: at, missed: at),
        ]
        #expect(
            verdicts.map(\.word) == [
                "open", "paused", "met", "missed", "met_late", "withdrawn", "not_applicable",
            ])
    }
}
