// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import Signing
import Web

/// How agencies reach the daemon: `listen` and `behind_proxy`.
extension ConfigurationReader {
    /// Where agencies are listened to, and in TLS or not.
    struct Listening {
        let address: ListenAddress
        let isBehindProxy: Bool
        let security: TransportSecurity.Terms?
    }

    mutating func listening(_ map: SourceMapping) -> Listening? {
        let isBehindProxy =
            reader.optional("behind_proxy", in: map) { (node) throws(SourceFault) in
                try node.boolean()
            } ?? false
        guard let node = reader.required("listen", in: map),
            let listen = reader.mapping(node, "`listen`", keys: ["http", "tls"])
        else { return nil }
        for name in ["http", "tls"] { written.note("listen.\(name)", at: listen[name]) }
        let isSecure = listen["tls"] != nil
        let address = reader.required("http", in: listen) { (node) throws(SourceFault) in
            let address = try node.listenAddress()
            guard address.isLocal || isBehindProxy || isSecure else {
                throw node.fault(
                    "`\(address)` can be reached from other machines without TLS",
                    write: "`tls` beside it, or a loopback address or a Unix socket, or say "
                        + "`behind_proxy: true` where a proxy ends TLS before it")
            }
            return address
        }
        let terms = listen["tls"].flatMap { self.security($0) }
        guard let address, !isSecure || terms != nil else { return nil }
        return Listening(address: address, isBehindProxy: isBehindProxy, security: terms)
    }

    /// Reads `{certificate, key, client_ca, client_crl}`: plain files, so that a reload finds what
    /// was renewed (systemd refreshes credentials only at a start).
    private mutating func security(_ node: SourceNode) -> TransportSecurity.Terms? {
        let keys = ["certificate", "key", "client_ca", "client_crl"]
        guard let map = reader.mapping(node, "`tls`", keys: keys) else { return nil }
        let anchors = reader.required("client_ca", in: map).map {
            certificates($0, as: .clientAuthority)
        }
        let lists = list("client_crl", in: map, optional: true)
            .flatMap { self.revocations($0, of: anchors ?? []) }
        let identity = identity(map, anchors ?? [])
        guard let anchors, let identity else { return nil }
        return TransportSecurity.Terms(
            identity: identity,
            trust: ClientTrust(
                anchors: anchors.map { TrustAnchor($0) }, lists: lists))
    }

    private mutating func identity(
        _ map: SourceMapping, _ authorities: [Certificate]
    ) -> TransportIdentity? {
        guard let chain = reader.required("certificate", in: map),
            let key = reader.required("key", in: map)
        else { return nil }
        return attempt { (self) throws(SourceFault) in
            let path = self.file.resolve(try chain.text())
            let certificates = try self.bytes(
                of: path, at: chain, atMost: Self.mostCertificateBytes)
            let secret = try self.secret(key, named: Configuration.transportKey)
            self.note(.listener, chain, certificates)
            do throws(TransportFault) {
                return try TransportIdentity(
                    certificates: certificates, key: secret,
                    authorities: authorities.map(\.der))
            } catch {
                let place = error == .noKey ? key : chain
                throw place.fault(
                    "TLS cannot be spoken with this file (\(error))",
                    write: error == .noKey
                        ? "the path of a private key in PEM, without a passphrase"
                        : "the path of a file with the listener's certificate in PEM, then its "
                            + "issuers'")
            }
        }
    }

    /// Notes when the listener's own certificates end, as far as they can be read here; whether TLS can
    /// be spoken with them is found out beside.
    private mutating func note(_ kind: Ending.Kind, _ node: SourceNode, _ file: [UInt8]) {
        let blocks = (try? PEMBlock.reading(file)) ?? []
        note(
            kind, node,
            blocks.filter { $0.label == "CERTIFICATE" }.compactMap {
                try? Certificate(der: $0.bytes)
            })
    }

    /// The revocation lists in a PEM file, each of one of the authorities.
    private mutating func revocations(
        _ node: SourceNode, of authorities: [Certificate]
    ) -> [RevocationList] {
        let lists = blocks(node, labelled: "X509 CRL").compactMap { block in
            reader.attempt { () throws(SourceFault) -> RevocationList in
                let list: RevocationList
                do throws(CertificateError) { list = try RevocationList(der: block.bytes) } catch {
                    throw node.fault(
                        "line \(block.line) of the file begins no revocation list: \(error)",
                        write: "the path of lists in PEM")
                }
                guard authorities.contains(where: { list.isIssued(by: $0) }) else {
                    throw node.fault(
                        "the list that begins in line \(block.line) of the file is signed by none of "
                            + "`client_ca`",
                        write: "the path of the lists of those authorities")
                }
                return list
            }
        }
        note(.clientList, node, lists)
        for list in lists { take(list, at: node) }
        return lists
    }
}
