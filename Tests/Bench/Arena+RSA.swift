// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Signing
import Wire

extension Arena {
    /// What the school's node with an RSA key is called among the demonstration's files.
    static let rsaNode = "school-rsa"

    /// Registers a node of the school's that signs RS256 with an RSA key of 2048 bits, as the
    /// operator would for a system that cannot do better.
    func registerRSANode() throws {
        let key = PrivateKey.generate(.rsa2048)
        let algorithm: JSONValue = .string(SignatureAlgorithm.rs256.rawValue)
        try write("keys/\(Self.rsaNode).jwk", key.jwk.with("alg", algorithm))
        try write("keys/\(Self.rsaNode).pub.json", key.publicKey.jwk.with("alg", algorithm))
        let school = try JSONDocument(
            parsing: Array(Data(contentsOf: URL(filePath: path("nodes/school.json")))),
            limits: .message
        ).root.value
        try write(
            "nodes/\(Self.rsaNode).json",
            school.with("kid", .string(key.publicKey.kid))
                .with("key", .string("../keys/\(Self.rsaNode).jwk")))
        try addNodeToConfiguration()
    }

    /// A place in the demonstration's folder.
    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Adds a line below that of the school's own node, with the same day from which it is valid.
    private func addNodeToConfiguration() throws {
        let place = URL(filePath: path("baton.yaml"))
        let lines = String(decoding: try Data(contentsOf: place), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard let at = lines.firstIndex(where: { $0.contains("keys/school.pub.json") }) else {
            throw BenchFailure.file(place.path)
        }
        let added = lines[at].replacing("school", with: Self.rsaNode)
            .replacing("}]}", with: ", allow: [RS256]}]}")
        let text = (lines[...at] + [added[...]] + lines[(at + 1)...]).joined(separator: "\n")
        try Data(text.utf8).write(to: place)
    }

    private func write(_ name: String, _ value: JSONValue) throws {
        try Data(value.canonical).write(to: URL(filePath: path(name)))
    }
}

extension JSONValue {
    /// An object with a member set, in the place of one that had its name.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.name != name } + [JSONMember(name, value)])
    }
}
