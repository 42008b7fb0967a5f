// SPDX-License-Identifier: Apache-2.0

/// One system of an agency that talks to the broker.
package struct NodeRecord: Sendable, Hashable {
    /// The node's name within its agency.
    package let id: String
    /// The agency whose messages it signs.
    package let agency: AgencyID
    /// The agency that runs it, where that is another: a council for a school's node.
    package let operatedBy: AgencyID?

    /// Registers a system of an agency.
    package init(id: String, agency: AgencyID, operatedBy: AgencyID? = nil) {
        self.id = id
        self.agency = agency
        self.operatedBy = operatedBy
    }
}
