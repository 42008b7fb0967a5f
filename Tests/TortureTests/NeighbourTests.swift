// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Testing

extension Torture {
    /// Row S20 of the acceptance table: one agency has far more in flight than it may.
    @Suite struct `A noisy neighbour` {
        /// What one agency may have in flight, as the daemon has it.
        private static let limit = 256

        @Test func `is told to wait, and nobody else is`() async throws {
            let town = try Town()
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let posts = Torture.rounds(short: 5, long: 200)
            try await Exchange.withHTTP(isPatient: false) { exchange in
                let quiet = try Poster(town, from: .school, over: exchange)
                let noisy = try Poster(town, over: exchange)
                let before = try await waits(posts, by: quiet)
                let begun = try (0...Self.limit).map { _ in try begin(noisy, town) }
                // One was turned away: so the others are all in flight.
                #expect(try await Wait.until(30) { isOneTurnedAway(town) })
                let during = try await waits(posts, by: quiet)
                for request in begun { _ = request.probe.send(request.rest) }
                let after = try await waits(posts, by: quiet)
                let statuses = begun.map { $0.probe.status() }
                #expect(statuses.count { $0 == 202 } == Self.limit)
                #expect(statuses.count { $0 == 429 } == 1)
                Torture.report(
                    "S20: \(Self.limit) of one agency in flight, the next told 429; another's "
                        + "\(posts) posts, median \(before) ms before, \(during) ms while they wait, "
                        + "\(after) ms while they are taken")
            }
            #expect(try await daemon.stop() == .exit(0))
            #expect(try town.fsck() == nil)
        }

        /// A request of which the last byte is still to be sent.
        private struct Begun {
            let probe: Probe
            let rest: [UInt8]
        }

        private func begin(_ poster: Poster, _ town: Town) throws -> Begun {
            let request = try poster.plainRequest()
            let probe = try #require(Probe(port: town.port, seconds: 60))
            try #require(probe.send(Array(request.dropLast())))
            return Begun(probe: probe, rest: [request[request.count - 1]])
        }

        private func isOneTurnedAway(_ town: Town) -> Bool {
            Probe.text(port: town.port + 1, path: "/metrics")
                .contains("baton_limits_reached_total{limit=\"in_flight\"} 1")
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
