// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A verification set up with key, digest and padding, of which each verification is a copy.
///
/// Copying it into the thread's own context is the cheapest start that OpenSSL offers. Unchecked
/// because the compiler cannot see into C: the template is never used itself and never changed
/// after `init`; copying reads it and counts references atomically.
final class VerificationTemplate: @unchecked Sendable {
    let algorithm: SignatureAlgorithm
    private let context: OpaquePointer

    /// Sets a verification up; nil for Ed25519, which OpenSSL cannot copy.
    init?(_ algorithm: SignatureAlgorithm, key: KeyMaterial) {
        guard let digest = algorithm.digestName else { return nil }
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL has no memory for a signature context.")
        }
        self.algorithm = algorithm
        self.context = context
        var settings: OpaquePointer?
        let begun = EVP_DigestVerifyInit_ex(context, &settings, digest, nil, nil, key.pointer, nil)
        precondition(begun == 1, "OpenSSL's default provider must offer \(algorithm.rawValue).")
        algorithm.setPadding(in: settings)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Makes `target` a copy, ready to verify.
    func copy(into target: OpaquePointer) {
        precondition(EVP_MD_CTX_copy_ex(target, context) == 1, "A prepared context can be copied.")
    }
}

extension SignatureAlgorithm {
    /// Tells OpenSSL the padding of an RSA signature (RFC 7518 sections 3.3 and 3.5).
    func setPadding(in settings: OpaquePointer?) {
        switch self {
        case .ps256:
            let set =
                EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
            precondition(set, "OpenSSL must offer PSS for an RSA key.")
        case .rs256:
            let set = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PADDING) == 1
            precondition(set, "OpenSSL must offer PKCS #1 v1.5 for an RSA key.")
        case .es256, .es384, .edDSA, .ed25519: break
        }
    }
}
