// SPDX-License-Identifier: Apache-2.0

/// What a certificate that is to be made says.
package struct CertificateTerms: Sendable {
    /// The common name of its subject.
    package var subject: String
    /// The first and the last second, since 1970.
    package var validity: ClosedRange<Int64>
    /// Its extensions, in the order in which they are to stand.
    package var extensions: [Extension] = []

    /// An extension in the words of OpenSSL's configuration (x509v3_config(5)).
    package struct Extension: Sendable {
        /// What it is called there.
        package let name: String
        let value: String
        let isCritical: Bool

        /// One that who does not understand it may pass over.
        package static func plain(_ name: String, _ value: String) -> Extension {
            Extension(name: name, value: value, isCritical: false)
        }

        /// One that who does not understand it must refuse.
        package static func critical(_ name: String, _ value: String) -> Extension {
            Extension(name: name, value: value, isCritical: true)
        }
    }

    /// Begins with a name and a time.
    package init(subject: String, validity: ClosedRange<Int64>) {
        self.subject = subject
        self.validity = validity
    }

    /// For a node that connects: the agency's URI is its name (standards.md section 4).
    package static func client(of uri: String, validity: ClosedRange<Int64>) -> Self {
        leaf("a node", validity, "clientAuth", "URI:\(uri)")
    }

    /// For a listener.
    ///
    /// - Parameter names: such as `DNS:localhost` and `IP:127.0.0.1`.
    package static func server(_ names: [String], validity: ClosedRange<Int64>) -> Self {
        leaf("a listener", validity, "serverAuth", names.joined(separator: ","))
    }

    private static func leaf(
        _ subject: String, _ validity: ClosedRange<Int64>, _ purpose: String, _ names: String
    ) -> Self {
        var terms = Self(subject: subject, validity: validity)
        terms.extensions = [
            .critical("basicConstraints", "CA:FALSE"), .critical("keyUsage", "digitalSignature"),
            .plain("extendedKeyUsage", purpose), .plain("subjectAltName", names),
            .plain("subjectKeyIdentifier", "hash"),
            .plain("authorityKeyIdentifier", "keyid:always"),
        ]
        return terms
    }
}
