// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Glibc
import Testing

extension Torture {
    /// Row R11 of the acceptance table; that systemd restarts it by then is tried with systemd.
    @Suite struct `A daemon that is frozen` {
        @Test func `goes on afterwards, and answers what was on its way`() async throws {
            let town = try Town()
            defer { town.leave() }
            let seconds = Torture.rounds(short: 2, long: 40)
            try await Exchange.withHTTP { exchange in
                let poster = try Poster(town, over: exchange)
                let daemon = try await Batond.ready(town)
                let count = Torture.rounds(short: 60, long: 600)
                async let posting = poster.post(
                    count, endsAtSilence: false, patience: .seconds(seconds + 30))
                try await Wait.milliseconds(100)
                daemon.send(SIGSTOP)
                try await Wait.milliseconds(1_000 * seconds)
                daemon.send(SIGCONT)
                let tally = try await posting
                #expect(tally == Poster.Tally(accepted: count))
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                #expect(try await daemon.stop() == .exit(0))
            }
            #expect(try town.fsck() == nil)
        }
    }
}
