// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A key as OpenSSL holds it.
///
/// Unchecked because the compiler cannot see into C: the `EVP_PKEY` is made whole before it gets
/// here and is never changed afterwards; OpenSSL counts its references atomically and reads it from
/// any thread.
final class KeyMaterial: @unchecked Sendable {
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// A public key whose numbers OpenSSL has checked.
    static func importing(_ key: PublicComponents) throws(KeyError) -> KeyMaterial {
        let der = key.subjectPublicKeyInfo
        switch key {
        case .edwards(let x): try EdwardsPoint.check(x)
        case .rsa(let modulus, let exponent):
            try RSALimits.check(modulus: modulus, exponent: exponent)
        case .elliptic: break
        }
        let pointer = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_PUBKEY(nil, &cursor, buffer.count)
        }
        let refusal: KeyError = if case .rsa = key { .unsoundModulus } else { .notOnCurve }
        let material = try owning(pointer, or: refusal)
        if case .edwards = key { return material }
        return try material.checked(by: EVP_PKEY_public_check, or: refusal)
    }

    /// A private key whose numbers OpenSSL has checked against the public ones.
    static func importing(
        _ secret: PrivateComponents, of key: PublicComponents
    ) throws(KeyError) -> KeyMaterial {
        switch (secret, key) {
        case (.scalar(let seed), .edwards(let x)):
            let pointer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
            let material = try owning(pointer, or: .privateNotOfPublic)
            guard material.rawPublicKey() == x else { throw .privateNotOfPublic }
            return material
        case (.scalar(let scalar), .elliptic(let curve, let x, let y)):
            let der = DER.sequence(
                DER.integer([1]), DER.octetString(scalar), DER.tagged(0, curve.objectIdentifier),
                DER.tagged(1, DER.bitString([0x04] + x + y)))
            return try decoding(der, type: EVP_PKEY_EC)
        case (.rsa(let numbers), .rsa(let modulus, let exponent)):
            let der = DER.sequence(
                DER.integer([0]), DER.integer(modulus), DER.integer(exponent),
                DER.integer(numbers.d), DER.integer(numbers.p), DER.integer(numbers.q),
                DER.integer(numbers.dp), DER.integer(numbers.dq), DER.integer(numbers.qi))
            return try decoding(der, type: EVP_PKEY_RSA)
        default: throw .privateNotOfPublic
        }
    }

    /// The 32 bytes of the public key that belongs to an Ed25519 seed.
    static func publicHalf(ofEd25519Seed seed: [UInt8]) throws(KeyError) -> [UInt8] {
        let pointer = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        return try owning(pointer, or: .privateNotOfPublic).rawPublicKey()
    }

    /// A fresh key pair.
    static func generating(_ kind: KeyKind) -> KeyMaterial {
        let name =
            switch kind {
            case .p256, .p384: "EC"
            case .ed25519: "ED25519"
            case .rsa2048, .rsa3072: "RSA"
            }
        let context = EVP_PKEY_CTX_new_from_name(nil, name, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var pointer: OpaquePointer?
        let made =
            EVP_PKEY_keygen_init(context) == 1 && setParameters(of: kind, in: context)
            && EVP_PKEY_generate(context, &pointer) == 1
        guard made, let pointer else {
            preconditionFailure("OpenSSL's default provider must make keys of the kind \(kind).")
        }
        return KeyMaterial(owning: pointer)
    }

    private static func setParameters(of kind: KeyKind, in context: OpaquePointer?) -> Bool {
        switch kind {
        case .p256: EVP_PKEY_CTX_set_group_name(context, "P-256") == 1
        case .p384: EVP_PKEY_CTX_set_group_name(context, "P-384") == 1
        case .ed25519: true
        case .rsa2048: EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1
        case .rsa3072: EVP_PKEY_CTX_set_rsa_keygen_bits(context, 3072) == 1
        }
    }

    private static func decoding(_ der: [UInt8], type: Int32) throws(KeyError) -> KeyMaterial {
        let pointer = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_PrivateKey(type, nil, &cursor, buffer.count)
        }
        return try owning(pointer, or: .privateNotOfPublic)
            .checked(by: EVP_PKEY_check, or: .privateNotOfPublic)
    }

    private static func owning(
        _ pointer: OpaquePointer?, or refusal: KeyError
    ) throws(KeyError) -> KeyMaterial {
        guard let pointer else {
            ERR_clear_error()
            throw refusal
        }
        return KeyMaterial(owning: pointer)
    }

    private func checked(
        by check: (OpaquePointer?) -> Int32, or refusal: KeyError
    ) throws(KeyError) -> KeyMaterial {
        let context = EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil)
        defer { EVP_PKEY_CTX_free(context) }
        guard check(context) == 1 else {
            ERR_clear_error()
            throw refusal
        }
        return self
    }
}
