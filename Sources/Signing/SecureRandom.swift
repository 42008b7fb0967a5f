// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Bytes that nobody can guess, from OpenSSL's generator: the only generator in the product.
package enum SecureRandom {
    /// So many fresh random bytes, for keys, salts and identifiers.
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let made = RAND_bytes(buffer.baseAddress, Int32(count))
            precondition(
                made == 1, "Without a working random generator nothing can be kept secret.")
            filled = count
        }
    }
}
