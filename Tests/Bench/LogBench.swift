// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// What the log costs as it grows: acceptance and receipts, and what looks through the whole of it.
///
/// A broker for each number of entries, all measured in turn: what is measured an hour apart tells of
/// the machine as much as of the log. Fails when acceptance or a receipt costs over 10 % more at the
/// last number of entries than at the first.
struct LogBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Measures acceptance, receipts, mirrors and fsck over logs of several lengths.")

    @Option(help: "How many entries a broker's log has; one broker each.")
    var entries: [Int] = [10_000, 100_000, 1_000_000]

    @Option(help: "How many messages a round sends to each broker.")
    var messages = 1_000

    @Option(help: "How many receipts a round asks each broker for.")
    var receipts = 5_000

    @Option(help: "How many rounds there are; the middle one is told.")
    var rounds = 7

    @Option(help: "A free port; so must the next ones be, two for each broker.")
    var port = 18_470

    /// What is measured of a broker with a log of so many entries.
    private enum Series: String, CaseIterable {
        case receipt
        case newestReceipt = "receipt.newest"
        /// The last, since it makes the log longer.
        case acceptance = "accept"
    }

    func run() throws {
        var logs: [GrownLog] = []
        defer { for log in logs { log.remove() } }
        for (number, level) in entries.enumerated() {
            logs.append(try GrownLog(to: level, port: port + 2 * number))
        }
        var grown: [String] = []
        for series in Series.allCases {
            let percent = try inTurn(series, &logs)
            if percent > Growth.limit { grown.append(series.rawValue) }
        }
        for log in logs {
            try log.sayWaits()
            try log.lookThrough()
        }
        guard grown.isEmpty else {
            throw BenchFailure.growth("grew by more than \(Growth.limit) %: \(grown)")
        }
    }

    /// Measures all logs in each round, the order turned about from one to the next; gives by how many
    /// percent the last costs more than the first.
    private func inTurn(_ series: Series, _ logs: inout [GrownLog]) throws -> Double {
        var costs = logs.map { _ in [Double]() }
        for round in 0..<rounds {
            for place in logs.indices {
                let number = (place + round) % logs.count
                costs[number].append(try cost(of: series, &logs[number]))
            }
        }
        var percent = 0.0
        for (log, own) in zip(logs, costs) {
            let name = "log.\(series.rawValue)"
            Report.say("\(name).per_ES256", middle(own), "verifications", log.level)
            percent = (middle(zip(own, costs[0]).map { $0 / $1 }) - 1) * 100
            Report.say("\(name).growth", percent, "%", log.level)
        }
        return percent
    }

    private func cost(of series: Series, _ log: inout GrownLog) throws -> Double {
        switch series {
        case .receipt: try log.costOfReceipt(receipts, query: "")
        case .newestReceipt: try log.costOfReceipt(receipts, query: "?size=newest")
        case .acceptance: try log.costOfAcceptance(messages)
        }
    }

    private func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
