// SPDX-License-Identifier: Apache-2.0

/// How costs grow with what is stored: they may hardly.
struct Growth {
    /// What was measured: the name of the series and how it was driven.
    struct Place: Hashable, CustomStringConvertible {
        let series: String
        let algorithm: BenchAlgorithm
        let inFlight: Int

        var description: String { "\(series).\(algorithm.rawValue).\(inFlight)" }
    }

    /// By how much a cost may grow from the first to the last number of stored messages, in percent.
    static let limit = 10.0

    private var costs: [(place: Place, ratio: Double, stored: Int)] = []

    /// Keeps what a measurement cost, in bare verifications.
    mutating func note(_ place: Place, _ ratio: Double, _ stored: Int) {
        costs.append((place, ratio, stored))
    }

    /// Says for each place by how much its cost grew; gives those that grew too much.
    ///
    /// One message in flight is told and not judged: its cost is that of waking up.
    func tell() -> [String] {
        var tooMuch: [String] = []
        for first in costs {
            guard let last = costs.last(where: { $0.place == first.place }),
                last.stored != first.stored,
                costs.first(where: { $0.place == first.place })?.stored == first.stored
            else { continue }
            let percent = (last.ratio / first.ratio - 1) * 100
            Report.say("\(first.place).growth", percent, "%", last.stored)
            if percent > Self.limit, first.place.inFlight > 1 {
                tooMuch.append("\(first.place) from \(first.stored) to \(last.stored) stored")
            }
        }
        return tooMuch
    }
}
