// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Programs
import Testing

extension Torture {
    /// Row S02 of the acceptance table, as far as messages are concerned: no witness delays a 202.
    @Suite struct `Witnesses that are down, silent and conflicting` {
        @Test func `keep no message waiting, and a conflict is an alarm that stays`() async throws {
            let town = try Town()
            defer { town.leave() }
            let count = Torture.rounds(short: 40, long: 400)
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let poster = try Poster(town, over: exchange)
                var daemon = try await Batond.ready(town)
                let alone = try await Self.post(count, poster)
                #expect(try await daemon.stop() == .exit(0))
                let silent = try ShamWitness("silent.example", .silent)
                let conflicting = try ShamWitness("conflicting.example", .status(500))
                let down = try ShamWitness("down.example", .silent)
                down.leave()
                defer {
                    silent.leave()
                    conflicting.leave()
                }
                let all = [silent, conflicting, down].map(\.yaml).joined(separator: ", ")
                try town.edit(
                    "baton.yaml", "keys/log.key}", to: "keys/log.key, witnesses: [\(all)]}")
                daemon = try await Batond.ready(town)
                // It answered nonsense at the start; from now on it has seen another log.
                conflicting.become(.status(422))
                let asked = silent.asked
                let watched = try await Self.post(count, poster)
                #expect(silent.answered == 0, "every 202 came while it had not answered")
                let isHeld = try await Wait.until(60) { silent.asked > asked }
                #expect(isHeld, "it is asked for what was taken in meanwhile")
                let beside = try await Self.post(count, poster)
                #expect(silent.answered == 0)
                let isTold = try await Wait.until(120) {
                    daemon.gauge("baton_witness_conflicts") == 1
                        && daemon.said.contains("a witness contradicts the log")
                }
                #expect(isTold, "\(daemon.said)")
                let alarmed = try await Self.post(count, poster)
                let auditor = try Auditor(town, over: exchange)
                #expect(try await auditor.complaints(about: poster.journal) == [])
                #expect(try await daemon.stop() == .exit(0))
                try await Self.isRefused(town)
                Torture.report(
                    "witnesses down, silent and conflicting: \(4 * count) referrals, each 202 in "
                        + "\(alone) ms without witnesses, \(watched) with them, \(beside) while the silent "
                        + "one holds a request, \(alarmed) after the conflict (median and most); "
                        + "the conflict: journal, metric, file, and no next start")
            }
        }

        @Test func `say alone that the log is behind, and both sizes are named`() async throws {
            let town = try Town()
            defer { town.leave() }
            #expect(try await Batond.ready(town).stop() == .exit(0))
            let witness = try ShamWitness("ahead.example", .seen(1_000))
            defer { witness.leave() }
            try town.edit(
                "baton.yaml", "keys/log.key}", to: "keys/log.key, witnesses: [\(witness.yaml)]}")
            let refused = try Batond(town)
            #expect(try await refused.end() == .exit(78), "\(refused.said)")
            let stored = try #require(
                try refused.said.firstMatch(
                    of: Regex("it holds ([0-9]+) entries, and the witness ")))
            let size = try #require(stored.output[1].substring.flatMap { Int($0) })
            for words in [
                "has seen 1000. The \(1_000 - size) entries that were acknowledged since 20",
                "a witness contradicts the log", "seen=1000", "stored=\(size)",
            ] { #expect(refused.said.contains(words), "\(words): \(refused.said)") }
            // What it said is kept, for whoever looks at the file and starts again.
            let again = try Batond(town)
            #expect(try await again.end() == .exit(78), "\(again.said)")
            #expect(
                again.said.contains(
                    "it says that it has seen 1000 entries, and the log has \(size). "),
                "\(again.said)")
            let accepted = try await Batond.ready(town, with: ["--accept-gap"])
            try await Exchange.withHTTP { exchange in
                let caller = Caller(try town.node(.partnership), over: exchange)
                let answer = try await caller.get("/log/facts?from=\(size)&to=\(size + 1)")
                let told = String(decoding: answer.body, as: UTF8.self)
                #expect(told.contains("accepted-gap"), "\(told)")
                #expect(told.contains("\"witnessed\":1000"), "\(told)")
            }
            #expect(try await accepted.stop() == .exit(0))
        }

        /// Sends referrals one after the other; how long each took: median and most.
        private static func post(_ count: Int, _ poster: Poster) async throws -> String {
            var times: [Double] = []
            for _ in 0..<count {
                let begun = Monotonic.now
                #expect(try await poster.postOne() == .accepted)
                times.append((Monotonic.now - begun) * 1_000)
            }
            times.sort()
            return [times[count / 2], times[count - 1]].map { String(format: "%.1f", $0) }
                .joined(separator: " and ")
        }

        /// A contradiction that nobody has looked at keeps the log from going on.
        private static func isRefused(_ town: Town) async throws {
            let conflict = town.file("baton.db.witness-conflict")
            #expect(FileManager.default.fileExists(atPath: conflict.path))
            let refused = try Batond(town)
            #expect(try await refused.end() == .exit(78), "\(refused.said)")
            #expect(refused.said.contains("a witness contradicts the log"), "\(refused.said)")
        }
    }
}
