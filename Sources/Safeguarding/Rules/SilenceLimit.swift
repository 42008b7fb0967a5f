// SPDX-License-Identifier: Apache-2.0

/// For how long a node may be silent, measured by its own usual pattern.
package struct SilenceLimit: Sendable, Hashable {
    /// By how much the usual interval may be multiplied.
    package static let factors = 1...100

    /// How many times its own usual interval a node may be silent.
    package let factor: Int
    /// How long it may be silent in any case, in milliseconds.
    package let leastMilliseconds: Int64

    /// Describes how long a node may be silent.
    package init(factor: Int, leastMilliseconds: Int64) {
        self.factor = factor
        self.leastMilliseconds = leastMilliseconds
    }

    /// For how long a node may be silent that is usually heard of at such intervals.
    package func milliseconds(usualInterval: Int64) -> Int64 {
        max(leastMilliseconds, usualInterval.multipliedOrClamped(by: Int64(factor)))
    }
}
