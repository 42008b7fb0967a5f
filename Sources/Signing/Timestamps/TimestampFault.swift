// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// The rule of RFC 3161 or RFC 5816 that an authority's answer breaks.
package enum TimestampFault: Error, Hashable, Sendable {
    /// Where an algorithm stands that is not taken.
    package enum Place: String, Sendable, Hashable {
        /// The imprint of the message.
        case imprint = "the message imprint"
        /// The digest under the authority's signature.
        case signature = "the signature"
        /// The digest by which the token names the authority's certificate.
        case certificateIdentifier = "ESSCertIDv2"
    }

    /// The answer has more bytes than are looked at.
    case tooLong(Int, limit: Int)
    /// The bytes are no `TimeStampReq` of version 1 in DER.
    case notARequest
    /// The bytes are no `TimeStampResp`.
    case notAResponse
    /// The authority did not stamp.
    case notGranted(TimestampStatus, [TimestampFailure], [String])
    /// The status grants a token, and there is none.
    case tokenMissing
    /// The status grants no token, and there is one.
    case tokenBesideRefusal(TimestampStatus)
    /// The token is no CMS SignedData (RFC 5652), or has something behind it.
    case notAToken
    /// What is signed is not a `TSTInfo`.
    case notAnInfo(contentType: String)
    /// A field of the `TSTInfo` is missing or malformed.
    case malformedInfo(String)
    /// The `TSTInfo` is of another version.
    case version(Int)
    /// The `TSTInfo` has an extension that must be understood, and none is.
    case criticalExtension
    /// A hash function that is not of SHA-2.
    case unknownAlgorithm(String, of: Place)
    /// The token is for something else.
    case imprintMismatch(asked: MessageImprint, stamped: MessageImprint)
    /// The nonce is not that of the request.
    case nonceMismatch
    /// The policy is not the one that was asked for.
    case policyNotAsked(TimestampPolicy, asked: TimestampPolicy)
    /// The policy is none of those that are taken.
    case policyNotAllowed(TimestampPolicy)
    /// A token has the signature of its authority and no other.
    case signers(Int)
    /// The token has more certificates than are looked at.
    case tooManyCertificates(Int, limit: Int)
    /// What is signed is not named by signed attributes, each once: content type and digest.
    case signedAttributes
    /// The authority's certificate is neither in the token nor among those that are known.
    case certificateUnknown
    /// The request asked for the authority's certificate, and the token does not carry it.
    case certificateMissing
    /// The signature does not verify.
    case signature
    /// The token does not say which certificate signed it.
    case signingCertificateMissing
    /// The token says so by SHA-1 alone: `signingCertificate` (ESSCertID) without `signingCertificateV2`.
    case signingCertificateBySHA1
    /// The certificate that the token names first is not the one whose key signed.
    case signingCertificateMismatch
    /// The authority's certificate may not be used for stamping.
    case usage(TimestampUsageFault)
    /// There is no valid path to an anchor at the time of stamping.
    case chain(reason: String, depth: Int)
    /// A certificate of the chain is on a list, in a way that takes this token's worth.
    case revoked(depth: Int)
    /// The token names another authority than its certificate does.
    case authorityName
    /// No certificate that was given is an anchor.
    case noAnchor
    /// A certificate that was given cannot be read; they are counted from 0.
    case unreadableCertificate(Int)
    /// A revocation list that was given cannot be read; they are counted from 0.
    case unreadableList(Int)
}

/// The rule that the certificate of an authority breaks (RFC 3161 section 2.3).
package enum TimestampUsageFault: Sendable, Hashable {
    /// It has no extended key usage.
    case noExtendedKeyUsage
    /// Its extended key usage is not critical.
    case notCritical
    /// Its extended key usage is something else than timeStamping alone.
    case notTimeStampingAlone
    /// Its key usage allows no signatures, or something else beside.
    case keyUsage
    /// It is the certificate of a certification authority.
    case authority
    /// A certificate that issued it has an extended key usage without timeStamping.
    case issuerNotForTimeStamping(depth: Int)
}
