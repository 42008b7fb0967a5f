// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// What is asked of a time stamping authority (`TimeStampReq`, RFC 3161 section 2.4.1).
///
/// It is posted as `application/timestamp-query`; the answer is a `TimestampResponse`. Who posts it
/// keeps the request until the answer is verified: it holds the nonce.
package struct TimestampRequest: Sendable, Hashable {
    /// The digest that is to be stamped.
    package let imprint: MessageImprint
    /// The policy that is asked for; nil leaves it to the authority.
    package let policy: TimestampPolicy?
    /// The nonce, big-endian and without leading zeros; nil when there is none.
    package let nonce: [UInt8]?
    /// Whether the answer must carry the authority's certificate (`certReq`).
    package let wantsCertificate: Bool

    /// A request with a fresh nonce that asks for the certificate too.
    package init(for digest: SHA256Digest, under policy: TimestampPolicy? = nil) {
        imprint = MessageImprint(digest)
        self.policy = policy
        nonce = [UInt8](SecureRandom.bytes(TimestampLimits.nonceBytes).drop { $0 == 0 })
        wantsCertificate = true
    }

    /// Reads a request that was kept, or that another program made.
    package init(parsing der: [UInt8]) throws(TimestampFault) {
        let parsed = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let request = d2i_TS_REQ(nil, &cursor, buffer.count)
            return (request, cursor == buffer.baseAddress.map { $0 + buffer.count })
        }
        defer { TS_REQ_free(parsed.0) }
        guard let request = parsed.0, parsed.1, TS_REQ_get_version(request) == 1 else {
            ERR_clear_error()
            throw .notARequest
        }
        imprint = try MessageImprint(TS_REQ_get_msg_imprint(request))
        policy = TS_REQ_get_policy_id(request).map { TimestampPolicy($0) }
        if let number = TS_REQ_get_nonce(request) {
            guard let magnitude = CValue.magnitude(of: number) else { throw .notARequest }
            nonce = magnitude
        } else {
            nonce = nil
        }
        wantsCertificate = TS_REQ_get_cert_req(request) != 0
    }

    /// The request in DER, as it is posted.
    package var der: [UInt8] {
        DER.sequence(
            DER.integer([1]), imprint.der,
            policy.map { DER.objectIdentifier($0.arcs) } ?? [],
            nonce.map { DER.integer($0) } ?? [],
            wantsCertificate ? DER.yes : [])
    }
}
