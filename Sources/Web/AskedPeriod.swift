// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Safeguarding

/// The period and the partnership of a list of Annex A; the list itself names nothing else.
struct AskedPeriod: Sendable {
    /// The period: its first instant, and the first after it.
    let period: Range<Instant>
    /// The partnership.
    let partnership: Partnership

    /// How many months Annex A covers.
    private static let months = 6

    /// Reads the parameters.
    ///
    /// - Parameter open: the partnerships whose content the caller may read, at least one.
    init(_ parameters: Parameters, of open: [Partnership], now: Instant) throws(Fault) {
        let said = try parameters.values(only: Self.names)
        partnership = try AskedQuestion.partnership(said["partnership"], of: open)
        period = try AskedQuestion.period(
            said["from"], said["to"], now: now, months: Self.months)
    }

    private static let names = ["from", "to", "partnership", "purpose", "reference"]
}
