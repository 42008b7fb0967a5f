// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A certificate revocation list (RFC 5280 section 5) that was read; whether it is an issuer's own is
/// found out when a path is verified with it.
package struct RevocationList: Sendable {
    /// The bytes, all of them and nothing else.
    package let der: [UInt8]
    /// SHA-256 of the bytes.
    package let digest: SHA256Digest
    /// When it was issued, in seconds since 1970.
    package let thisUpdate: Int64
    /// By when the next one will be issued, in seconds since 1970; nil when it does not say.
    package let nextUpdate: Int64?

    let issuer: DERValue
    let isVersionTwo: Bool
    let signatureAlgorithm: DERValue
    let namesOneAlgorithm: Bool
    let extensions: [CertificateExtension]
    let handle: RevocationListHandle

    /// Reads a list in DER.
    package init(der: [UInt8]) throws(CertificateError) {
        let structure = try SignedStructure(der, part: .list, limit: CertificateLimits.listBytes)
        var reader = structure.signed
        let version = reader.next(DERTag.integer)
        isVersionTwo = version?.content.elementsEqual([1]) ?? false
        guard version == nil || isVersionTwo else { throw .malformed(.version) }
        let inner = try reader.take(DERTag.sequence, .signature)
        signatureAlgorithm = inner
        namesOneAlgorithm = inner.encoded.elementsEqual(structure.algorithm.encoded)
        issuer = try reader.take(DERTag.sequence, .issuer)
        thisUpdate = try reader.takeTime(.validity).seconds
        let hasNext = reader.tag == DERTag.coordinatedTime || reader.tag == DERTag.generalizedTime
        nextUpdate = hasNext ? try reader.takeTime(.validity).seconds : nil
        _ = reader.next(DERTag.sequence)
        extensions = try reader.next(DERTag.context(0)).map(CertificateExtension.reading) ?? []
        guard reader.isAtEnd else { throw .malformed(.list) }
        guard let handle = RevocationListHandle.reading(der) else { throw .notTaken }
        self.handle = handle
        self.der = der
        digest = SHA256.digest(of: der)
    }

    /// Whether this is the list of an issuer: by name, and signed with its key.
    package func isIssued(by authority: Certificate) -> Bool {
        handle.isIssued(by: authority.handle)
    }
}

extension RevocationList: Hashable {
    /// Two lists are the same when their bytes are.
    package static func == (left: Self, right: Self) -> Bool { left.digest == right.digest }

    /// Feeds the digest.
    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// A revocation list as OpenSSL holds it.
///
/// Unchecked because the compiler cannot see into C: the `X509_CRL` is read whole before it gets
/// here, its references are counted atomically, and OpenSSL sorts it under a lock of its own.
final class RevocationListHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_CRL_free(pointer) }

    /// Reads a list in DER, all of the bytes.
    static func reading(_ der: [UInt8]) -> RevocationListHandle? {
        let pointer = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            let list = d2i_X509_CRL(nil, &cursor, buffer.count)
            guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                X509_CRL_free(list)
                return nil
            }
            return list
        }
        guard let pointer else {
            ERR_clear_error()
            return nil
        }
        return RevocationListHandle(owning: pointer)
    }

    /// Whether the list bears the name of that authority.
    func names(_ authority: CertificateHandle) -> Bool {
        X509_NAME_cmp(X509_CRL_get_issuer(pointer), X509_get_subject_name(authority.pointer)) == 0
    }

    /// Whether the list bears the name of that authority and its key's signature.
    func isIssued(by authority: CertificateHandle) -> Bool {
        guard names(authority), let key = X509_get0_pubkey(authority.pointer) else { return false }
        let verdict = X509_CRL_verify(pointer, key)
        if verdict != 1 { ERR_clear_error() }
        return verdict == 1
    }
}
