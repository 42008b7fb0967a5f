// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL
internal import Wire

/// The digest of what is stamped, and with which function it was made (RFC 3161 section 2.4.1).
package struct MessageImprint: Sendable, Hashable {
    /// The function.
    package let algorithm: ImprintAlgorithm
    /// The digest, as many bytes as the function gives.
    package let digest: [UInt8]

    /// The imprint that Baton asks with.
    package init(_ digest: SHA256Digest) {
        algorithm = .sha256
        self.digest = digest.bytes
    }

    /// A digest that somebody else computed; nil when it is not as long as the function gives.
    package init?(algorithm: ImprintAlgorithm, digest: [UInt8]) {
        guard digest.count == algorithm.byteCount else { return nil }
        self.algorithm = algorithm
        self.digest = digest
    }

    /// The imprint of a message.
    package init(of message: [UInt8], by algorithm: ImprintAlgorithm) {
        self.algorithm = algorithm
        let function = Self.functions[algorithm]?.pointer
        digest = [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { buffer, filled in
            let done = EVP_Digest(
                message, message.count, buffer.baseAddress, nil, function, nil)
            precondition(done == 1, "OpenSSL's default provider must hash any bytes.")
            filled = algorithm.byteCount
        }
    }

    private static let functions = [
        ImprintAlgorithm.sha256: FetchedDigest("SHA2-256"),
        .sha384: FetchedDigest("SHA2-384"), .sha512: FetchedDigest("SHA2-512"),
    ]

    /// `MessageImprint` in DER, with NULL as the parameters, as most authorities expect them.
    var der: [UInt8] {
        DER.sequence(
            DER.sequence(DER.objectIdentifier(algorithm.arcs), DER.null), DER.octetString(digest))
    }

    /// Reads what OpenSSL parsed.
    init(_ imprint: OpaquePointer?) throws(TimestampFault) {
        guard let algorithm = TS_MSG_IMPRINT_get_algo(imprint)?.pointee.algorithm,
            let digest = TS_MSG_IMPRINT_get_msg(imprint)
        else { throw .malformedInfo("messageImprint") }
        guard let known = ImprintAlgorithm(arcs: CValue.arcs(of: algorithm)) else {
            throw .unknownAlgorithm(CValue.dotted(algorithm), of: .imprint)
        }
        guard let whole = MessageImprint(algorithm: known, digest: CValue.bytes(of: digest)) else {
            throw .malformedInfo("messageImprint")
        }
        self = whole
    }
}

extension MessageImprint: CustomStringConvertible {
    /// The function's name and the digest in base64url.
    package var description: String { "\(algorithm.rawValue) \(Base64URL.encode(digest))" }
}
