// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// One thread's SHA-256 context, begun again for every digest.
struct DigestContext {
    private let pointer: OpaquePointer

    /// SHA-256 as OpenSSL's provider gives it, fetched once: a fetch costs more than a hash.
    private static let algorithm = FetchedDigest("SHA256")

    init() {
        guard let pointer = EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL has no memory for a digest context.")
        }
        self.pointer = pointer
        begin(Self.algorithm.pointer)
    }

    func free() { EVP_MD_CTX_free(pointer) }

    /// Begins another digest, with the algorithm of the last one.
    func begin() { begin(nil) }

    private func begin(_ algorithm: OpaquePointer?) {
        let begun = EVP_DigestInit_ex2(pointer, algorithm, nil)
        precondition(begun == 1, "OpenSSL's default provider must offer SHA-256.")
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        let updated = EVP_DigestUpdate(pointer, bytes.baseAddress, bytes.count)
        precondition(updated == 1, "A digest context takes bytes between begin and finish.")
    }

    func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes(update) }

    func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes(update) }

    func update(_ byte: UInt8) { withUnsafeBytes(of: byte, update) }

    func finish() -> SHA256Digest {
        var digest = SHA256Digest()
        let finished = digest.withUnsafeMutableBytes { buffer in
            EVP_DigestFinal_ex(pointer, buffer.bindMemory(to: UInt8.self).baseAddress, nil)
        }
        precondition(finished == 1, "A digest context is finished once.")
        return digest
    }
}
