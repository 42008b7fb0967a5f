// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension RevocationList {
    /// Its number, from the highest octet without zeros before it; nil when it has none that can be read
    /// (RFC 5280 section 5.2.3).
    package var number: [UInt8]? {
        let named = extensions.first { $0.name == ExtensionName.listNumber }
        guard let value = named?.contents, value.tag == DERTag.integer,
            let first = value.content.first, first < 0x80
        else { return nil }
        return Array(value.content.drop { $0 == 0 })
    }

    /// Whether both are of one sequence of lists, of which a later one takes an earlier one's place: of one
    /// issuer and key, of one scope, and both complete or both deltas.
    ///
    /// - Parameter authorities: certificates under which lists may be signed. One list may name its key where
    ///   another does not, or in other words (RFC 5280 section 4.2.1.1), and is signed with it all the same.
    package func isOfSequence(
        of other: RevocationList, signedUnder authorities: [Certificate]
    ) -> Bool {
        handle.hasIssuer(of: other.handle)
            && value(of: ExtensionName.issuingDistributionPoint)
                == other.value(of: ExtensionName.issuingDistributionPoint)
            && (value(of: ExtensionName.deltaListIndicator) == nil)
                == (other.value(of: ExtensionName.deltaListIndicator) == nil)
            && (namesKey(of: other)
                || authorities.contains { isIssued(by: $0) && other.isIssued(by: $0) })
    }

    /// Whether both say under which key they are signed, and name the same.
    private func namesKey(of other: RevocationList) -> Bool {
        guard let key = keyIdentifier, let another = other.keyIdentifier else { return false }
        return key.elementsEqual(another)
    }

    /// Which key signed it, as its authority calls that key; nil when it does not say so.
    private var keyIdentifier: ArraySlice<UInt8>? {
        let named = extensions.first { $0.name == ExtensionName.authorityKeyIdentifier }
        guard let value = named?.contents, value.tag == DERTag.sequence else { return nil }
        var reader = value.reader
        return reader.next(DERTag.context(0, constructed: false))?.content
    }

    /// Whether it came before another of its sequence: by its number, or by when it was issued.
    package func isOlder(than other: RevocationList) -> Bool {
        if thisUpdate < other.thisUpdate { return true }
        guard let number, let later = other.number else { return false }
        return number.count < later.count
            || number.count == later.count && number.lexicographicallyPrecedes(later)
    }

    /// What keeps it from being used as it is: rules that a conforming issuer keeps, each by its name.
    ///
    /// Whoever a list does not name that breaks one of them is in doubt.
    package var brokenRules: [ListRule] {
        let isUnderstood =
            extensions.allSatisfy { !$0.isCritical || Self.understood.contains($0.name) }
            && !handle.hasUnknownCriticalEntry
        return ListCheck(self).broken + (isUnderstood ? [] : [.criticalExtension])
    }

    /// The critical extensions that OpenSSL heeds in a list.
    private static let understood: Set<ASN1Name> = [
        ExtensionName.authorityKeyIdentifier, ExtensionName.deltaListIndicator,
        ExtensionName.issuingDistributionPoint,
    ]

    private func value(of name: ASN1Name) -> ArraySlice<UInt8>? {
        extensions.first { $0.name == name }?.value
    }
}

extension RevocationListHandle {
    fileprivate func hasIssuer(of other: RevocationListHandle) -> Bool {
        X509_NAME_cmp(X509_CRL_get_issuer(pointer), X509_CRL_get_issuer(other.pointer)) == 0
    }

    /// Whether an entry has a critical extension that OpenSSL does not heed: it heeds one.
    fileprivate var hasUnknownCriticalEntry: Bool {
        guard let entries = X509_CRL_get_REVOKED(pointer) else { return false }
        return (0..<OPENSSL_sk_num(entries)).contains { position in
            guard let raw = OPENSSL_sk_value(entries, position) else { return false }
            let entry = OpaquePointer(raw)
            return (0..<X509_REVOKED_get_ext_count(entry)).contains { number in
                let one = X509_REVOKED_get_ext(entry, number)
                return X509_EXTENSION_get_critical(one) == 1
                    && OBJ_obj2nid(X509_EXTENSION_get_object(one)) != NID_certificate_issuer
            }
        }
    }
}
