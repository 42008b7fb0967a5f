// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing

extension Torture {
    /// Row R08 of the acceptance table.
    @Suite struct `A daemon that is killed under load` {
        @Test func `has kept every promise when it comes back`() async throws {
            var dice = Dice(for: "kill -9 under load")
            let town = try Town()
            defer { town.leave() }
            let rounds = Torture.rounds(short: 3, long: 200)
            let (journal, starts) = try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                var starts: [Double] = []
                for _ in 0..<rounds {
                    starts.append(try await round(town, poster, exchange, &dice))
                }
                let last = try await Batond.ready(town)
                let auditor = try Auditor(town, over: exchange)
                let found = try await auditor.complaints(about: poster.journal)
                #expect(found == [])
                #expect(try await last.stop() == .exit(0))
                return (poster.journal.count, starts.sorted())
            }
            #expect(journal.acknowledged > 0)
            #expect(try town.fsck() == nil)
            Torture.report(
                "kill -9 under load: \(rounds) rounds, \(journal.acknowledged) acknowledged of "
                    + "\(journal.sent) sent, all there; ready after a kill in "
                    + "\(starts[starts.count / 2]) s (median), \(starts[starts.count - 1]) s (most)"
            )
        }

        /// Starts, audits what the round before was promised, posts, and kills in the midst of it.
        private func round(
            _ town: Town, _ poster: Poster, _ exchange: Exchange, _ dice: inout Dice
        ) async throws -> Double {
            let daemon = try Batond(town)
            let start = try await daemon.untilReady()
            let before = poster.journal.count
            let pause = Int.random(in: 30...400, using: &dice)
            async let posting = poster.post(10_000)
            let hasBegun = try await Wait.until(60) {
                poster.journal.count.acknowledged > before.acknowledged
            }
            #expect(hasBegun, "nothing was acknowledged")
            try await Wait.milliseconds(pause)
            try await daemon.kill()
            let tally = try await posting
            #expect(tally.others == [] && tally.later == 0, "\(tally)")
            let next = try await Batond.ready(town)
            let auditor = try Auditor(town, over: exchange)
            let found = try await auditor.complaints(
                about: poster.journal, part: poster.journal.since(before))
            #expect(found == [])
            try await next.kill()
            return start
        }
    }
}
