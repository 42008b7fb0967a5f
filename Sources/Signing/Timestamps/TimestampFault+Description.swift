// SPDX-License-Identifier: Apache-2.0

extension TimestampFault: CustomStringConvertible {
    /// What is wrong, with the rule, for an operator.
    package var description: String {
        switch self {
        case .tooLong(let count, let limit): "the answer has \(count) bytes, more than \(limit)"
        case .notARequest: "this is no TimeStampReq of version 1 in DER (RFC 3161 section 2.4.1)"
        case .notAResponse: "this is no TimeStampResp (RFC 3161 section 2.4.2)"
        case .notGranted(let status, let failures, let text):
            "the authority did not stamp: "
                + ([status.name] + failures.map(\.name) + text).joined(separator: ", ")
        case .tokenMissing: "the status grants a token, and there is none"
        case .tokenBesideRefusal(let status): "the status is \(status.name), and there is a token"
        case .notAToken: "the token is no CMS SignedData (RFC 5652)"
        case .notAnInfo(let type): "what is signed is \(type), not a TSTInfo"
        case .malformedInfo(let field): "\(field) of the TSTInfo is missing or malformed"
        case .version(let version): "the TSTInfo has version \(version), not 1"
        case .criticalExtension: "the TSTInfo has a critical extension, and none is understood"
        case .unknownAlgorithm(let name, let place):
            "the hash function \(name) of \(place.rawValue) is not SHA-256, SHA-384 or SHA-512"
        case .imprintMismatch(let asked, let stamped):
            "the token is for another imprint: \(stamped), not \(asked)"
        case .nonceMismatch: "the nonce is not that of the request: it may be an older answer"
        case .policyNotAsked(let policy, let asked):
            "the policy is \(policy), not \(asked) as asked"
        case .policyNotAllowed(let policy): "the policy \(policy) is none of those that are allowed"
        case .signers(let count): "the token has \(count) signers, not one"
        default: describedCertificate
        }
    }

    private var describedCertificate: String {
        switch self {
        case .tooManyCertificates(let count, let limit):
            "the token has \(count) certificates, more than \(limit)"
        case .signedAttributes:
            "the signed attributes do not name content type and digest once each (RFC 5652 5.3)"
        case .certificateUnknown: "the authority's certificate is neither in the token nor known"
        case .certificateMissing:
            "certReq asked for the authority's certificate, and it is not in the token"
        case .signature: "the signature of the token does not verify"
        case .signingCertificateMissing:
            "the token lacks signingCertificateV2 and signingCertificate (RFC 5816 section 2.2.1)"
        case .signingCertificateBySHA1:
            "the token names its certificate by SHA-1 alone (ESSCertID): have the authority write "
                + "signingCertificateV2 (RFC 5816; in OpenSSL ess_cert_id_alg)"
        case .signingCertificateMismatch:
            "the certificate whose key signed is not the one that the token names (RFC 5816)"
        case .usage(let fault): fault.description
        case .chain(let reason, let depth):
            "the chain does not hold at the time of stamping: \(reason), at depth \(depth)"
        case .revoked(let depth): "the certificate at depth \(depth) of the chain was revoked"
        case .authorityName: "tsa names another authority than the certificate (RFC 3161 2.4.2)"
        case .noAnchor: "none of the certificates signs itself: give the authority's root"
        case .unreadableCertificate(let position): "certificate \(position + 1) cannot be read"
        case .unreadableList(let position): "revocation list \(position + 1) cannot be read"
        default: ""
        }
    }
}

extension TimestampUsageFault: CustomStringConvertible {
    /// What is wrong (RFC 3161 section 2.3).
    package var description: String {
        switch self {
        case .noExtendedKeyUsage: "the authority's certificate has no extended key usage"
        case .notCritical: "the extended key usage of the authority's certificate is not critical"
        case .notTimeStampingAlone:
            "the extended key usage of the authority's certificate is not timeStamping alone"
        case .keyUsage:
            "the key usage of the authority's certificate is not signatures alone"
        case .authority: "the certificate that signed is one of a certification authority"
        case .issuerNotForTimeStamping(let depth):
            "the issuer at depth \(depth) has an extended key usage without timeStamping"
        }
    }
}

extension TimestampStatus {
    /// Its name in RFC 3161.
    fileprivate var name: String { String(describing: self) }
}

extension TimestampFailure {
    /// Its name, near enough to RFC 3161.
    fileprivate var name: String { String(describing: self) }
}
