// SPDX-License-Identifier: Apache-2.0

/// The lists of Ofsted's Annex A (ILACS) that a broker can fill, and a file beside them.
///
/// The headings are those of the template of 2020 to 2024, letter by letter. A broker replaces no
/// extract of a case system: what no message says stays empty.
package enum AnnexAList: String, Sendable, Hashable, CaseIterable {
    /// Contacts.
    case contacts = "list-1"
    /// Referrals.
    case referrals = "list-3"
    /// Enquiries under section 47 and initial child protection conferences.
    case enquiries = "list-5"
    /// What was owed after each message, joined on `Child Unique ID`.
    case adjunct

    /// All of their names, for a person who named another.
    package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The headings, in their order.
    package var headings: [String] {
        switch self {
        case .contacts: Self.child + ["Date of Contact", "Contact Source"]
        case .referrals:
            Self.child + [
                "Date of Referral", "Referral Source", "Referral NFA?",
                "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker",
            ]
        case .enquiries:
            Self.child + [
                "Does the Child have a Disability",
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                "Was an Initial Child Protection Conference deemed unnecessary?",
                "Date of Initial Child Protection Conference",
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "Number of Section 47 Enquiries in the last 12 months",
                "Number of ICPCs in the last 12 months", "Allocated Team", "Allocated Worker",
            ]
        case .adjunct:
            [
                "Child Unique ID", "message id", "handoff", "due", "done", "days over",
                "owner role",
            ]
        }
    }

    private static let child = [
        "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age",
    ]
}
