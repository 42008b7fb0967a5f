// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

import struct Handoffs.Expectation

@Suite struct `An expectation` {
    private static let due = Instant(milliseconds: 10_000)
    private let justInTime = due.adding(milliseconds: -1)
    private let later = due.adding(milliseconds: 5_000)

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
        #expect(expectation.receive(answerFor: [], at: justInTime) == .met)
        #expect(expectation.verdict == .met(at: justInTime))
        #expect(expectation.judge(at: later) == nil, "what was met is never missed")
        #expect(expectation.verdict == .met(at: justInTime))
    }

    @Test func `is missed at the due instant, and an answer at that instant is late`() throws {
        var expectation = try Self.open()
        #expect(expectation.judge(at: Self.due) == .missed)
        #expect(expectation.verdict == .missed(at: Self.due))
        #expect(expectation.receive(answerFor: [], at: Self.due) == .metLate)
        #expect(expectation.verdict == .metLate(at: Self.due, missed: Self.due))
    }

    @Test func `keeps the miss when it is met after it`() throws {
        var expectation = try Self.open()
        _ = expectation.judge(at: later)
        #expect(expectation.judge(at: later.adding(milliseconds: 1)) == nil, "it is missed once")
        let answered = later.adding(milliseconds: 60_000)
        #expect(expectation.receive(answerFor: [], at: answered) == .metLate)
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
        #expect(expectation.receive(answerFor: [1, 7], at: justInTime) == .met)
        #expect(expectation.outstanding == [])
    }

    @Test func `is met for all by an answer that names no subject`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        #expect(expectation.receive(answerFor: [1], at: justInTime) == .partlyMet(subjects: [1]))
        #expect(expectation.receive(answerFor: [], at: justInTime) == .met)
        #expect(expectation.outstanding == [])
    }

    @Test func `without subjects is met by whatever answer`() throws {
        var expectation = try Self.open()
        #expect(expectation.receive(answerFor: [3], at: justInTime) == .met)
    }

    @Test func `that was answered for some is missed for the others`() throws {
        var expectation = try Self.open(subjects: [0, 1])
        _ = expectation.receive(answerFor: [0], at: justInTime)
        #expect(expectation.judge(at: Self.due) == .missed)
        #expect(expectation.outstanding == [1])
        #expect(expectation.receive(answerFor: [0], at: later) == nil)
        #expect(expectation.receive(answerFor: [1], at: later) == .metLate)
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
        #expect(expectation.withdraw(at: justInTime) == .withdrawn)
        #expect(expectation.verdict == .withdrawn(at: justInTime))
        #expect(expectation.withdraw(at: justInTime) == nil)
        #expect(expectation.receive(answerFor: [], at: justInTime) == nil)
        #expect(expectation.judge(at: later) == nil)
        #expect(expectation.receive(answerFor: [], at: later) == nil)
        #expect(expectation.verdict == .withdrawn(at: justInTime))
    }

    @Test func `is not withdrawn once it was met or missed`() throws {
        var met = try Self.open()
        _ = met.receive(answerFor: [], at: justInTime)
        #expect(met.withdraw(at: justInTime) == nil)
        var missed = try Self.open()
        _ = missed.judge(at: Self.due)
        #expect(missed.withdraw(at: later) == nil)
        #expect(missed.verdict == .missed(at: Self.due))
    }

    @Test func `goes on where a store left it`() throws {
        let terms = try Self.open(subjects: [0, 1]).terms
        var expectation = Expectation(
            restoring: terms, verdict: .missed(at: Self.due), outstanding: [1])
        #expect(expectation.receive(answerFor: [1], at: later) == .metLate)
    }

    @Test func `has a word for each verdict`() {
        let at = Self.due
        let verdicts: [Expectation.Verdict] = [
            .open, .met(at: at), .missed(at: at), .metLate(at: at, missed: at), .withdrawn(at: at),
        ]
        #expect(verdicts.map(\.word) == ["open", "met", "missed", "met_late", "withdrawn"])
    }
}
