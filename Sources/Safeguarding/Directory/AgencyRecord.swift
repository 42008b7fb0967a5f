// SPDX-License-Identifier: Apache-2.0

/// An organisation that is registered with the broker.
package struct AgencyRecord: Sendable, Hashable {
    /// The URI by which it signs and is addressed.
    package let id: AgencyID
    /// What people call it.
    package let name: String
    /// What kind of organisation it is.
    package let kind: AgencyKind
    /// The agency that it is a team of, by which audits group it.
    package let partOf: AgencyID?
    /// Where its safeguarding lead is reached, for people.
    package let contact: String?

    /// Registers an organisation.
    package init(
        id: AgencyID, name: String, kind: AgencyKind, partOf: AgencyID? = nil,
        contact: String? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.partOf = partOf
        self.contact = contact
    }
}

/// The kinds of organisation that take part.
package enum AgencyKind: String, Sendable, Hashable, CaseIterable {
    /// A police force.
    case police
    /// A health body: a trust, an integrated care board, a practice.
    case health
    /// A local authority.
    case council
    /// A school, a college or a nursery.
    case school
    /// A safeguarding partnership's own office.
    case partnership
    /// An inspectorate.
    case inspectorate
    /// Any other, such as probation, housing or a charity.
    case other
}
