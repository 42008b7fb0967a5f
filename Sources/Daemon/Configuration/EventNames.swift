// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding

/// The names of event types that a configuration may use: those whose schemas are at hand.
///
/// Any other name is a slip of the pen, and a message that nobody receives.
enum EventNames {
    /// The names of everything that can happen, the broker's own notices among them.
    static func all(in catalogue: Catalogue) -> [String] { catalogue.entries.map(\.type.name) }

    /// The names of what agencies send, which is what agreements and subscriptions are about.
    static func sentByAgencies(in catalogue: Catalogue) -> [String] {
        catalogue.entries.filter { !$0.isIssuedByBroker }.map(\.type.name)
    }
}
