// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Synchronization

/// Whose client certificates are believed: authorities, and what they revoked (RFC 5280).
///
/// One that was found good is remembered until the day ends or it does, so that a connection costs
/// one validation and a request none. Lists and authorities never change: a load of the
/// configuration brings another trust, before which every connection shows its certificates again.
package final class ClientTrust: Sendable {
    private let anchors: [TrustAnchor]
    /// What the authorities revoked.
    package let lists: [RevocationList]
    /// The authorities' certificates.
    package var authorities: [Certificate] { anchors.map(\.certificate) }
    private let revocations = RevocationMemory()
    private let found = Mutex<[SHA256Digest: Found]>([:])

    /// The most certificates that are remembered as good.
    package static let mostRemembered = 4_096

    private struct Found {
        let identity: ClientIdentity
        let chain: [Certificate]
    }

    /// Believes what these authorities issued and these lists do not revoke; without lists nothing
    /// is looked up.
    package init(anchors: [TrustAnchor], lists: [RevocationList]) {
        self.anchors = anchors
        self.lists = lists
    }

    /// Whose certificates these are.
    ///
    /// - Parameter chain: the client's own first, then its issuers in any order.
    package func identity(
        of chain: [Certificate], at now: Instant
    ) throws(ClientRefusal) -> ClientIdentity {
        guard let leaf = chain.first else { throw .noCertificate }
        if let known = found.withLock({ $0[leaf.digest] }), now < known.identity.judgedUntil {
            return known.identity
        }
        let agency = try Self.agency(of: leaf)
        let (path, isInDoubt, until) = try path(chain, at: now)
        let ends = path.certificates.map(\.notAfter).min() ?? leaf.notAfter
        let identity = ClientIdentity(
            agency: agency, path: path, isRevocationInDoubt: isInDoubt,
            judgedUntil: min(Instant(seconds: ends + 1), until))
        remember(Found(identity: identity, chain: chain), leaf.digest, now)
        return identity
    }

    /// Whether certificates that proved a client before, perhaps to another trust, prove it now.
    package func believes(_ path: CertificatePath, at now: Instant) -> Bool {
        (try? identity(of: Array(path.belowAnchor), at: now)) != nil
    }

    /// What a client showed with a certificate that was found good, for a session that it resumes
    /// without showing it again (RFC 8446 section 2.2).
    package func chain(shownWith leaf: SHA256Digest) -> [Certificate]? {
        found.withLock { $0[leaf]?.chain }
    }

    /// The one https name of a certificate, which is the agency's, exactly (standards.md section 4).
    private static func agency(of leaf: Certificate) throws(ClientRefusal) -> AgencyID {
        let names = leaf.httpsURIs
        guard let name = names.first, names.count == 1 else { throw .names(names.count) }
        guard let agency = try? AgencyID(name), agency.uri == name else { throw .noAgency(name) }
        return agency
    }

    /// The path to an authority, and until when it stands as it does now: until the day or a list ends.
    ///
    /// A list that is missing or out of date stops nobody (design.md section 5, promise 9).
    private func path(
        _ chain: [Certificate], at now: Instant
    ) throws(ClientRefusal) -> (CertificatePath, isInDoubt: Bool, until: Instant) {
        let path: CertificatePath
        do throws(PathFaults) {
            path = try CertificatePath.verifying(
                chain[0], offered: Array(chain.dropFirst()), anchors: anchors, at: now.seconds,
                .clients)
        } catch { throw .path(error) }
        guard !lists.isEmpty else { return (path, false, Self.dayAfter(now)) }
        let verdict = revocations.verdict(
            on: path, by: lists, signedUnder: chain.dropFirst() + authorities,
            at: now.seconds)
        let until = Instant(seconds: verdict.until + 1)
        switch verdict.standing {
        case .clear: return (path, false, until)
        case .doubtful: return (path, true, until)
        case .revoked(let position): throw .revoked(position: position)
        }
    }

    private func remember(_ one: Found, _ leaf: SHA256Digest, _ now: Instant) {
        found.withLock { found in
            if found.count >= Self.mostRemembered {
                found = found.filter { now < $0.value.identity.judgedUntil }
            }
            while found.count >= Self.mostRemembered, let any = found.keys.first {
                found.removeValue(forKey: any)
            }
            found[leaf] = one
        }
    }

    private static func dayAfter(_ now: Instant) -> Instant {
        let day: Int64 = 86_400
        return Instant(seconds: (now.seconds / day + 1) * day)
    }
}

/// Who a client is by its certificate.
package struct ClientIdentity: Sendable, Hashable {
    /// The agency that its https SAN URI names.
    package let agency: AgencyID
    /// What leads from its certificate to an authority that is believed.
    package let path: CertificatePath
    /// Whether no list in date said that nothing of its path was revoked.
    package let isRevocationInDoubt: Bool
    /// When its certificates are looked at again.
    package let judgedUntil: Instant
}

/// Why a client's certificates are not believed.
package enum ClientRefusal: Error, Sendable, Hashable {
    /// It showed none.
    case noCertificate
    /// It has not exactly one https name; how many.
    case names(Int)
    /// Its name is not in the form of an agency's.
    case noAgency(String)
    /// Nothing good leads from it to an authority that is believed.
    case path(PathFaults)
    /// It, or an authority above it, has been revoked.
    case revoked(position: Int)

    /// What is wrong and what to do, in a sentence.
    package var explanation: String {
        switch self {
        case .noCertificate: "No client certificate was shown; connect with your node's."
        case .names(let count):
            "The client certificate has \(count) https URIs as subject alternative names; "
                + "it must have one, your agency's URI."
        case .noAgency(let name):
            "The client certificate names `\(name)`, which is no URI of an agency as it is "
                + "written here: https, lower case, without a trailing slash."
        case .path(let faults): "The client certificate is not valid: \(faults)."
        case .revoked(let position):
            position == 0
                ? "The client certificate has been revoked; connect with another."
                : "The authority \(position) above the client certificate has been revoked."
        }
    }
}
