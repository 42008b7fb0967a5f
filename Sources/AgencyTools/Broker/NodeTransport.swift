// SPDX-License-Identifier: Apache-2.0

/// How a node connects where its broker speaks TLS: what it shows, and whom it believes.
package struct NodeTransport: Sendable, Hashable {
    /// Its certificate in PEM, then its issuers'.
    package let certificate: [UInt8]
    /// The certificate's key in PEM, without a passphrase.
    package let key: [UInt8]
    /// The authorities that may have issued the broker's certificate, in PEM; nil for those that
    /// the system trusts.
    package let authorities: [UInt8]?

    /// Gathers what was read.
    package init(certificate: [UInt8], key: [UInt8], authorities: [UInt8]?) {
        self.certificate = certificate
        self.key = key
        self.authorities = authorities
    }
}
