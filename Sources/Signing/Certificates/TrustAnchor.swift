// SPDX-License-Identifier: Apache-2.0

/// A certificate whose key is trusted without proof (RFC 5280 section 6.1.1 d).
package struct TrustAnchor: Sendable, Hashable {
    /// Which of what the certificate says is applied, beside its name and its key.
    package struct Contents: OptionSet, Sendable, Hashable {
        /// One bit for each.
        package let rawValue: UInt8

        /// Takes the bits.
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Its extensions: who may be below it, and how many (RFC 5937).
        package static let constraints = Contents(rawValue: 1)
        /// From when until when it is valid.
        package static let validity = Contents(rawValue: 2)
        /// All of it.
        package static let all: Contents = [.constraints, .validity]
    }

    /// The certificate.
    package let certificate: Certificate
    /// How much of it is applied.
    package let contents: Contents
    /// What OpenSSL is given for it.
    let handle: CertificateHandle

    /// Trusts a certificate.
    package init(_ certificate: Certificate, contents: Contents = .all) {
        self.certificate = certificate
        self.contents = contents
        handle = contents == .all ? certificate.handle : certificate.handle.keeping(contents)
    }

    /// Two anchors are the same when certificate and contents are.
    package static func == (left: Self, right: Self) -> Bool {
        left.certificate == right.certificate && left.contents == right.contents
    }

    /// Feeds the certificate.
    package func hash(into hasher: inout Hasher) { hasher.combine(certificate) }
}
