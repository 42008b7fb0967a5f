// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing

/// An agency of the sample town, with the key of its one node.
package struct Resident: Sendable {
    /// The agency.
    package let id: AgencyID
    /// What it is called in tests.
    package let name: String
    /// Its kind.
    package let kind: AgencyKind
    /// The private key of its node.
    package let key: PrivateKey

    /// Settles an agency with a key of its own.
    package init(_ uri: String, _ name: String, _ kind: AgencyKind) {
        id = .known(uri)
        self.name = name
        self.kind = kind
        key = PrivateKey.generate(.p256)
    }
}

extension AgencyID {
    /// An agency whose URI a test wrote well.
    package static func known(_ uri: String) -> AgencyID {
        guard let id = try? AgencyID(uri) else { preconditionFailure("\(uri) is an agency's URI") }
        return id
    }
}

extension PartnershipID {
    /// A partnership whose URI a test wrote well.
    package static func known(_ uri: String) -> PartnershipID {
        guard let id = try? PartnershipID(uri) else {
            preconditionFailure("\(uri) is a partnership's URI")
        }
        return id
    }
}

extension Instant {
    /// A time that a test wrote well.
    package static func at(_ text: String) -> Instant {
        guard let instant = try? Instant(rfc3339: text) else {
            preconditionFailure("\(text) is an RFC 3339 time")
        }
        return instant
    }
}
