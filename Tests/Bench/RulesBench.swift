// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// What the whole pack of rules costs a message, beside five of them.
///
/// Two daemons are measured in turn, and the middle of the ratios is told.
struct RulesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Measures what the pack of rules costs beside its first five.")

    @Option(help: "How many messages a round sends.")
    var messages = 5_000

    @Option(help: "How many rounds there are.")
    var rounds = 5

    @Option(help: "How many are in flight at once.")
    var inFlight = 16

    @Option(help: "A free port; the next three must be free too.")
    var port = 18_470

    func run() throws {
        let five = try Arena(port: port, judging: .five)
        defer { five.remove() }
        let all = try Arena(port: port + 2, judging: .all)
        defer { all.remove() }
        var courses = try [five, all].map { arena in
            _ = try arena.start()
            return try Course(arena: arena, algorithms: [.es256])
        }
        let place = Growth.Place(series: "accept", algorithm: .es256, inFlight: inFlight)
        var ratios: [Double] = []
        for _ in 0..<rounds {
            let costs = try courses.indices.map { number in
                let cost = try courses[number].costOfAcceptance(place, messages: messages)
                try courses[number].read(messages)
                return cost
            }
            ratios.append(costs[1] / costs[0])
        }
        ratios.sort()
        Report.say("rules.all_per_five", ratios[ratios.count / 2], "ratio", messages)
        Report.say("rules.all_per_five.least", ratios[0], "ratio", messages)
        Report.say("rules.all_per_five.most", ratios[ratios.count - 1], "ratio", messages)
    }
}
