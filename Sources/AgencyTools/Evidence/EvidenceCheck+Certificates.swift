// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Signing
import Wire

/// What a bundle proves of the certificates that messages were signed under.
struct CertifiedCount {
    /// How many lead to an authority of their time.
    var led = 0
    /// How many of those no current revocation list speaks of.
    var unlisted = 0
    /// How many lead to no authority that the bundle has.
    var alone = 0
}

extension EvidenceCheck {
    /// Holds the certificate of a message to the rules by which it was let in.
    ///
    /// It is the sender's, it was valid at the message's `iat`, and no list of the time of its receipt
    /// revokes it or an authority above it. Whether a path leads to an authority of the bundle is counted.
    /// Which authorities are trusted stands in the configuration, which no bundle has; of those that were in
    /// force, one that issued itself is taken as an end.
    func check(
        _ certificate: Certificate, of event: SignedEvent, at path: String, _ entry: ShownEntry,
        _ documents: EvidenceDocuments, _ count: inout CertifiedCount
    ) throws(EvidenceFault) {
        let uris = certificate.subjectURIs.filter { $0.hasPrefix("https:") }
        guard uris == [event.issuer.uri] else {
            throw EvidenceFault(
                path,
                "is signed under a certificate of \(uris.joined(separator: " and ")), and is of "
                    + "\(event.issuer)")
        }
        let signed = entry.facts?["iat"]?.integer ?? 0
        guard signed >= certificate.notBefore, signed <= certificate.notAfter else {
            throw EvidenceFault(
                path, "is signed under a certificate that was not valid at its `iat`")
        }
        let authorities = documents.authorities(in: entry.facts?["config"]?.integer)
        guard let found = authorities.path(from: certificate, event, at: signed) else {
            count.alone += 1
            return
        }
        let received = Instant(milliseconds: entry.leaf["at"]?.integer ?? 0)
        switch authorities.standing(of: found, at: received) {
        case .revoked:
            throw EvidenceFault(path, "is signed under a certificate that was revoked by then")
        case .doubtful: count.unlisted += 1
        case .clear: break
        }
        count.led += 1
    }

    /// Tells how far the certificates were proven.
    mutating func note(_ count: CertifiedCount) {
        if count.led > 0 {
            note(
                .proven, "certificates",
                Words.count(count.led, "message was", "messages were")
                    + " signed under certificates of their senders that lead to an authority of the "
                    + "bundle, and were valid then")
            let lists =
                count.unlisted == 0
                ? "" : "; of \(count.unlisted) no current revocation list is in the bundle"
            note(
                .said, "certificates",
                "that the broker trusted those authorities for these senders\(lists)")
        }
        if count.alone > 0 {
            note(
                .said, "certificates",
                Words.count(count.alone, "message was", "messages were")
                    + " signed under certificates of which the bundle has no authority that issued itself: "
                    + "that they are their senders' is the broker's word"
            )
        }
    }
}

/// The authorities and revocation lists of a bundle that were in force when a message came.
struct EvidenceAuthorities {
    let certificates: [Certificate]
    let lists: [RevocationList]

    /// The path to one that issued itself; nil where none leads there.
    func path(
        from signer: Certificate, _ event: SignedEvent, at seconds: Int64
    ) -> CertificatePath? {
        let carried = event.jws.header.root.list("x5c").dropFirst().compactMap { item in
            item.string.flatMap { try? Base64.decode($0) }.flatMap { try? Certificate(der: $0) }
        }
        let others = certificates.filter { $0 != signer }
        let anchors = others.filter(\.isSelfIssued).map { TrustAnchor($0) }
        return try? CertificatePath.verifying(
            signer, offered: carried, known: others.filter { !$0.isSelfIssued }, anchors: anchors,
            at: seconds, .messages())
    }

    /// How a path stood by the lists, at the time of the message's receipt.
    func standing(of path: CertificatePath, at time: Instant) -> RevocationStanding {
        let authority = TrustedAuthority(
            anchor: path.anchor, certificates: certificates, lists: lists, issuers: [])
        return CertificateTrust([authority]).standing(of: path, at: time)
    }
}
