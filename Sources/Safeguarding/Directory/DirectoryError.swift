// SPDX-License-Identifier: Apache-2.0

/// One way in which a configuration contradicts itself.
package enum DirectoryError: Error, Sendable, Hashable {
    /// Two agencies have one URI.
    case duplicateAgency(AgencyID)
    /// Two nodes of an agency have one name.
    case duplicateNode(String, of: AgencyID)
    /// Two partnerships have one URI.
    case duplicatePartnership(PartnershipID)
    /// Two partnerships have one number.
    case duplicatePartnershipNumber(Int, PartnershipID)
    /// A partnership's number is below 1 or over the limit.
    case partnershipNumberOutOfRange(Int, PartnershipID)
    /// Two agreements of the broker have one name.
    case duplicateAgreement(String)
    /// An agreement lists no sender, no recipient or no type.
    case emptyAgreement(String)
    /// An agency's URI is also the broker's.
    case agencyIsBroker(AgencyID)
    /// An agency's URI is also a partnership's.
    case agencyIsPartnership(AgencyID)
    /// An agency is named that is not registered.
    case unknownAgency(AgencyID, namedBy: String)
    /// A partnership is named that is not configured.
    case unknownPartnership(PartnershipID, namedBy: String)
    /// An agency is, over one or more steps, a part of itself.
    case partOfItself(AgencyID)
    /// A rule names a role that the partnership gives to nobody.
    case roleNotMapped(Role, rule: String, in: PartnershipID)
    /// An inspector has no first or no last day.
    case inspectorWithoutDates(AgencyID)
    /// A reader's last day is before its first.
    case readerDatesReversed(AgencyID)
}

extension DirectoryError: CustomStringConvertible {
    /// What is wrong, naming the thing, then what to write.
    package var description: String {
        switch self {
        case .duplicateAgency(let id): "agency \(id) is registered twice, write it once"
        case .duplicateNode(let node, let id):
            "agency \(id) has two nodes `\(node)`, give each a name of its own"
        case .duplicatePartnership(let id): "partnership \(id) is configured twice, write it once"
        case .duplicatePartnershipNumber(let number, let id):
            "partnership \(id) has number \(number), which another has, give it a new number"
        case .partnershipNumberOutOfRange(let number, let id):
            "partnership \(id) has number \(number), "
                + "give it one from 1 to \(Directory.highestPartnershipNumber)"
        case .duplicateAgreement(let id):
            "there are two agreements `\(id)`, give each a name of its own"
        case .emptyAgreement(let id):
            "agreement `\(id)` lists no sender, no recipient or no type, write at least one of each"
        case .agencyIsBroker(let id):
            "agency \(id) has the broker's own URI, give it a URI of its own"
        case .agencyIsPartnership(let id):
            "agency \(id) has the URI of a partnership, give it a URI of its own"
        case .unknownAgency(let id, let namer):
            "\(namer) names agency \(id), which is not registered, list it under `agencies`"
        case .unknownPartnership(let id, let namer):
            "\(namer) names partnership \(id), which is not configured, "
                + "list it under `partnerships`"
        case .partOfItself(let id): "agency \(id) is a part of itself, correct its `part_of`"
        case .roleNotMapped(let role, let rule, let id):
            "rule \(rule) needs a `\(role)` and partnership \(id) names none, "
                + "list it under its `roles`"
        case .inspectorWithoutDates(let id):
            "inspector \(id) has no first or no last day, write `from` and `until`"
        case .readerDatesReversed(let id):
            "reader \(id) has a last day before its first, write `until` after `from`"
        }
    }
}

/// Every way in which a configuration contradicts itself.
package struct DirectoryErrors: Error, Sendable, Hashable, CustomStringConvertible {
    /// The errors, at least one.
    package let errors: [DirectoryError]

    /// Gathers errors; there must be one.
    package init(_ errors: [DirectoryError]) {
        precondition(!errors.isEmpty, "a directory without an error is not refused")
        self.errors = errors
    }

    /// One line an error.
    package var description: String { errors.map(\.description).joined(separator: "\n") }
}
