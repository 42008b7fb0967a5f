// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension KeyMaterial {
    /// The numbers of a key that OpenSSL has just made.
    func components(of kind: KeyKind) -> (PublicComponents, PrivateComponents) {
        switch kind {
        case .p256: elliptic(.p256)
        case .p384: elliptic(.p384)
        case .ed25519: (.edwards(x: rawPublicKey()), .scalar(rawPrivateKey()))
        case .rsa2048, .rsa3072: rsa()
        }
    }

    /// The 32 bytes of an Ed25519 public key.
    func rawPublicKey() -> [UInt8] { raw(by: EVP_PKEY_get_raw_public_key) }

    private func rawPrivateKey() -> [UInt8] { raw(by: EVP_PKEY_get_raw_private_key) }

    private func raw(
        by read: (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?) -> Int32
    ) -> [UInt8] {
        var count = EdwardsPoint.byteCount
        var bytes = [UInt8](repeating: 0, count: count)
        precondition(read(pointer, &bytes, &count) == 1, "An Ed25519 key has raw bytes.")
        return bytes
    }

    private func elliptic(_ curve: EllipticCurve) -> (PublicComponents, PrivateComponents) {
        let count = curve.byteCount
        let x = number(OSSL_PKEY_PARAM_EC_PUB_X, padded: count)
        let y = number(OSSL_PKEY_PARAM_EC_PUB_Y, padded: count)
        return (
            .elliptic(curve, x: x, y: y), .scalar(number(OSSL_PKEY_PARAM_PRIV_KEY, padded: count))
        )
    }

    private func rsa() -> (PublicComponents, PrivateComponents) {
        let numbers = PrivateComponents.RSANumbers(
            d: number(OSSL_PKEY_PARAM_RSA_D),
            p: number(OSSL_PKEY_PARAM_RSA_FACTOR + "1"),
            q: number(OSSL_PKEY_PARAM_RSA_FACTOR + "2"),
            dp: number(OSSL_PKEY_PARAM_RSA_EXPONENT + "1"),
            dq: number(OSSL_PKEY_PARAM_RSA_EXPONENT + "2"),
            qi: number(OSSL_PKEY_PARAM_RSA_COEFFICIENT + "1"))
        let modulus = number(OSSL_PKEY_PARAM_RSA_N)
        return (.rsa(modulus: modulus, exponent: number(OSSL_PKEY_PARAM_RSA_E)), .rsa(numbers))
    }

    /// One number of the key, big-endian: as short as it goes, or padded with zeros.
    private func number(_ name: String, padded count: Int? = nil) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, name, &number) == 1 else {
            preconditionFailure("A key of this type has the number \(name).")
        }
        defer { BN_clear_free(number) }
        let size = count ?? Int(BN_num_bits(number) + 7) / 8
        var bytes = [UInt8](repeating: 0, count: size)
        BN_bn2binpad(number, &bytes, Int32(size))
        return bytes
    }
}
