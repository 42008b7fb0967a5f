// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Signing
import TransparencyLog

/// The keys that signed the log before the one that does.
extension ConfigurationReader {
    /// The most keys that a list of earlier ones may have, of the log or of the broker.
    static let mostPreviousKeys = 16

    /// Reads `previous` of `log`, and keeps all keys of the log as a document of the load, so that an
    /// entry says which key signs from when on.
    mutating func previousKeys(_ map: SourceMapping, of current: NoteVerifierKey) -> PreviousLogKeys
    {
        var members: [PreviousLogKeys.Member] = []
        for node in list("previous", in: map, optional: true) {
            guard let member = previousKey(node, members.count, of: current.name) else {
                continue
            }
            guard ([current] + members.map(\.verifierKey)).allSatisfy({ $0 != member.verifierKey })
            else {
                reader.note(node.fault("this key of the log is there twice", write: "it once"))
                continue
            }
            members.append(member)
        }
        if members.count > Self.mostPreviousKeys, let node = map["previous"] {
            reader.note(
                node.fault(
                    "there are \(members.count) keys", write: "at most \(Self.mostPreviousKeys)"))
        }
        let lines =
            ["\(current.vkey)\n"]
            + members.map { "\($0.verifierKey.vkey) until \($0.until.rfc3339)\n" }
        documents["log-keys"] = Array(lines.joined().utf8)
        return PreviousLogKeys(members)
    }

    /// Reads `{key, until}`, or `{vkey, until}` where only the public half is left.
    private mutating func previousKey(
        _ node: SourceNode, _ number: Int, of log: NoteName
    ) -> PreviousLogKeys.Member? {
        guard let map = reader.mapping(node, "a previous key", keys: ["key", "vkey", "until"])
        else { return nil }
        let until = reader.required("until", in: map) { (node) throws(SourceFault) in
            try node.moment()
        }
        guard (map["key"] == nil) != (map["vkey"] == nil) else {
            reader.note(
                node.fault(
                    "a previous key is named by `key` or by `vkey`",
                    write: "`key` while it still signs, `vkey` once its private half is destroyed"))
            return nil
        }
        guard let until else { return nil }
        if let keyNode = map["key"] {
            return attempt { (self) throws(SourceFault) in
                let name = "\(Configuration.previousLogKeysPrefix)\(number)"
                let key = try self.privateKey(keyNode, named: name)
                guard key.publicKey.ed25519 != nil else {
                    throw keyNode.fault(
                        "the key is not an Ed25519 key", write: "the path of a private one")
                }
                return .init(signer: try keyNode.signer(log, key), until: until)
            }
        }
        return map["vkey"].flatMap { node in
            attempt { (_) throws(SourceFault) in
                .init(retired: try node.logKey(of: log), until: until)
            }
        }
    }
}

extension SourceNode {
    fileprivate func logKey(of name: NoteName) throws(SourceFault) -> NoteVerifierKey {
        let text = try text()
        guard let key = try? NoteVerifierKey(vkey: text), key.type == .ed25519, key.name == name
        else { throw fault("`\(text)` is no key of the log \(name)", write: "its old vkey") }
        return key
    }
}
