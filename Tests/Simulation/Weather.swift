// SPDX-License-Identifier: Apache-2.0

/// How a disk behaves: how often what goes wrong, in times of a hundred.
package struct Weather: Sendable, Hashable {
    /// Transactions and reads that fail at some call within, and leave no trace.
    package var strikes = 0
    /// Reads that fail for good: an I/O error.
    package var deadlyReads = 0
    /// Commits that fail with an unknown outcome, and did not land.
    package var lost = 0
    /// Commits that fail with an unknown outcome, and did land.
    package var landed = 0
    /// The longest that a step of a commit or a read takes, in milliseconds.
    package var slowness = 0

    /// Nothing goes wrong, and everything takes no time.
    package init() {}
}
