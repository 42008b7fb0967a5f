// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// One bare verification by OpenSSL, ES256 or RS256, against which everything is measured.
///
/// The key is parsed once and the context copied from a template: the fastest way that OpenSSL has
/// (performance.md section 2). Measured beside each figure, since the machine's speed changes.
final class Yardstick {
    private let key: OpaquePointer
    private let template: OpaquePointer
    private let scratch: OpaquePointer
    private let message = [UInt8](repeating: 0x42, count: 2_500)
    private var signature = [UInt8](repeating: 0, count: 256)

    init(_ algorithm: BenchAlgorithm) throws {
        guard let key = try Self.key(for: algorithm), let signer = EVP_MD_CTX_new(),
            let template = EVP_MD_CTX_new(), let scratch = EVP_MD_CTX_new()
        else { throw BenchFailure.openSSL("no key for \(algorithm.rawValue)") }
        (self.key, self.template, self.scratch) = (key, template, scratch)
        defer { EVP_MD_CTX_free(signer) }
        var length = signature.count
        guard EVP_DigestSignInit(signer, nil, EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(signer, &signature, &length, message, message.count) == 1,
            EVP_DigestVerifyInit(template, nil, EVP_sha256(), nil, key) == 1
        else { throw BenchFailure.openSSL("no signature") }
        signature.removeLast(signature.count - length)
    }

    private static func key(for algorithm: BenchAlgorithm) throws -> OpaquePointer? {
        let name =
            switch algorithm {
            case .es256: "EC"
            case .rs256: "RSA"
            }
        guard let maker = EVP_PKEY_CTX_new_from_name(nil, name, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(maker) }
        guard EVP_PKEY_keygen_init(maker) == 1 else { return nil }
        let set =
            switch algorithm {
            case .es256: EVP_PKEY_CTX_set_group_name(maker, "P-256")
            case .rs256: EVP_PKEY_CTX_set_rsa_keygen_bits(maker, 2_048)
            }
        var made: OpaquePointer?
        guard set == 1, EVP_PKEY_generate(maker, &made) == 1 else { return nil }
        return made
    }

    deinit {
        EVP_MD_CTX_free(scratch)
        EVP_MD_CTX_free(template)
        EVP_PKEY_free(key)
    }

    /// CPU time of one verification, in microseconds: the median of batches.
    func microseconds(batches: Int = 21, of count: Int = 40) throws -> Double {
        var times: [Double] = []
        for _ in 0..<batches {
            let start = threadMicroseconds()
            for _ in 0..<count {
                guard EVP_MD_CTX_copy_ex(scratch, template) == 1,
                    EVP_DigestVerify(
                        scratch, signature, signature.count, message, message.count) == 1
                else { throw BenchFailure.openSSL("does not verify") }
            }
            times.append((threadMicroseconds() - start) / Double(count))
        }
        return times.sorted()[batches / 2]
    }
}
