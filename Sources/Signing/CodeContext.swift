// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// One thread's HMAC context, begun again for every code.
struct CodeContext {
    private let pointer: OpaquePointer

    init() {
        guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else {
            preconditionFailure("OpenSSL's default provider must offer HMAC.")
        }
        defer { EVP_MAC_free(algorithm) }
        guard let pointer = EVP_MAC_CTX_new(algorithm) else {
            preconditionFailure("OpenSSL has no memory for an HMAC context.")
        }
        self.pointer = pointer
        var name = Array("SHA256".utf8CString)
        let set = name.withUnsafeMutableBufferPointer { name in
            var parameters = [
                OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            return EVP_MAC_CTX_set_params(pointer, &parameters)
        }
        precondition(set == 1, "OpenSSL's HMAC must take SHA-256.")
    }

    func free() { EVP_MAC_CTX_free(pointer) }

    func begin(key: [UInt8]) {
        precondition(
            EVP_MAC_init(pointer, key, key.count, nil) == 1, "OpenSSL's HMAC must take the key.")
    }

    /// Begins another code under the key of the last one, which is not prepared again.
    func beginAgain() {
        precondition(EVP_MAC_init(pointer, nil, 0, nil) == 1, "OpenSSL's HMAC must keep the key.")
    }

    func update(_ bytes: [UInt8]) {
        precondition(
            EVP_MAC_update(pointer, bytes, bytes.count) == 1,
            "An HMAC context takes bytes between begin and finish.")
    }

    func finish() -> SHA256Digest {
        var digest = SHA256Digest()
        let finished = digest.withUnsafeMutableBytes { buffer in
            EVP_MAC_final(
                pointer, buffer.bindMemory(to: UInt8.self).baseAddress, nil, buffer.count)
        }
        precondition(finished == 1, "An HMAC context is finished once.")
        return digest
    }
}
