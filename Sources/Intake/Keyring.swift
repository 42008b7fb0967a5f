// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Wire

/// A public key that is registered for one node of an agency.
package final class RegisteredKey: Sendable {
    /// The agency whose messages the key signs.
    package let agency: AgencyID
    /// The node that holds the private half.
    package let node: String
    /// The agency that runs the node, when that is another one.
    package let operatedBy: AgencyID?
    /// What the header's `kid` says.
    package let kid: String
    /// The key itself, parsed once.
    package let key: PublicKey
    /// The algorithms that may be used with it: one, or the two names of Ed25519.
    package let algorithms: Set<SignatureAlgorithm>
    /// From when messages may be issued under it.
    package let from: Instant
    /// Until when messages may be issued under it, exclusive.
    package let until: Instant?
    /// When it was declared lost.
    package let revokedAt: Instant?
    /// The path of certificates that proves it; nil for a key that the configuration names.
    package let path: CertificatePath?

    /// The node of keys that certificates prove: they name an agency, and none of its systems.
    package static let certifiedNode = "certificate"

    /// Registers a key.
    package init(
        agency: AgencyID, node: String, operatedBy: AgencyID? = nil, kid: String, key: PublicKey,
        algorithms: Set<SignatureAlgorithm>, from: Instant, until: Instant? = nil,
        revokedAt: Instant? = nil, path: CertificatePath? = nil
    ) {
        self.agency = agency
        self.node = node
        self.operatedBy = operatedBy
        self.kid = kid
        self.key = key
        self.algorithms = algorithms
        self.from = from
        self.until = until
        self.revokedAt = revokedAt
        self.path = path
    }

    /// The same key, declared lost at a time unless it was before.
    fileprivate func revoked(at time: Instant?) -> RegisteredKey {
        guard let time, revokedAt.map({ time < $0 }) ?? true else { return self }
        return RegisteredKey(
            agency: agency, node: node, operatedBy: operatedBy, kid: kid, key: key,
            algorithms: algorithms, from: from, until: until, revokedAt: time, path: path)
    }

    /// Why the key is not good for a message, or nil when it is (interfaces.md section 3).
    ///
    /// - Parameter issuedAt: the message's `iat`; nil where it could not be read.
    /// - Parameter receivedAt: when the broker first received it.
    package func objection(
        issuedAt: Instant?, receivedAt: Instant, graceSeconds: Int
    ) -> KeyStanding? {
        if let revokedAt, receivedAt >= revokedAt {
            return .revoked(at: revokedAt, receivedAt: receivedAt)
        }
        if let issuedAt, issuedAt < from { return .notYet(from: from, issuedAt: issuedAt) }
        guard let until else { return nil }
        if let issuedAt, issuedAt >= until { return .ended(until: until, issuedAt: issuedAt) }
        let grace = Instant(milliseconds: until.milliseconds + Int64(graceSeconds) * 1000)
        return receivedAt < grace ? nil : .receivedTooLate(until: until, receivedAt: receivedAt)
    }
}

/// Every key that this broker accepts, by issuer and `kid`.
///
/// A key belongs to one issuer: looking it up by both is what stops agency A from signing as B
/// (RFC 8725 section 3.8).
package struct Keyring: Sendable {
    private let byIssuer: [AgencyID: [String: RegisteredKey]]
    private let byKid: [String: [RegisteredKey]]
    /// Whom certificates are believed; nil where only the keys count.
    package let trust: CertificateTrust?
    /// Holds certificates against the keys that are named beside them, also where nobody is believed.
    private let comparing: CertificateTrust
    /// The agencies that certificates may speak for.
    private let certified: Set<AgencyID>

    /// When key pairs were declared lost, by their thumbprints: under whichever names they are known.
    private let lost: [String: Instant]

    /// Gathers keys; of two with the same issuer and `kid` the first is kept.
    ///
    /// - Parameter agencies: all that are registered, of which some may have certificates alone.
    package init(
        _ keys: [RegisteredKey], trust: CertificateTrust? = nil, agencies: [AgencyID] = []
    ) {
        self.trust = trust
        comparing = trust ?? CertificateTrust([])
        certified = trust == nil ? [] : Set(agencies)
        let lost = Self.lost(among: keys)
        self.lost = lost
        let keys = keys.map { $0.revoked(at: lost[$0.key.thumbprint]) }
        byIssuer = Dictionary(grouping: keys, by: \.agency).mapValues { keys in
            Dictionary(keys.map { ($0.kid, $0) }, uniquingKeysWith: { first, _ in first })
        }
        byKid = Dictionary(grouping: keys, by: \.kid)
    }

    /// All keys, in no order.
    package var keys: [RegisteredKey] { byKid.values.flatMap { $0 } }

    /// Whether any key of that issuer is registered, or could be proven by a certificate.
    package func knows(_ issuer: AgencyID) -> Bool {
        byIssuer[issuer] != nil || certified.contains(issuer)
    }

    /// The issuer's key of that name.
    package func key(_ kid: String, of issuer: AgencyID) -> RegisteredKey? {
        byIssuer[issuer]?[kid]
    }

    /// The key of that name, when no other has it and it is the issuer's.
    ///
    /// It is found by `iss` as that is written: what is the same as a registered URI need not be proven to
    /// be one.
    func onlyKey(named kid: String, of issuer: JSONNode) -> RegisteredKey? {
        guard let keys = byKid[kid], keys.count == 1, issuer.isString(keys[0].agency.uri) else {
            return nil
        }
        return keys[0]
    }

    /// A key that a certificate proves, with the time at which its pair was declared lost under another name.
    func heeding(_ key: RegisteredKey) -> RegisteredKey {
        lost.isEmpty ? key : key.revoked(at: lost[key.key.thumbprint])
    }

    /// Refuses a header whose certificate contradicts the key that it names.
    func check(_ header: JOSEHeader, against key: RegisteredKey) throws(CertificateFault) {
        guard header.certificateDigest != nil || !header.certificates.isEmpty else { return }
        try comparing.check(header, against: key)
    }

    private static func lost(among keys: [RegisteredKey]) -> [String: Instant] {
        let times = keys.compactMap { key in key.revokedAt.map { (key.key.thumbprint, $0) } }
        return Dictionary(times, uniquingKeysWith: min)
    }

    /// Every key of that name, whoever holds it: for tokens whose issuer cannot be read.
    func keys(named kid: String) -> [RegisteredKey] { byKid[kid] ?? [] }
}
