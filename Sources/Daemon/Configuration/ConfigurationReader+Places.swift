// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Web

/// Where the daemon keeps and listens.
extension ConfigurationReader {
    mutating func places(_ map: SourceMapping) -> Configuration.Places? {
        let isBehindProxy =
            reader.optional("behind_proxy", in: map) { (node) throws(SourceFault) in
                try node.boolean()
            } ?? false
        let agencies = reader.required("listen", in: map)
            .flatMap { listen($0, isBehindProxy: isBehindProxy) }
        let management = reader.required("management", in: map) { (node) throws(SourceFault) in
            let address = try node.listenAddress()
            guard address.isLocal else {
                throw node.fault(
                    "`\(address)` can be reached from other machines, and the operator's listener "
                        + "asks nobody who they are",
                    write: "a loopback address or a Unix socket")
            }
            return address
        }
        let store = reader.required("store", in: map).flatMap { self.store($0) }
        guard let agencies, let management, let store else { return nil }
        if agencies == management, agencies != ListenAddress("127.0.0.1:0"),
            let node = map["management"]
        {
            reader.note(
                node.fault(
                    "`\(management)` is also where agencies are listened to", write: "another"))
        }
        return Configuration.Places(
            store: store, agencies: agencies, management: management, isBehindProxy: isBehindProxy)
    }

    private mutating func listen(_ node: SourceNode, isBehindProxy: Bool) -> ListenAddress? {
        guard let map = reader.mapping(node, "`listen`", keys: ["http", "tls"]) else { return nil }
        if let tls = map["tls"] {
            reader.note(
                tls.fault(
                    "this version of Baton does not speak TLS itself yet",
                    write: "`http` with a loopback address instead, behind a proxy that does"))
        }
        return reader.required("http", in: map) { (node) throws(SourceFault) in
            let address = try node.listenAddress()
            guard address.isLocal || isBehindProxy else {
                throw node.fault(
                    "`\(address)` can be reached from other machines without TLS",
                    write: "a loopback address or a Unix socket, or say `behind_proxy: true` where "
                        + "a proxy ends TLS before it")
            }
            return address
        }
    }

    private mutating func store(_ node: SourceNode) -> String? {
        guard let map = reader.mapping(node, "`store`", keys: ["sqlite"]) else { return nil }
        let path = reader.required("sqlite", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        return path.map { file.resolve($0) }
    }
}
