// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// Files that the configuration names: keys, secrets, credentials.
extension ConfigurationReader {
    /// How a secret that systemd holds is named.
    private static let credentialMark = "credential:"
    /// The most bytes of a key's file.
    static let mostKeyBytes = 64 << 10

    /// The bytes of a file that the configuration names at a place.
    func bytes(
        of path: String, at node: SourceNode, atMost limit: Int
    ) throws(SourceFault) -> [UInt8] {
        do throws(FileFault) { return try LocalFile.read(path, atMost: limit) } catch {
            throw node.fault(
                "the file \(path) cannot be read (\(error.reason))",
                write: "the path of a file that is there, relative to this one")
        }
    }

    /// The bytes of a secret: a file, or a credential of systemd.
    ///
    /// - Parameter name: what the configuration calls it, for the notice of a change.
    mutating func secret(_ node: SourceNode, named name: String) throws(SourceFault) -> [UInt8] {
        let text = try node.text()
        let path = try secretPath(text, at: node)
        let bytes = try bytes(of: path, at: node, atMost: Self.mostKeyBytes)
        secrets[name] = SHA256.digest(of: bytes)
        written.note(name, at: node, file: path)
        if !text.hasPrefix(Self.credentialMark), LocalFile.isReadableByOthers(path) {
            exposed.append(path)
            warnings.append(
                SourceFault(
                    file: node.file, line: node.line, column: node.column,
                    what: "the secret \(path) may be read by others than its owner",
                    instead: "chmod it to 600"))
        }
        return bytes
    }

    private func secretPath(_ text: String, at node: SourceNode) throws(SourceFault) -> String {
        guard text.hasPrefix(Self.credentialMark) else { return file.resolve(text) }
        let name = text.dropFirst(Self.credentialMark.count)
        guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else {
            throw node.fault(
                "`\(name)` is no name of a credential", write: "`credential:` and a name")
        }
        guard let folder = file.credentials else {
            throw node.fault(
                "there are no credentials here (CREDENTIALS_DIRECTORY is not set)",
                write: "the path of a file, or start by systemd with LoadCredential=\(name)")
        }
        return "\(folder)/\(name)"
    }

    /// A secret of 32 raw bytes.
    mutating func rawKey(
        _ node: SourceNode, named name: String, of count: Int
    ) throws(SourceFault) -> [UInt8] {
        let bytes = try secret(node, named: name)
        guard bytes.count == count else {
            throw node.fault(
                "the key has \(bytes.count) bytes",
                write: "the path of a file of \(count) random bytes")
        }
        return bytes
    }

    /// A private key that signs.
    mutating func privateKey(
        _ node: SourceNode, named name: String
    ) throws(SourceFault) -> PrivateKey {
        let bytes = try secret(node, named: name)
        let why: String
        do {
            let document = try JSONDocument(parsing: bytes)
            do throws(KeyError) { return try PrivateKey(jwk: document.root) } catch {
                why = error.description
            }
        } catch {
            why = "it is not JSON: \(error.sentence)"
        }
        throw node.fault(
            "the file is no private key (\(why))", write: "the path of a private JWK")
    }
}
