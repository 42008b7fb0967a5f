// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension PublicKey {
    /// Verifies a signature over bytes, or says why it is refused; a return is a good signature.
    ///
    /// ECDSA signatures are taken as JOSE writes them (RFC 7518 section 3.4) and with either s: who
    /// identifies a message must hash what was signed, never the signature.
    package func verify(
        _ signature: [UInt8], over message: [UInt8], algorithm: SignatureAlgorithm
    ) throws(SignatureError) {
        try verify(signature, over: message[...], algorithm: algorithm)
    }

    /// Verifies a signature over a part of an array, where it stands.
    ///
    /// - Parameter digest: SHA-256 of the message, for whom it is at hand.
    package func verify(
        _ signature: [UInt8], over message: ArraySlice<UInt8>, digest: SHA256Digest? = nil,
        algorithm: SignatureAlgorithm
    ) throws(SignatureError) {
        guard algorithms.contains(algorithm) else { throw .algorithmNotOfKey(algorithm) }
        if algorithm == .es256, let table = preparation.table,
            table.verifies(signature, of: digest ?? SHA256.digest(of: message))
        {
            return
        }
        try verify(encoded: encodedForOpenSSL(signature), over: message, algorithm)
        preparation.used()
    }

    private func verify(
        encoded: [UInt8], over message: ArraySlice<UInt8>, _ algorithm: SignatureAlgorithm
    ) throws(SignatureError) {
        let context = ThreadContexts.current.signature
        prepare(context, for: algorithm)
        let verdict = message.withUnsafeBufferPointer { message in
            EVP_DigestVerify(
                context, encoded, encoded.count, message.baseAddress, message.count)
        }
        guard verdict == 1 else {
            ERR_clear_error()
            throw .mismatch
        }
    }

    private func prepare(_ context: OpaquePointer, for algorithm: SignatureAlgorithm) {
        if let template = templates.first(where: { $0.algorithm == algorithm }) {
            template.copy(into: context)
            return
        }
        EVP_MD_CTX_reset(context)
        let begun = EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, material.pointer, nil)
        precondition(begun == 1, "OpenSSL's default provider must offer \(algorithm.rawValue).")
    }

    /// The signature as OpenSSL wants it, after its length was checked.
    private func encodedForOpenSSL(_ signature: [UInt8]) throws(SignatureError) -> [UInt8] {
        let count: Int
        switch components {
        case .elliptic(let curve, _, _): return try ECDSASignature.der(of: signature, on: curve)
        case .edwards: count = 2 * EdwardsPoint.byteCount
        case .rsa(let modulus, _): count = modulus.count
        }
        guard signature.count == count else { throw .wrongLength(signature.count, expected: count) }
        return signature
    }
}
