// SPDX-License-Identifier: Apache-2.0

import Ledger
package import Safeguarding

/// Which messages are listed with everything that became of them: every one of a type that an agency
/// sent to another in a period.
package struct ReferralFilter: Sendable, Hashable {
    /// The name of their type.
    package var type = Self.usualType
    /// Who sent them; nil for whoever did.
    package var sender: AgencyID?
    /// Whom they went to; nil for whomever they did.
    package var recipient: AgencyID?
    /// The days of London on which the broker received them, both included; nil for all there ever were.
    package var days: ClosedRange<CalendarDate>?
    /// The entry after which the page begins, which is below `Int64.max`; nil for the first page.
    package var after: Int64?
    /// At most this many messages; at least 1.
    package var limit = Self.pageLimit
    /// How many entries of the log a page looks through at most; at least 1.
    package var looksThrough = Self.mostLookedThrough

    /// The type that is listed when none is said.
    package static let usualType = "referral.made"
    /// The largest page.
    package static let pageLimit = 100
    /// How many entries of the log a page looks through at most.
    package static let mostLookedThrough: Int64 = 50_000

    /// Asks for every referral.
    package init() {}

    /// The period: its first instant, and the first after it; nil for all time.
    package var period: Range<Instant>? {
        days.map { London.startOfDay($0.lowerBound)..<London.endOfDay($0.upperBound) }
    }

    /// Whether a viewer may know of a message of the type, whoever its agencies are.
    ///
    /// An agency knows of what it sent or received; who oversees, of its partnerships'.
    package func concerns(_ message: ReadMessage, _ viewer: Viewer) -> Bool {
        guard message.facts.type.name == type else { return false }
        switch viewer {
        case .party(let agency):
            return message.facts.issuer == agency || message.recipients.contains(agency)
        case .overseer(_, let partnerships): return partnerships.contains(message.partnership)
        }
    }

    /// Whether its sender and its recipients are those that are asked for.
    package func asks(for message: ReadMessage) -> Bool {
        sender.map { message.facts.issuer == $0 } ?? true
            && recipient.map(message.recipients.contains) ?? true
    }
}
