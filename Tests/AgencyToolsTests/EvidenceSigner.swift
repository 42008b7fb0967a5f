// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Wire

/// How the message of a bundle is signed, and what the bundle has of its key.
struct EvidenceSigner {
    /// The message.
    let event: SignedEvent
    /// What its entry names its key.
    let kid: String
    /// The key or certificate that the bundle has, by its role.
    let documents: [(role: String, bytes: [UInt8])]

    /// How the header names the key.
    enum Way: CaseIterable {
        /// By the `kid` of a pinned key.
        case pinned
        /// The same, with a certificate of another key beside it.
        case pinnedBesideCertificate
        /// By a certificate in `x5c`, with a `kid` of the sender's own beside it.
        case carried
        /// By the digest of a certificate that the broker has.
        case byDigest
        /// As `carried`, by somebody whose certificate the entry does not name.
        case byStranger
        /// As `carried`, and the bundle has the authority and a list of it.
        case underAuthority
        /// The same, and the list names the certificate.
        case revoked
        /// The same, with a certificate that ended before the message was signed.
        case ended
        /// The same, with a certificate of another agency.
        case ofAnother

        /// What is said of it where it does not hold; nil where it does.
        var fault: String? {
            switch self {
            case .pinned, .pinnedBesideCertificate, .carried, .byDigest, .underAuthority: nil
            case .byStranger: "names another key than its entry"
            case .revoked: "was revoked by then"
            case .ended: "was not valid at its"
            case .ofAnother: "is signed under a certificate of"
            }
        }

        /// Whether the bundle has what is above the certificate.
        fileprivate var hasAuthority: Bool {
            [.underAuthority, .revoked, .ended, .ofAnother].contains(self)
        }
    }

    init(_ way: Way, in bench: Workbench) throws {
        let pinned = try signedEvent(from: .police, in: bench)
        let node = try NodeFile(path: "\(bench.scratch.path)/police.json")
        let (key, validity) = (PrivateKey.generate(.p256), Int64(1_790_000_000)...1_800_000_000)
        let issuer = CertificateIssuer(named: "An authority", validity: validity)
        let terms = CertificateTerms.client(
            of: way == .ofAnother ? "https://school.sunderland.example" : pinned.issuer.uri,
            validity: way == .ended ? 1_790_000_000...1_795_000_000 : validity)
        let certificate = issuer.issue(terms, for: key)
        let list = issuer.revoke(
            way == .revoked ? [certificate] : [], at: 1_795_000_000, next: 1_799_000_000)
        let chain = JSONValue.array([.string(Base64.encode(certificate.der))])
        func sign(
            _ signer: PrivateKey, _ algorithm: SignatureAlgorithm, _ names: [JSONMember]
        ) throws -> SignedEvent {
            let head = [
                JSONMember("alg", .string(algorithm.rawValue)), JSONMember("typ", "secevent+jwt"),
            ]
            let jws = try CompactJWS.signed(
                header: .object(head + names), payload: pinned.jws.payloadBytes, by: signer,
                algorithm: algorithm)
            return try SignedEvent(parsing: jws.token, from: "the test")
        }
        let name = JSONMember("kid", "signs-2026")
        switch way {
        case .pinned: event = pinned
        case .pinnedBesideCertificate:
            event = try sign(
                node.key, node.algorithm,
                [JSONMember("kid", .string(node.kid)), JSONMember("x5c", chain)])
        case .carried, .byStranger, .underAuthority, .revoked, .ended, .ofAnother:
            event = try sign(key, .es256, [name, JSONMember("x5c", chain)])
        case .byDigest:
            let digest = JSONValue.string(certificate.digest.description)
            event = try sign(key, .es256, [JSONMember("x5t#S256", digest)])
        }
        let isCertified = way == .carried || way == .byDigest || way.hasAuthority
        kid = isCertified ? certificate.digest.description : node.kid
        let authority = [
            (role: "certificate:\(issuer.certificate.digest)", bytes: issuer.certificate.der),
            (role: "revocation-list:\(list.digest)", bytes: list.der),
        ]
        documents =
            way == .byDigest
            ? [(role: "certificate:\(kid)", bytes: certificate.der)]
            : (way.hasAuthority ? authority : []) + [
                (
                    role: "key:\(event.issuer.uri):\(node.kid)",
                    bytes: node.key.publicKey.jwk.canonical
                )
            ]
    }
}
