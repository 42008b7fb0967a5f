// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

extension PrivateKey {
    /// Signs bytes; ECDSA signatures come as r and s side by side, as JOSE writes them.
    ///
    /// Throws `algorithmNotOfKey` when the key is for other algorithms.
    package func sign(
        _ message: [UInt8], algorithm: SignatureAlgorithm
    ) throws(SignatureError) -> [UInt8] {
        guard publicKey.algorithms.contains(algorithm) else { throw .algorithmNotOfKey(algorithm) }
        let signature = signed(message, by: algorithm)
        guard case .elliptic(let curve, _, _) = publicKey.components else { return signature }
        return ECDSASignature.raw(of: signature, on: curve)
    }

    private func signed(_ message: [UInt8], by algorithm: SignatureAlgorithm) -> [UInt8] {
        let context = ThreadContexts.current.signature
        EVP_MD_CTX_reset(context)
        var settings: OpaquePointer?
        let begun = EVP_DigestSignInit_ex(
            context, &settings, algorithm.digestName, nil, nil, material.pointer, nil)
        precondition(begun == 1, "OpenSSL's default provider must offer \(algorithm.rawValue).")
        algorithm.setPadding(in: settings)
        var count = Int(EVP_PKEY_get_size(material.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        let done = EVP_DigestSign(context, &signature, &count, message, message.count)
        precondition(done == 1, "A checked private key signs any bytes.")
        signature.removeSubrange(count...)
        return signature
    }
}
