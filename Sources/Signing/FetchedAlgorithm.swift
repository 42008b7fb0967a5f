// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// A digest algorithm that was looked up once.
///
/// Unchecked because the compiler cannot see into C: an `EVP_MD` is never written to after its
/// fetch, and OpenSSL counts its references atomically.
struct FetchedDigest: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ name: String) {
        guard let pointer = EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL's default provider must offer \(name).")
        }
        self.pointer = pointer
    }
}

/// A cipher that was looked up once.
///
/// Unchecked for the reason given at `FetchedDigest`: an `EVP_CIPHER` is never written to.
struct FetchedCipher: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ name: String) {
        guard let pointer = EVP_CIPHER_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL's default provider must offer \(name).")
        }
        self.pointer = pointer
    }
}
