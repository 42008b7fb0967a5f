// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Testing

@testable import Year

@Suite struct `A made-up number` {
    @Test func `of the NHS is of the range for tests, with its check digit`() {
        var chance = Chance(seed: 1)
        for _ in 0..<200 {
            let number = MadeUpNumber.nhs(&chance)
            #expect(number.hasPrefix("999") && number.utf8.count == 10)
            let digits = number.utf8.map { Int($0) - 48 }
            let sum = zip(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect((11 - sum % 11) % 11 == digits[9])
        }
    }

    @Test func `of a pupil has its check letter, and an establishment that there is none of`() {
        var chance = Chance(seed: 1)
        let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ")
        for _ in 0..<200 {
            let number = MadeUpNumber.pupil(&chance)
            let digits = number.utf8.dropFirst().map { Int($0) - 48 }
            let sum = digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset + 2) }
            #expect(number.first == letters[sum % 23])
            #expect(number.dropFirst().hasPrefix("3940001"))
        }
    }
}

@Suite struct `A quota` {
    @Test func `falls as often as its rate says`() {
        for rate in [0.002, 0.05, 0.3, 0.49, 0.98] {
            var quota = Quota(rate: rate)
            let falls = (0..<10_000).filter { _ in quota.falls() }.count
            #expect(abs(falls - Int(rate * 10_000)) <= 1, "\(rate)")
        }
    }

    @Test func `falls always at 1, never at 0, and early where it is rare`() {
        var (always, never, rare) = (Quota(rate: 1), Quota(rate: 0), Quota(rate: 0.001))
        #expect((0..<10).allSatisfy { _ in always.falls() })
        #expect(!(0..<10).contains { _ in never.falls() })
        #expect((0..<2).contains { _ in rare.falls() })
    }
}

@Suite struct `A score` {
    private func miss(_ anchor: String, _ breakPoint: BreakPoint, due: Int64 = 0) -> KnownMiss {
        KnownMiss(
            thread: "t", anchor: anchor, rule: "R1", breakPoint: breakPoint,
            owedBy: .written("https://council.example"), due: Instant(seconds: due),
            state: .missed)
    }

    @Test func `counts what was put in, what was found, and what is in both`() {
        let score = Score(
            truth: [miss("a", .receivedNotOwned), miss("b", .receivedNotOwned)],
            found: [miss("b", .receivedNotOwned), miss("c", .decidedNotTold)])
        #expect(score.all == Score.Figures(injected: 2, found: 2, truePositives: 1))
        #expect(score.all.precision == 0.5 && score.all.recall == 0.5)
        #expect(score.breakPoints.map(\.breakPoint) == [.receivedNotOwned, .decidedNotTold])
        #expect(score.breakPoints[1].figures.recall == 1)
        #expect(score.breakPoints[1].figures.precision == 0)
        #expect(!score.isPerfect)
    }

    @Test func `takes a miss with another due time for another`() {
        let score = Score(
            truth: [miss("a", .receivedNotOwned)], found: [miss("a", .receivedNotOwned, due: 1)])
        #expect(score.all.truePositives == 0)
    }

    @Test func `of nothing is perfect`() {
        #expect(Score(truth: [], found: []).isPerfect)
    }
}
