// SPDX-License-Identifier: Apache-2.0

/// The yardsticks of a run: bare ES256 verification always, and that of each algorithm measured.
struct Scale {
    private let yardsticks: [(algorithm: BenchAlgorithm, yardstick: Yardstick)]

    /// What one bare verification takes just now.
    struct Unit {
        let algorithm: BenchAlgorithm
        let microseconds: Double
    }

    init(_ algorithms: [BenchAlgorithm]) throws {
        yardsticks = try BenchAlgorithm.allCases
            .filter { $0 == .es256 || algorithms.contains($0) }
            .map { ($0, try Yardstick($0)) }
    }

    /// Measures every unit.
    func units() throws -> [Unit] {
        try yardsticks.map { Unit(algorithm: $0, microseconds: try $1.microseconds()) }
    }

    /// Between what was measured before and after: the machine's speed changes.
    func mean(_ before: [Unit], _ after: [Unit]) -> [Unit] {
        zip(before, after).map {
            Unit(algorithm: $0.algorithm, microseconds: ($0.microseconds + $1.microseconds) / 2)
        }
    }
}
