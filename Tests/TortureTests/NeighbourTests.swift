// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Testing

extension Torture {
    /// Row S20 of the acceptance table: one agency has far more in flight than it may.
    @Suite struct `A noisy neighbour` {
        /// What one agency may have in flight, as the daemon has it.
        private static let limit = 256

        /// How long the listener surely waits for the rest of a request: less than the ten seconds that
        /// it has, as the rest is on its way for a while.
        private static let patience = 8.0

        @Test(.timeLimit(.minutes(10))) func `is told to wait, and nobody else is`() async throws {
            let town = try Town()
            defer { town.leave() }
            while try await !isJudged(in: town) {}
            #expect(try town.fsck() == nil)
        }

        /// Tries it once, with a daemon of its own; false where the listener may have closed what was
        /// begun before the rest came, which says nothing.
        private func isJudged(in town: Town) async throws -> Bool {
            let daemon = try await Batond.ready(town)
            let posts = Torture.rounds(short: 5, long: 200)
            let isInTime = try await Exchange.withHTTP(isPatient: false) { exchange in
                let quiet = try Poster(town, from: .school, over: exchange)
                let noisy = try Poster(town, over: exchange)
                let before = try await waits(posts, by: quiet)
                // To sign them takes a while, and the time of the first runs from its first byte on.
                let requests = try (0...Self.limit).map { _ in try noisy.plainRequest() }
                let start = Monotonic.now
                let begun = try requests.map { try begin($0, town) }
                // One was turned away: so the others are all in flight.
                let isOneTurnedAway = try await Wait.until(Self.patience) {
                    turnedAway(by: daemon) == 1
                }
                let during = try await waits(posts, by: quiet)
                for request in begun { _ = request.probe.send(request.rest) }
                let isInTime = Monotonic.now - start < Self.patience
                let after = try await waits(posts, by: quiet)
                let statuses = begun.map { $0.probe.status() }
                guard isInTime else { return false }
                #expect(isOneTurnedAway)
                #expect(statuses.count { $0 == 202 } == Self.limit)
                #expect(statuses.count { $0 == 429 } == 1)
                Torture.report(
                    "S20: \(Self.limit) of one agency in flight, the next told 429; another's "
                        + "\(posts) posts, median \(before) ms before, \(during) ms while they wait, "
                        + "\(after) ms while they are taken")
                return true
            }
            #expect(try await daemon.stop() == .exit(0))
            return isInTime
        }

        /// A request of which the last byte is still to be sent.
        private struct Begun {
            let probe: Probe
            let rest: [UInt8]
        }

        private func begin(_ request: [UInt8], _ town: Town) throws -> Begun {
            let probe = try #require(Probe(port: town.port))
            try #require(probe.send(Array(request.dropLast())))
            return Begun(probe: probe, rest: [request[request.count - 1]])
        }

        /// How many requests were turned away since the daemon began.
        private func turnedAway(by daemon: Batond) -> Int {
            daemon.gauge("baton_limits_reached_total{limit=\"in_flight\"}") ?? 0
        }

        /// How long posts waited for their 202, which each must get, one after the other: the middle,
        /// in milliseconds.
        private func waits(_ count: Int, by poster: Poster) async throws -> Double {
            var waits: [Double] = []
            for _ in 0..<count {
                let begun = Monotonic.now
                #expect(try await poster.postOne() == .accepted)
                waits.append(Monotonic.now - begun)
            }
            return (waits.sorted()[count / 2] * 10_000).rounded() / 10
        }
    }
}
