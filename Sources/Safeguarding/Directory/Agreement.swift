// SPDX-License-Identifier: Apache-2.0

/// An information-sharing agreement: which agencies may share which types of message with which.
///
/// A reference, since each recipient asks for one and a copy would count up all that it holds.
package final class Agreement: Sendable {
    /// The agreement's name, which exclusions and reports quote.
    package let id: String
    /// The partnership in which it holds.
    package let partnership: PartnershipID
    /// The agencies that may send.
    package let from: [AgencyID]
    /// The agencies that may receive.
    package let to: [AgencyID]
    /// The names of the event types, such as `referral.made`, of any version.
    package let types: [String]
    /// What the sharing is for.
    package let purpose: String
    /// The statute or other basis that it rests on.
    package let lawfulBasis: String
    /// The day by which it must be reviewed; afterwards it still routes, marked and alarmed.
    package let reviewBy: CalendarDate

    /// Describes an agreement.
    package init(
        id: String, partnership: PartnershipID, from: [AgencyID], to: [AgencyID],
        types: [String], purpose: String, lawfulBasis: String, reviewBy: CalendarDate
    ) {
        self.id = id
        self.partnership = partnership
        self.from = from
        self.to = to
        self.types = types
        self.purpose = purpose
        self.lawfulBasis = lawfulBasis
        self.reviewBy = reviewBy
    }

    /// Whether the day is over by which it was to be reviewed.
    package func isOverdue(on day: CalendarDate) -> Bool { reviewBy < day }
}

extension Agreement: Hashable {
    /// Two agreements are one when they say the same.
    package static func == (left: Agreement, right: Agreement) -> Bool {
        left.id == right.id && left.partnership == right.partnership && left.from == right.from
            && left.to == right.to && left.types == right.types && left.purpose == right.purpose
            && left.lawfulBasis == right.lawfulBasis && left.reviewBy == right.reviewBy
    }

    /// Hashes the name and the partnership, which tell agreements apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(partnership)
    }
}
