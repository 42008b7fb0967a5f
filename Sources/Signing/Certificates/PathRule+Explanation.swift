// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension PathFault: CustomStringConvertible {
    /// Which certificate breaks which rule, in a sentence for whoever made the path.
    package var description: String {
        "\(position == 0 ? "the signer's certificate" : "certificate \(position) of the path"): \(rule)"
    }
}

extension PathFaults: CustomStringConvertible {
    /// All that is wrong.
    package var description: String { faults.map(\.description).joined(separator: "; ") }
}

extension PathRule: CustomStringConvertible {
    /// The name of the rule, and what is wrong.
    package var description: String {
        switch self {
        case .tooManyOffered(let count, let limit):
            "\(count) certificates are offered, more than \(limit)"
        case .searchTooLong: "the certificates offered name each other in too many ways"
        case .noPath: "no row of issuers leads from it to an anchor"
        case .signature: "the key of the issuer it names did not sign it"
        case .notYetValid: "its time has not begun"
        case .expired: "its time is over"
        case .revoked: "its issuer revoked it"
        case .listMissing: "no revocation list of its issuer is at hand"
        case .listOutOfDate: "the revocation list of its issuer is out of date"
        case .listNotBelieved(let code): "the revocation list is not believed: \(Self.text(code))"
        case .list(let rule): "a revocation list is none of RFC 5280: \(rule.rawValue)"
        case .notAnAuthority: "it issued a certificate, and is no authority that may"
        case .tooLong: "the path is longer than one of its authorities allows"
        case .nameNotPermitted: "it bears a name that an issuer's name constraints do not permit"
        case .unknownCriticalExtension: "it has a critical extension that is not known here"
        case .policy: "no policy that is asked for is valid for the whole path"
        default: explanationOfMakes
        }
    }

    private var explanationOfMakes: String {
        switch self {
        case .weakSignature:
            "it is signed with neither SHA-256 nor better, or not with RSA or ECDSA"
        case .key(.notSpoken): "its key is not of P-256, P-384, Ed25519 or RSA"
        case .key(.refused(let error)): "its key is refused: \(error)"
        case .profile(let rule): "it is none of RFC 5280: \(rule.rawValue)"
        case .keyUsage: "its key usage must name what it does: digitalSignature for a signer"
        case .purpose: "its extended key usage must name what it is used for, and no other trade"
        case .signerIsAuthority: "an authority signs no messages: issue a certificate for that"
        case .validForTooLong(let seconds, let limit):
            "it is valid for \(seconds) s, longer than \(limit) s"
        case .verification(let code): Self.text(code)
        default: preconditionFailure("Each rule explains itself in one of the two switches.")
        }
    }

    private static func text(_ code: Int32) -> String {
        X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)"
    }
}
