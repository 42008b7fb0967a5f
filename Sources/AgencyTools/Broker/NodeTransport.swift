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

/// The files, in PEM, of how a node connects: read each time it does, so that what was renewed is shown
/// and what does not connect needs none of them.
package struct NodeTransportFiles: Sendable, Hashable {
    /// The path of its certificate, with its issuers'.
    package let certificate: String
    /// The path of the certificate's key.
    package let key: String
    /// The path of the authorities that may have issued the broker's certificate; nil for those that
    /// the system trusts.
    package let authorities: String?

    /// Reads them.
    package func read() throws(ToolFailure) -> NodeTransport {
        var believed: [UInt8]?
        if let authorities { believed = try Files.read(authorities, status: .configuration) }
        return NodeTransport(
            certificate: try Files.read(certificate, status: .configuration),
            key: try Files.read(key, status: .configuration), authorities: believed)
    }
}
