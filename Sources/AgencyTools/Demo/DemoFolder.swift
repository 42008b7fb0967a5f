// SPDX-License-Identifier: Apache-2.0

import Glibc
import Signing
import Wire

/// A folder that holds a demonstration: configuration, keys, node files and rule packs.
package struct DemoFolder: Sendable {
    private let path: String

    /// Takes a folder that is not there yet or has nothing in it; anything else is refused.
    package init(_ path: String) throws(ToolFailure) {
        if Files.exists(path) {
            guard let names = Files.names(in: path) else {
                throw ToolFailure(.usage, "\(path) is no folder: name a new or empty one")
            }
            guard names.isEmpty else {
                throw ToolFailure(.usage, "\(path) has something in it: name a new or empty folder")
            }
        }
        self.path = path
    }

    /// The rule packs that stand in the folder.
    package static let packs = ["england-2026.1", "demo"]

    /// How many random bytes a store, index or `jti` key has.
    private static let rawKeyByteCount = 32

    /// Writes everything; what is secret only its owner can read.
    package func write(
        _ demo: DemoPartnership, data: ShippedData, random: (Int) -> [UInt8]
    ) throws(ToolFailure) {
        for folder in ["", "keys", "nodes", "rules", "state"] {
            try Files.makeFolder("\(path)/\(folder)")
        }
        try writeKeys(of: demo, random)
        if let transport = demo.transport { try write(transport) }
        for agency in demo.agencies {
            try add("nodes/\(agency.role).json", try demo.node(of: agency))
        }
        for pack in Self.packs {
            try Files.writeNew("\(path)/rules/\(pack).yaml", try data.rulePack(pack))
        }
        try add("demo.json", try demo.summary())
        try Files.writeNew("\(path)/baton.yaml", Array(demo.yaml.utf8))
    }

    private func writeKeys(
        of demo: DemoPartnership, _ random: (Int) -> [UInt8]
    ) throws(ToolFailure) {
        try add("keys/broker.jwk", demo.brokerKey.jwk, mode: Self.secret)
        try add("keys/log.key", demo.logKey.jwk, mode: Self.secret)
        for name in ["store-1.key", "index-1.key", "jti.key"] {
            try Files.writeNew(
                "\(path)/keys/\(name)", random(Self.rawKeyByteCount), mode: Self.secret)
        }
        for agency in demo.agencies {
            try add("keys/\(agency.role).jwk", agency.key.jwk, mode: Self.secret)
            try add("keys/\(agency.role).pub.json", agency.key.publicKey.jwk)
        }
    }

    private func write(_ transport: DemoTransport) throws(ToolFailure) {
        try Files.makeFolder("\(path)/tls")
        for file in transport.files() {
            try Files.writeNew(
                "\(path)/\(file.name)", Array(file.text.utf8),
                mode: file.isSecret ? Self.secret : 0o644)
        }
    }

    /// Read and written by the owner, by nobody else.
    private static let secret: mode_t = 0o600

    private func add(
        _ name: String, _ value: JSONValue, mode: mode_t = 0o644
    ) throws(ToolFailure) {
        try Files.writeNew(
            "\(path)/\(name)", Array((VerbatimJSON.pretty(value) + "\n").utf8), mode: mode)
    }
}
