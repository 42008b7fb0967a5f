// SPDX-License-Identifier: Apache-2.0

/// What a certified key may be used for (RFC 5280 section 4.2.1.3).
package struct KeyUsage: OptionSet, Sendable, Hashable {
    /// The bits in the order of the RFC, the first one lowest.
    package let rawValue: UInt16

    /// Takes the bits.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// To sign what is neither a certificate nor a revocation list.
    package static let digitalSignature = KeyUsage(rawValue: 1 << 0)
    /// To sign what the signer shall not deny.
    package static let contentCommitment = KeyUsage(rawValue: 1 << 1)
    /// To encrypt keys.
    package static let keyEncipherment = KeyUsage(rawValue: 1 << 2)
    /// To encrypt data.
    package static let dataEncipherment = KeyUsage(rawValue: 1 << 3)
    /// To agree upon a key.
    package static let keyAgreement = KeyUsage(rawValue: 1 << 4)
    /// To sign certificates.
    package static let keyCertSign = KeyUsage(rawValue: 1 << 5)
    /// To sign revocation lists.
    package static let cRLSign = KeyUsage(rawValue: 1 << 6)
    /// To encrypt alone while agreeing upon a key.
    package static let encipherOnly = KeyUsage(rawValue: 1 << 7)
    /// To decrypt alone while agreeing upon a key.
    package static let decipherOnly = KeyUsage(rawValue: 1 << 8)

    /// Reads the extension's BIT STRING; nil when it is none.
    init?(_ value: DERValue) {
        guard value.tag == DERTag.bitString, let unused = value.content.first, unused < 8,
            value.content.count <= 3
        else { return nil }
        var bits: UInt16 = 0
        for (byte, octet) in value.content.dropFirst().enumerated() {
            for bit in 0..<8 where octet & (0x80 >> bit) != 0 { bits |= 1 << (byte * 8 + bit) }
        }
        rawValue = bits
    }
}

/// The basic constraints: whether it is an authority, and how many may follow it.
struct BasicConstraints: Hashable {
    var isAuthority = false
    var pathLength: Int?

    init?(_ value: DERValue) {
        guard value.tag == DERTag.sequence else { return nil }
        var reader = value.reader
        if let flag = reader.next(DERTag.boolean) { isAuthority = flag.content.first != 0 }
        if let number = reader.next(DERTag.integer) {
            guard number.content.count <= 4, let first = number.content.first, first < 0x80 else {
                return nil
            }
            pathLength = number.content.reduce(0) { $0 << 8 | Int($1) }
        }
        guard reader.isAtEnd else { return nil }
    }
}

extension Certificate {
    /// What the key may be used for; nil when the certificate does not say.
    package var keyUsage: KeyUsage? {
        named(ExtensionName.keyUsage)?.contents.flatMap(KeyUsage.init)
    }

    /// The purposes named by the extended key usage; nil when the certificate has none.
    var purposes: [ASN1Name]? {
        guard let usage = named(ExtensionName.extendedKeyUsage) else { return nil }
        var reader = usage.contents?.reader
        return (reader?.all() ?? []).map { ASN1Name(encoded: $0.content) }
    }

    var basicConstraints: BasicConstraints? {
        named(ExtensionName.basicConstraints)?.contents.flatMap(BasicConstraints.init)
    }

    /// Whether it says of itself that it may issue certificates.
    package var isAuthority: Bool { basicConstraints?.isAuthority ?? false }
}
