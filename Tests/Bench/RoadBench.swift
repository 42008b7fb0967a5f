// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// What acceptance costs by mutual TLS and under certificates, beside bearer tokens and pinned keys.
///
/// A daemon for each road is measured in turn, and the middle of the rounds is told: in bare
/// verifications, and as a ratio to the plain road.
struct RoadBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roads", abstract: "Measures acceptance by mutual TLS and under certificates.")

    @Option(help: "How many messages a round sends.")
    var messages = 5_000

    @Option(help: "How many rounds there are.")
    var rounds = 3

    @Option(help: "How many are in flight at once, one series each.")
    var inFlight: [Int] = [16, 64]

    @Option(help: "A free port; the next five must be free too.")
    var port = 18_470

    func run() throws {
        let arenas = try BenchRoad.allCases.enumerated().map { number, road in
            try Arena(port: port + 2 * number, by: road)
        }
        defer { for arena in arenas { arena.remove() } }
        var courses = try arenas.map { arena in
            _ = try arena.start()
            return try Course(arena: arena, algorithms: [.es256])
        }
        for inFlight in inFlight { try measure(&courses, inFlight) }
    }

    private func measure(_ courses: inout [Course], _ inFlight: Int) throws {
        let place = Growth.Place(series: "accept", algorithm: .es256, inFlight: inFlight)
        let yardstick = try Yardstick(.es256)
        var costs = BenchRoad.allCases.map { _ in [Double]() }
        for _ in 0..<rounds {
            for number in courses.indices {
                let unit = try yardstick.microseconds()
                let cost = try courses[number].costOfAcceptance(place, messages: messages)
                costs[number].append(cost / ((unit + (try yardstick.microseconds())) / 2))
                try courses[number].read(messages)
            }
        }
        let middles = costs.map { $0.sorted()[$0.count / 2] }
        for (road, middle) in zip(BenchRoad.allCases, middles) {
            let name = "\(place).\(road.rawValue)"
            Report.say("\(name).per_ES256", middle, "verifications", messages)
            if road != .plain {
                Report.say("\(name).per_plain", middle / middles[0], "ratio", messages)
            }
        }
    }
}
