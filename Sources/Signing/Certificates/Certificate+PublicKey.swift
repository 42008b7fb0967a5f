// SPDX-License-Identifier: Apache-2.0

/// Why the key of a certificate is not used.
package enum CertifiedKeyFault: Hashable, Sendable {
    /// The key is of a kind that Baton does not speak, or its numbers are not written as they must.
    case notSpoken
    /// The key is of a kind that Baton speaks, and is refused as a JSON Web Key would be.
    case refused(KeyError)
}

extension Certificate {
    private static let rsa = ASN1Name.known(1, 2, 840, 113_549, 1, 1, 1)
    private static let elliptic = ASN1Name.known(1, 2, 840, 10045, 2, 1)
    private static let edwards = ASN1Name.known(1, 3, 101, 112)
    private static let p521 = ASN1Name.known(1, 3, 132, 0, 35)

    /// The certified key, to verify tokens with, checked as a JSON Web Key is; RSA verifies PS256.
    ///
    /// - Parameter kid: what the key shall be called; without it, its thumbprint.
    package func publicKey(
        kid: String? = nil, allowingRS256: Bool = false
    ) throws(KeyError) -> PublicKey {
        guard let components = publicComponents else { throw .unknownKeyType("of the certificate") }
        return PublicKey(
            components, material: try KeyMaterial.importing(components), kid: kid,
            algorithms: components.algorithms(named: nil, allowingRS256: allowingRS256))
    }

    /// Whether it certifies a key that was read before: the same numbers, however both are written.
    ///
    /// The numbers alone are compared. To read the certified key and check it again would cost
    /// milliseconds for RSA, and say nothing that is not known of the same numbers already.
    package func certifies(_ key: PublicKey) -> Bool { publicComponents == key.components }

    /// Why the certified key is too weak to sign, or nil when it is strong enough; an authority may
    /// have a key on P-521 too.
    func keyFault(asAuthority: Bool) -> CertifiedKeyFault? {
        if asAuthority, curve == Self.p521 { return nil }
        guard let components = publicComponents else { return .notSpoken }
        do throws(KeyError) {
            _ = try KeyMaterial.importing(components)
            return nil
        } catch { return .refused(error) }
    }

    /// Whether verifying under the key costs no more than under those that are spoken here.
    ///
    /// Whoever offers certificates chooses the keys in them, and the search for a path verifies under each
    /// that bears the right name: an exponent as long as its modulus takes a hundred times as long.
    var isAffordable: Bool {
        switch publicComponents {
        case .rsa(let modulus, let exponent):
            modulus.count * 8 <= RSALimits.modulusBits.upperBound
                && exponent.count <= RSALimits.exponentByteCount
        case .elliptic, .edwards: true
        case nil: curve == Self.p521
        }
    }

    /// What of signature and key is too weak, or not spoken here.
    package func weaknesses(asAuthority: Bool) -> [PathRule] {
        let signature = CertificateAlgorithm.isStrong(signatureAlgorithm)
        let key = keyFault(asAuthority: asAuthority)
        return (signature ? [] : [.weakSignature]) + (key.map { [.key($0)] } ?? [])
    }

    private var algorithm: (name: ASN1Name, parameters: DERValue?, key: ArraySlice<UInt8>)? {
        var reader = subjectPublicKeyInfo.reader
        guard var inner = reader.next(DERTag.sequence)?.reader,
            let name = inner.next(DERTag.objectIdentifier),
            let bits = reader.next(DERTag.bitString), reader.isAtEnd, bits.content.first == 0
        else { return nil }
        return (ASN1Name(encoded: name.content), inner.next(), bits.content.dropFirst())
    }

    private var curve: ASN1Name? {
        guard let (name, parameters, _) = algorithm, name == Self.elliptic, let parameters,
            parameters.tag == DERTag.objectIdentifier
        else { return nil }
        return ASN1Name(encoded: parameters.content)
    }

    private var publicComponents: PublicComponents? {
        guard let (name, parameters, key) = algorithm else { return nil }
        switch name {
        case Self.rsa: return Self.rsa(key)
        case Self.edwards:
            return key.count == EdwardsPoint.byteCount ? .edwards(x: Array(key)) : nil
        case Self.elliptic:
            let curve = [EllipticCurve.p256, .p384].first { curve in
                parameters?.encoded.elementsEqual(curve.objectIdentifier) ?? false
            }
            guard let curve, key.first == 0x04, key.count == 1 + 2 * curve.byteCount else {
                return nil
            }
            let numbers = key.dropFirst()
            return .elliptic(
                curve, x: Array(numbers.prefix(curve.byteCount)),
                y: Array(numbers.suffix(curve.byteCount)))
        default: return nil
        }
    }

    private static func rsa(_ key: ArraySlice<UInt8>) -> PublicComponents? {
        var outer = DERReader(key)
        guard var reader = outer.next(DERTag.sequence)?.reader, outer.isAtEnd,
            let modulus = reader.next(DERTag.integer), let exponent = reader.next(DERTag.integer),
            reader.isAtEnd, (modulus.content.first ?? 0x80) < 0x80,
            (exponent.content.first ?? 0x80) < 0x80
        else { return nil }
        return .rsa(
            modulus: Array(modulus.content.drop { $0 == 0 }),
            exponent: Array(exponent.content.drop { $0 == 0 }))
    }
}
