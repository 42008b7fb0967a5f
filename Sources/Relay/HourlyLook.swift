// SPDX-License-Identifier: Apache-2.0

/// When to look at what changes with the configuration and with time: at each load, and each hour.
struct HourlyLook: Sendable {
    private var next: Int64 = .min
    private var generation: Int?

    /// How often it is looked, in milliseconds; a load is looked at at once.
    static let pause: Int64 = 3_600_000

    /// Whether it is time to look.
    func isDue(at steady: Int64, generation: Int) -> Bool {
        next <= steady || self.generation != generation
    }

    /// Looked.
    mutating func looked(at steady: Int64, generation: Int) {
        next = steady + Self.pause
        self.generation = generation
    }
}
