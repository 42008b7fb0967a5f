// SPDX-License-Identifier: Apache-2.0

/// What an agency does with a certificate that it shows.
package enum CertificateUse: String, Sendable, Hashable {
    /// It signs messages or bearer tokens under it (`x5c` or `x5t#S256`, RFC 7515 section 4.1).
    case signing
    /// Its node connects by it (TLS).
    case connecting
}
