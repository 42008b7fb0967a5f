// SPDX-License-Identifier: Apache-2.0

import NIOSSL

extension NodeTransport {
    /// As the HTTP client takes it.
    var configuration: TLSConfiguration {
        get throws {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(certificate)
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
            if let authorities {
                configuration.trustRoots = .certificates(
                    try NIOSSLCertificate.fromPEMBytes(authorities))
            }
            return configuration
        }
    }
}
