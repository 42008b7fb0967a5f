// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Wire

/// What an entry says of a key of an agency that is not to be believed any more from a time on.
///
/// Which messages that concerns follows from their own facts: issuer, `kid`, `iat` and receipt.
package struct RevokedFacts: Sendable, Hashable {
    /// Whose key it is.
    package let agency: AgencyID
    /// The key's name; of a key with a certificate, the certificate's digest.
    package let kid: String
    /// From when it is not believed: the operator says so, or the authority.
    package let revokedAt: Instant
    /// The certificate that was revoked, its own or one above it; nil for a key that the configuration
    /// names.
    package let certificate: SHA256Digest?
    /// The revocation list that names it; nil for a key that the configuration names.
    package let list: SHA256Digest?

    /// Gathers the facts.
    package init(
        agency: AgencyID, kid: String, revokedAt: Instant, certificate: SHA256Digest? = nil,
        list: SHA256Digest? = nil
    ) {
        self.agency = agency
        self.kid = kid
        self.revokedAt = revokedAt
        self.certificate = certificate
        self.list = list
    }
}

/// What an entry says of messages that were taken while it could not be told whether their signers'
/// certificates had been revoked, and of which it can be told now.
package struct SettledFacts: Sendable, Hashable {
    /// The entries of those that were rightly taken.
    package let clear: [Int64]
    /// The entries of those whose signer had been revoked by then.
    package let revoked: [Int64]

    /// Gathers the facts.
    package init(clear: [Int64], revoked: [Int64]) {
        self.clear = clear
        self.revoked = revoked
    }
}

extension RevokedFacts {
    var json: JSONValue {
        .object(leavingOutNil: [
            "kind": "revoked", "agency": .string(agency.uri), "kid": .string(kid),
            "revoked_at": .integer(revokedAt.milliseconds),
            "certificate": certificate.map(JSONValue.digest),
            "list": list.map(JSONValue.digest),
        ])
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(
            agency: try node.agency("agency"), kid: try node.text("kid"),
            revokedAt: try node.instant("revoked_at"),
            certificate: node["certificate"] == nil ? nil : try node.digest("certificate"),
            list: node["list"] == nil ? nil : try node.digest("list"))
    }
}

extension SettledFacts {
    var json: JSONValue {
        [
            "kind": "settled", "clear": .array(clear.map(JSONValue.integer)),
            "revoked": .array(revoked.map(JSONValue.integer)),
        ]
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(clear: try node.entries("clear"), revoked: try node.entries("revoked"))
    }
}

extension JSONNode {
    func entries(_ name: String) throws(RestoreFault) -> [Int64] {
        var entries: [Int64] = []
        for node in list(name) {
            guard let entry = node.integer, entry >= 0 else { throw RestoreFault(name) }
            entries.append(entry)
        }
        return entries
    }
}
