// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
package import TransparencyLog
import Wire

/// What a node knows of itself and of its broker: a JSON file, with the key in a file beside it.
package struct NodeFile: Sendable {
    /// The agency that the node signs for.
    package let agency: AgencyID
    /// The name under which the key is registered.
    package let kid: String
    /// The key.
    package let key: PrivateKey
    /// Where the broker listens, without a slash at the end.
    package let baseURL: String
    /// The broker's own URI, which bearer tokens are for.
    package let audience: AgencyID
    /// The partnership that messages are for when none is named.
    package let partnership: PartnershipID?
    /// The log's keys, pinned: one, or while they change the old one and the new one.
    package let logKeys: LogKeys?
    /// Where what it shows is kept, where the broker speaks TLS itself; nil shows nothing.
    package let transport: NodeTransportFiles?

    /// Reads the file at a path, and the key that it names, relative to it.
    package init(path: String) throws(ToolFailure) {
        let members = NodeMembers(
            path: path,
            root: try Self.json(path, "write the JSON object that `baton demo init` shows"))
        agency = try members.parsed("iss", AgencyID.init)
        kid = try members.text("kid")
        baseURL = try members.url("base_url")
        audience = try members.parsed("audience", AgencyID.init)
        partnership = try members.optional("partnership", PartnershipID.init)
        logKeys = try members.logKeys()
        let keyPath = Files.path(try members.text("key"), in: Files.folder(of: path))
        key = try Self.key(at: keyPath, kid: kid)
        transport = try members.transport()
    }

    /// The algorithm that the key signs with: ES256 for P-256, EdDSA for Ed25519, PS256 for RSA.
    package var algorithm: SignatureAlgorithm {
        key.publicKey.algorithms.first { $0 != .ed25519 } ?? .edDSA
    }

    /// The log's keys, or the failure that says where to write it.
    package func pinnedLogKeys() throws(ToolFailure) -> LogKeys {
        guard let logKeys else {
            throw ToolFailure(
                .configuration,
                "The node file has no `log_vkey`: write the line that `GET /log/vkey` gives")
        }
        return logKeys
    }

    static func json(_ path: String, _ instead: String) throws(ToolFailure) -> JSONNode {
        let bytes = try Files.read(path, status: .configuration)
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes, limits: .message).root
        } catch {
            throw ToolFailure(.configuration, "\(path): \(error.sentence)")
        }
        guard root.kind == .object else {
            throw ToolFailure(.configuration, "\(path) is no JSON object; \(instead)")
        }
        return root
    }

    private static func key(at path: String, kid: String) throws(ToolFailure) -> PrivateKey {
        let node = try json(path, "write a private JSON Web Key, as `baton key new` makes it")
        if let named = node["kid"]?.string, named != kid {
            throw ToolFailure(
                .configuration, "\(path) is the key `\(named)`, not `\(kid)`: name the right one")
        }
        do { return try PrivateKey(jwk: node) } catch {
            throw ToolFailure(.configuration, "\(path): \(error.description)")
        }
    }
}

/// The members of a node file, each read with its name in the error.
private struct NodeMembers {
    let path: String
    let root: JSONNode
    /// What stands before a member's name in an error.
    var prefix = ""

    func text(_ name: String) throws(ToolFailure) -> String {
        guard let text = root[name]?.string, !text.isEmpty else {
            throw wrong(name, "must be a string; see `nodes/` in the folder of `baton demo init`")
        }
        return text
    }

    func parsed<Value, Failure: Error>(
        _ name: String, _ parse: (String) throws(Failure) -> Value
    ) throws(ToolFailure) -> Value {
        let text = try text(name)
        do { return try parse(text) } catch { throw wrong(name, "is wrong: \(error)") }
    }

    func optional<Value, Failure: Error>(
        _ name: String, _ parse: (String) throws(Failure) -> Value
    ) throws(ToolFailure) -> Value? {
        root[name] == nil ? nil : try parsed(name, parse)
    }

    /// The keys of `log_vkey`: a text, or a list of them with the newest first.
    func logKeys() throws(ToolFailure) -> LogKeys? {
        guard let node = root["log_vkey"] else { return nil }
        let texts = node.kind == .array ? Array(node.elements).map(\.string) : [node.string]
        var keys: [NoteVerifierKey] = []
        for text in texts {
            do throws(NoteKeyError) {
                keys.append(try NoteVerifierKey(vkey: text ?? ""))
            } catch { throw wrong("log_vkey", "is wrong: \(error)") }
        }
        guard !keys.isEmpty else { throw wrong("log_vkey", "names no key") }
        guard let all = LogKeys(given: keys) else {
            throw wrong("log_vkey", "must name keys of one log, which are of type 0x01")
        }
        return all
    }

    func url(_ name: String) throws(ToolFailure) -> String {
        let text = try text(name)
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw wrong(name, "must begin with http:// or https://")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// `tls`: `{certificate, key, ca}`, files relative to this one; `ca` may be absent.
    func transport() throws(ToolFailure) -> NodeTransportFiles? {
        guard let tls = root["tls"] else { return nil }
        let members = NodeMembers(path: path, root: tls, prefix: "tls.")
        guard let certificate = try members.file("certificate"), let key = try members.file("key")
        else { throw wrong("tls", "must have `certificate` and `key`, the paths of files in PEM") }
        return NodeTransportFiles(
            certificate: certificate, key: key, authorities: try members.file("ca"))
    }

    private func file(_ name: String) throws(ToolFailure) -> String? {
        guard root[name] != nil else { return nil }
        return Files.path(try text(name), in: Files.folder(of: path))
    }

    private func wrong(_ name: String, _ what: String) -> ToolFailure {
        ToolFailure(.configuration, "\(path): `\(prefix)\(name)` \(what)")
    }
}
