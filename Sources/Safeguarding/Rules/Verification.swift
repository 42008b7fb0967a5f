// SPDX-License-Identifier: Apache-2.0

/// Whether somebody held a rule against the text it comes from.
///
/// Every page and report that uses a rule which was not verified says so.
package enum Verification: Sendable, Hashable {
    /// The rule was held against its source on this day.
    case verified(on: CalendarDate)
    /// Nobody has held the rule against its source.
    case unverified
}
