// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Signing
import Wire

/// TLS for a demonstration: an authority of its own, and what it certifies for listener and nodes.
package struct DemoTransport: Sendable {
    private let authority: CertificateIssuer
    private let validity: ClosedRange<Int64>

    /// For how many days everything is certified: as long as a demonstration may lie around.
    private static let days = 30
    /// The names under which the listener is called.
    private static let names = ["DNS:localhost", "IP:127.0.0.1"]
    /// The files of the authority and of the listener, in the demonstration's folder.
    static let (anchors, listener, listenerKey) = (
        "tls/ca.pem", "tls/listener.pem", "tls/listener.key"
    )

    /// Makes an authority.
    package init(today: CalendarDate) {
        let first = London.startOfDay(today.adding(days: -1)).seconds
        validity = first...(first + Int64(Self.days) * 86_400)
        authority = CertificateIssuer(named: "A demonstration", validity: validity)
    }

    /// A file: what it is called and holds, and whether only its owner may read it.
    struct File {
        let name: String
        let text: String
        let isSecret: Bool
    }

    /// Every file, with fresh keys.
    func files() -> [File] {
        let roles = DemoAgency.Role.allCases.flatMap { role in
            pair(
                Self.certificate(of: role), Self.key(of: role),
                .client(of: role.uri, validity: validity))
        }
        let listener = pair(
            Self.listener, Self.listenerKey, .server(Self.names, validity: validity))
        let anchor = File(
            name: Self.anchors, text: PEMBlock.text("CERTIFICATE", authority.certificate.der),
            isSecret: false)
        return [anchor] + listener + roles
    }

    private func pair(_ name: String, _ keyName: String, _ terms: CertificateTerms) -> [File] {
        let key = PrivateKey.generate(.p256)
        let certificate = authority.issue(terms, for: key)
        return [
            File(
                name: name, text: PEMBlock.text("CERTIFICATE", certificate.der), isSecret: false),
            File(name: keyName, text: PEMBlock.text("PRIVATE KEY", key.pkcs8), isSecret: true),
        ]
    }

    /// Where a node's certificate stands, in the demonstration's folder.
    static func certificate(of role: DemoAgency.Role) -> String { "tls/\(role).pem" }

    /// Where its key stands.
    static func key(of role: DemoAgency.Role) -> String { "tls/\(role).key" }

    /// What a node file says of it, relative to a folder.
    static func members(of role: DemoAgency.Role, in folder: String) -> JSONValue {
        [
            "certificate": .string(folder + certificate(of: role)),
            "key": .string(folder + key(of: role)), "ca": .string(folder + anchors),
        ]
    }
}
