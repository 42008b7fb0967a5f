// SPDX-License-Identifier: Apache-2.0

/// A standing wish of an agency to receive messages that are not addressed to it.
///
/// It never widens an agreement: what no agreement lets through is not delivered.
package struct Subscription: Sendable, Hashable {
    /// The agency that wants the messages.
    package let agency: AgencyID
    /// The partnership in which they are shared.
    package let partnership: PartnershipID
    /// The names of the event types, such as `referral.made`, of any version.
    package let types: [String]
    /// The senders; nil for any.
    package let from: [AgencyID]?
    /// Which coded particulars the messages must have.
    package let `where`: Conditions

    /// Describes a subscription.
    package init(
        agency: AgencyID, partnership: PartnershipID, types: [String],
        from: [AgencyID]? = nil, where: Conditions = .none
    ) {
        self.agency = agency
        self.partnership = partnership
        self.types = types
        self.from = from
        self.where = `where`
    }
}
