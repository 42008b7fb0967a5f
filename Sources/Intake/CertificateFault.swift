// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Signing

/// Why a certificate does not prove who sent a message.
package enum CertificateFault: Error, Sendable, Hashable {
    /// One of `x5c` cannot be read.
    case unreadable(position: Int, CertificateError)
    /// `x5t#S256` is not the digest of the first of `x5c`.
    case thumbprintDiffers
    /// The certificate holds another key than the one that `kid` names.
    case ofAnotherKey(String)
    /// `x5t#S256` stands alone and names a certificate of another key than the one that `kid` names.
    case digestOfAnotherKey(String)
    /// `x5t#S256` stands alone and names no certificate that is known here.
    case unknownDigest(SHA256Digest)
    /// The https URIs that the certificate names are not `iss`, and nothing else.
    case namesAnother([String])
    /// No authority that is trusted here may speak for the agency.
    case nobodySpeaks
    /// The certificate was not valid at the time of `iat`, in seconds, and is in order otherwise.
    case outOfTime(issuedAt: Int64, valid: ClosedRange<Int64>)
    /// The path to an anchor is not good at the time of `iat`.
    case path(PathFaults)
    /// The signer, or an authority above it, has been revoked.
    case revoked(position: Int)
    /// What is wrong with the certificate that `x5t#S256` names alone.
    indirect case named(CertificateFault)

    /// The header parameter that is meant.
    var parameter: String {
        switch self {
        case .thumbprintDiffers, .digestOfAnotherKey, .unknownDigest, .named: "x5t#S256"
        default: "x5c"
        }
    }

    /// The same, of the parameter by which a header says which certificate it is.
    func shown(in header: JOSEHeader) -> CertificateFault {
        header.certificates.isEmpty && parameter == "x5c" ? .named(self) : self
    }

    var explanation: String {
        switch self {
        case .unreadable(let position, let error):
            "Certificate \(position) of `x5c` is not one: \(error)."
        case .thumbprintDiffers: "`x5t#S256` is not the SHA-256 of the first certificate of `x5c`."
        case .ofAnotherKey(let kid):
            "The certificate holds another key than `kid` names (\(kid)): send the certificate of that "
                + "key, or none."
        case .digestOfAnotherKey(let kid):
            "`x5t#S256` names a certificate of another key than `kid` names (\(kid)): send the digest of "
                + "that key's certificate, or none."
        case .named(let fault): fault.explanation
        case .unknownDigest(let digest):
            "No certificate with the digest \(digest) is known here; send it in `x5c`."
        case .namesAnother(let names):
            "The certificate names \(names.isEmpty ? "no https URI" : names.joined(separator: ", "));"
                + " its one https URI must be `iss`, character for character."
        case .nobodySpeaks:
            "No authority that is trusted here may speak for this agency; ask the operator."
        case .outOfTime(let issuedAt, let valid):
            "`iat` is \(Instant(seconds: issuedAt).rfc3339), and the certificate is valid from "
                + "\(Instant(seconds: valid.lowerBound).rfc3339) to "
                + "\(Instant(seconds: valid.upperBound).rfc3339): sign with another, or set the sending "
                + "system's clock."
        case .path(let faults): "The certificate does not prove it: \(faults)."
        case .revoked(let position):
            position == 0
                ? "The certificate has been revoked; sign with another."
                : "The authority \(position) above the certificate has been revoked."
        }
    }
}
