// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding

/// The options of an audit that say of when, and in which partnership.
struct AuditPeriod: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The first time of the period; three months before its end when not said, six for Annex A.",
            valueName: "time"), transform: Reading.time)
    var from: Instant?

    @Option(
        help: ArgumentHelp(
            "The first time after the period; now when not said.", valueName: "time"),
        transform: Reading.time)
    var to: Instant?

    @Option(
        help: ArgumentHelp("The partnership, for who oversees several.", valueName: "uri"),
        transform: Reading.partnership)
    var partnership: PartnershipID?

    /// What the broker is told of it.
    var parameters: [(String, String?)] {
        [("from", from?.rfc3339), ("to", to?.rfc3339), ("partnership", partnership?.uri)]
    }
}
