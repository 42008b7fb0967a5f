// SPDX-License-Identifier: Apache-2.0

/// Of which messages to read how they were shared.
package struct SharingQuery: Sendable, Hashable {
    /// The number of the partnership.
    package let partnership: Int
    /// The days of London on which they were routed.
    package let days: ClosedRange<Int>

    /// Every day there ever was, and will be.
    package static let always = Int.min...Int.max

    /// Asks for what was routed on some days, counted from 1970-01-01.
    package init(partnership: Int, days: ClosedRange<Int>) {
        self.partnership = partnership
        self.days = days
    }
}
