// SPDX-License-Identifier: Apache-2.0

/// How often a fault happens: by count, not by luck, so that a short stretch has its share too.
struct Quota: Sendable {
    private let rate: Double
    private var owed: Double

    /// Of a share of all occasions; the first falls on the first.
    init(rate: Double) {
        self.rate = rate
        owed = rate > 0 ? 1 - rate : 0
    }

    /// Whether it happens on this occasion.
    mutating func falls() -> Bool {
        guard rate > 0 else { return false }
        owed += rate
        // A whole number summed up from fractions falls a little short.
        guard owed >= 0.999_999 else { return false }
        owed -= 1
        return true
    }
}
