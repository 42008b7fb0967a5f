// SPDX-License-Identifier: Apache-2.0

/// The kinds of key that Baton makes.
package enum KeyKind: String, Sendable, Hashable, CaseIterable {
    /// ECDSA on P-256: the default.
    case p256 = "P-256"
    /// ECDSA on P-384.
    case p384 = "P-384"
    /// Ed25519: what logs and witnesses sign with.
    case ed25519 = "Ed25519"
    /// RSA with 2048 bits, the least that is taken.
    case rsa2048 = "RSA-2048"
    /// RSA with 3072 bits.
    case rsa3072 = "RSA-3072"
}
