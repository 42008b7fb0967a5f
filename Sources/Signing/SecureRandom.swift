// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Bytes that nobody can guess, from OpenSSL's generator: the only generator in the product.
package enum SecureRandom {
    /// So many fresh random bytes, for keys, salts and identifiers.
    ///
    /// A few come out of what the thread drew ahead (`Reservoir`).
    package static func bytes(_ count: Int) -> [UInt8] {
        ThreadContexts.current.reservoir.take(count) ?? drawn(count)
    }

    /// Bytes that the generator makes now.
    static func drawn(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            fill(UnsafeMutableRawBufferPointer(buffer))
            filled = count
        }
    }

    static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        let made = RAND_bytes(
            buffer.bindMemory(to: UInt8.self).baseAddress, Int32(buffer.count))
        precondition(
            made == 1, "Without a working random generator nothing can be kept secret.")
    }
}
