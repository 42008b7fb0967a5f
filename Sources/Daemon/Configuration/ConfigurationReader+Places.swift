// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Web

/// Where the daemon keeps and listens.
extension ConfigurationReader {
    mutating func places(_ map: SourceMapping, _ listening: Listening?) -> Configuration.Places? {
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
        guard let listening, let management, let store else { return nil }
        let agencies = listening.address
        if agencies == management, agencies != ListenAddress("127.0.0.1:0"),
            let node = map["management"]
        {
            reader.note(
                node.fault(
                    "`\(management)` is also where agencies are listened to", write: "another"))
        }
        return Configuration.Places(
            store: store, agencies: agencies, management: management,
            isBehindProxy: listening.isBehindProxy, isSecure: listening.security != nil)
    }

    private mutating func store(_ node: SourceNode) -> String? {
        guard let map = reader.mapping(node, "`store`", keys: ["sqlite"]) else { return nil }
        written.note("store.sqlite", at: map["sqlite"])
        let path = reader.required("sqlite", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        return path.map { file.resolve($0) }
    }
}
