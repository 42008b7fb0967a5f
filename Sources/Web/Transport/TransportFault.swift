// SPDX-License-Identifier: Apache-2.0

/// Why TLS cannot be spoken with what was configured for it.
package enum TransportFault: Error, Sendable, Hashable {
    /// The file holds no certificate in PEM.
    case noCertificate
    /// The file holds no private key in PEM, or an encrypted one.
    case noKey
    /// An authority of the clients is no certificate.
    case noAuthority
    /// Key and certificate do not belong together, or TLS takes neither; in the library's words.
    case unusable(String)
}

extension TransportFault: CustomStringConvertible {
    /// What is wrong.
    package var description: String {
        switch self {
        case .noCertificate: "it holds no certificate in PEM"
        case .noKey: "it holds no private key in PEM, or one under a passphrase"
        case .noAuthority: "an authority of the clients is no certificate in DER"
        case .unusable(let why): "key and certificate cannot be used together (\(why))"
        }
    }
}
