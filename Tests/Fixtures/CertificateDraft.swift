// SPDX-License-Identifier: Apache-2.0

package import Signing
import Wire

/// A certificate before it is signed, good as it is made, whose fields a test may spoil.
///
/// Keys and certificates of tests are made when they are needed and kept nowhere.
package struct CertificateDraft {
    /// One extension.
    package struct Extension: Hashable {
        /// Which one.
        package var name: String
        /// Whether it is critical.
        package var isCritical: Bool
        /// What it holds, in DER.
        package var value: [UInt8]

        /// Makes an extension.
        package init(_ name: String, isCritical: Bool = false, _ value: [UInt8]) {
            self.name = name
            self.isCritical = isCritical
            self.value = value
        }
    }

    /// One less than the version; nil leaves it out.
    package var version: UInt8? = 2
    /// The serial number as DER writes it.
    package var serial: [UInt8]
    /// The issuer's common name; empty for no name at all.
    package var issuer: String
    /// The subject's common name; empty for no name at all.
    package var subject: String
    /// From when it is valid, in seconds since 1970.
    package var notBefore: Int64
    /// Until when it is valid.
    package var notAfter: Int64
    /// The subject's key, as SubjectPublicKeyInfo in DER.
    package var key: [UInt8]
    /// The extensions, in their order.
    package var extensions: [Extension]
    /// The algorithm outside of what is signed, and inside, as AlgorithmIdentifier in DER.
    package var algorithms = (outer: DraftDER.ecdsaWithSHA256, inner: DraftDER.ecdsaWithSHA256)

    /// The certificate in DER, signed by a key on P-256.
    package func signed(by key: PrivateKey) -> [UInt8] {
        DraftDER.signed(fields, algorithm: algorithms.outer, by: key)
    }

    private var fields: [UInt8] {
        let list = extensions.flatMap { DraftDER.extension($0) }
        return DraftDER.sequence(
            (version.map { DraftDER.tagged(0xA0, DraftDER.tagged(0x02, [$0])) } ?? [])
                + DraftDER.tagged(0x02, serial) + algorithms.inner + DraftDER.name(issuer)
                + DraftDER.sequence(DraftDER.time(notBefore) + DraftDER.time(notAfter))
                + DraftDER.name(subject) + self.key
                + (list.isEmpty ? [] : DraftDER.tagged(0xA3, DraftDER.sequence(list))))
    }

    /// The place of an extension, for it to be changed or removed.
    package subscript(_ name: String) -> Extension? {
        get { extensions.first { $0.name == name } }
        set {
            let position = extensions.firstIndex { $0.name == name }
            if let position { extensions.remove(at: position) }
            if let newValue { extensions.insert(newValue, at: position ?? extensions.count) }
        }
    }
}

/// A revocation list before it is signed.
package struct RevocationListDraft {
    /// One less than the version; nil leaves it out.
    package var version: UInt8? = 1
    /// The issuer's common name.
    package var issuer: String
    /// When it was issued, in seconds since 1970.
    package var thisUpdate: Int64
    /// When the next one comes; nil leaves it out.
    package var nextUpdate: Int64?
    /// The serial numbers of the revoked.
    package var revoked: [[UInt8]]
    /// The extensions, in their order.
    package var extensions: [CertificateDraft.Extension]
    /// When the keys of the revoked became known to others; nil does not say.
    package var invalidSince: Int64?
    /// Why they are revoked, as RFC 5280 section 5.3.1 numbers it; nil does not say.
    package var reason: UInt8?
    /// One more extension of each entry.
    package var entryExtension: CertificateDraft.Extension?

    /// The list in DER, signed by a key on P-256.
    package func signed(by key: PrivateKey) -> [UInt8] {
        let entries = revoked.flatMap {
            DraftDER.sequence(
                DraftDER.tagged(0x02, $0) + DraftDER.time(thisUpdate) + entryExtensions)
        }
        let list = extensions.flatMap { DraftDER.extension($0) }
        let fields = DraftDER.sequence(
            (version.map { DraftDER.tagged(0x02, [$0]) } ?? []) + DraftDER.ecdsaWithSHA256
                + DraftDER.name(issuer) + DraftDER.time(thisUpdate)
                + (nextUpdate.map { DraftDER.time($0) } ?? [])
                + (entries.isEmpty ? [] : DraftDER.sequence(entries))
                + (list.isEmpty ? [] : DraftDER.tagged(0xA0, DraftDER.sequence(list))))
        return DraftDER.signed(fields, algorithm: DraftDER.ecdsaWithSHA256, by: key)
    }

    /// The extensions of an entry: `invalidityDate`, `reasonCode` (RFC 5280 section 5.3), and one more.
    private var entryExtensions: [UInt8] {
        var extensions: [CertificateDraft.Extension] = []
        if let invalidSince {
            extensions.append(.init("2.5.29.24", DraftDER.time(invalidSince, isGeneral: true)))
        }
        if let reason { extensions.append(.init("2.5.29.21", DraftDER.tagged(0x0A, [reason]))) }
        if let entryExtension { extensions.append(entryExtension) }
        let list = extensions.flatMap { DraftDER.extension($0) }
        return list.isEmpty ? [] : DraftDER.sequence(list)
    }
}
