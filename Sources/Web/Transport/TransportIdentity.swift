// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL

/// What a listener is in TLS: its certificate and key, and the terms on which it speaks.
///
/// TLS 1.3, and 1.2 with ephemeral elliptic keys and authenticated ciphers alone (RFC 9325 section
/// 4.2): no renegotiation, no compression, no early data. Who shows no certificate is refused.
package struct TransportIdentity: Sendable {
    let context: NIOSSLContext

    /// Takes a certificate and its key.
    ///
    /// - Parameter certificates: PEM, the listener's own first, then its issuers.
    /// - Parameter key: PEM, not encrypted.
    /// - Parameter authorities: DER of those whose clients are believed, named to each client so
    ///   that it can choose among its certificates.
    package init(
        certificates: [UInt8], key: [UInt8], authorities: [[UInt8]]
    ) throws(TransportFault) {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificates), !chain.isEmpty else {
            throw .noCertificate
        }
        guard let key = try? NIOSSLPrivateKey(bytes: key, format: .pem) else { throw .noKey }
        var roots: [NIOSSLCertificate] = []
        for authority in authorities {
            guard let root = try? NIOSSLCertificate(bytes: authority, format: .der) else {
                throw .noAuthority
            }
            roots.append(root)
        }
        do { context = try NIOSSLContext(configuration: Self.terms(chain, key, roots)) } catch {
            throw .unusable("\(error)")
        }
    }

    private static func terms(
        _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey, _ roots: [NIOSSLCertificate]
    ) -> TLSConfiguration {
        var terms = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        terms.minimumTLSVersion = .tlsv12
        terms.cipherSuiteValues = ciphers
        terms.curves = [.x25519, .secp256r1, .secp384r1]
        terms.certificateVerification = .noHostnameVerification
        terms.trustRoots = .certificates(roots)
        terms.sendCANameList = true
        terms.renegotiationSupport = .none
        terms.applicationProtocols = ["http/1.1"]
        terms.shutdownTimeout = .seconds(WebLimits.closeNotifySeconds)
        return terms
    }

    /// For TLS 1.2; those of TLS 1.3 are all of this kind.
    private static let ciphers: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
}
