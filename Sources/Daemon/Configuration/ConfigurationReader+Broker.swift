// SPDX-License-Identifier: Apache-2.0

import Ledger
import Relay
import Safeguarding
import Signing
import TransparencyLog

/// The broker itself: its name, its keys, its log.
extension ConfigurationReader {
    struct BrokerPart {
        let id: AgencyID
        let vault: Vault
        let signature: BrokerSignature
    }

    /// The highest number of a key that rotates.
    static let highestKeyNumber = 65_535

    mutating func broker(_ node: SourceNode) -> BrokerPart? {
        let keys = [
            "uri", "signing_key", "previous_keys", "store_keys", "index_keys", "jti_key",
        ]
        guard let map = reader.mapping(node, "`broker`", keys: keys) else { return nil }
        for name in ["uri", "store_keys", "index_keys"] {
            written.note("broker.\(name)", at: map[name])
        }
        let id = reader.required("uri", in: map) { (node) throws(SourceFault) in
            try node.agencyID()
        }
        let previous = previousKeys(map)
        let signature = reader.required("signing_key", in: map)
            .flatMap { self.signature($0, after: previous) }
        let storeKeys = reader.required("store_keys", in: map)
            .flatMap { numberedKeys($0, "store_keys") }
        let indexKeys = reader.required("index_keys", in: map)
            .flatMap { numberedKeys($0, "index_keys") }
        let jtiKey = reader.required("jti_key", in: map).flatMap { node in
            attempt { (self) throws(SourceFault) in
                try self.rawKey(node, named: "broker.jti_key", of: Vault.keyBytes)
            }
        }
        guard let id, let signature, let storeKeys, let indexKeys, let jtiKey else { return nil }
        do throws(VaultError) {
            let vault = try Vault(storeKeys: storeKeys, indexKeys: indexKeys, jtiKey: jtiKey)
            return BrokerPart(id: id, vault: vault, signature: signature)
        } catch {
            reader.note(
                node.fault(
                    "the keys cannot be used (\(error))",
                    write: "at least one store key and one index key of 32 bytes"))
            return nil
        }
    }

    /// The broker's own key; an elliptic one on P-256 signs ES256, which every receiver must know.
    private mutating func signature(
        _ node: SourceNode, after previous: [PublicKey]
    ) -> BrokerSignature? {
        attempt { (self) throws(SourceFault) in
            let key = try self.privateKey(node, named: "broker.signing_key")
            guard let algorithm = key.publicKey.algorithms.first else {
                throw node.fault("the key is for no algorithm", write: "the path of an ES256 key")
            }
            if previous.contains(where: { $0.kid == key.publicKey.kid }) {
                throw node.fault(
                    "the key stands among `previous_keys` too",
                    write: "another there, or the path of the next key here")
            }
            return BrokerSignature(key: key, algorithm: algorithm, previous: previous)
        }
    }

    /// Reads the public keys that the broker signed with before.
    private mutating func previousKeys(_ map: SourceMapping) -> [PublicKey] {
        let nodes = list("previous_keys", in: map, optional: true)
        if nodes.count > Self.mostPreviousKeys, let node = map["previous_keys"] {
            reader.note(
                node.fault(
                    "there are \(nodes.count) keys", write: "at most \(Self.mostPreviousKeys)"))
        }
        return nodes.compactMap { publicKey($0, allowingRS256: false) }
    }

    private mutating func numberedKeys(_ node: SourceNode, _ name: String) -> [Int: [UInt8]]? {
        let entries = reader.attempt { () throws(SourceFault) in try node.entries() }
        guard let entries else { return nil }
        if entries.isEmpty {
            reader.note(node.fault("`\(name)` is empty", write: "a number and the path of a key"))
        }
        var keys: [Int: [UInt8]] = [:]
        for entry in entries {
            guard let number = Int(entry.name), String(number) == entry.name,
                (1...Self.highestKeyNumber).contains(number)
            else {
                reader.note(
                    entry.key.fault(
                        "`\(entry.name)` is no number of a key",
                        write: "a whole number from 1 to \(Self.highestKeyNumber)"))
                continue
            }
            let key = attempt { (self) throws(SourceFault) in
                try self.rawKey(
                    entry.value, named: "broker.\(name).\(number)", of: Vault.keyBytes)
            }
            if let key { keys[number] = key }
        }
        return keys.count == entries.count && !keys.isEmpty ? keys : nil
    }

    /// The log's key, those before it, and who else vouches for the log.
    struct LogPart {
        let signer: NoteSigner
        let previous: PreviousLogKeys
        let witnessing: WitnessSetting
        let timestamping: TimestampSetting
    }

    /// Reads `{origin, key, previous, witnesses, policy, timestamps}`.
    mutating func log(_ node: SourceNode) -> LogPart? {
        let keys = ["origin", "key", "previous", "witnesses", "policy", "timestamps"]
        guard let map = reader.mapping(node, "`log`", keys: keys),
            let signer = noteSigner(map)
        else { return nil }
        return LogPart(
            signer: signer, previous: previousKeys(map, of: signer.verifierKey),
            witnessing: witnessing(map, log: signer.verifierKey), timestamping: timestamping(map))
    }

    private mutating func noteSigner(_ map: SourceMapping) -> NoteSigner? {
        for name in ["origin", "previous"] { written.note("log.\(name)", at: map[name]) }
        let name = reader.required("origin", in: map) { (node) throws(SourceFault) in
            try node.noteName()
        }
        guard let keyNode = reader.required("key", in: map) else { return nil }
        let key = attempt { (self) throws(SourceFault) in
            try self.privateKey(keyNode, named: "log.key")
        }
        guard let key else { return nil }
        guard key.publicKey.ed25519 != nil else {
            reader.note(
                keyNode.fault("the key is not an Ed25519 key", write: "the path of a private one"))
            return nil
        }
        guard let name else { return nil }
        return reader.attempt { () throws(SourceFault) in try keyNode.signer(name, key) }
    }

    /// Runs a read of this reader that may fail, and keeps its fault.
    mutating func attempt<Value>(
        _ read: (inout Self) throws(SourceFault) -> Value
    ) -> Value? {
        do throws(SourceFault) { return try read(&self) } catch {
            reader.note(error)
            return nil
        }
    }
}

extension SourceNode {
    fileprivate func noteName() throws(SourceFault) -> NoteName {
        let text = try text()
        if text.contains("://") {
            throw fault(
                "the origin of a log has no scheme (C2SP tlog-checkpoint)",
                write: "`\(text.split(separator: "://", maxSplits: 1).last ?? "")`")
        }
        do throws(NoteKeyError) { return try NoteName(text) } catch {
            throw fault(
                "`\(text)` is no origin of a log", write: "one such as `baton.example/log`")
        }
    }

    func signer(_ name: NoteName, _ key: PrivateKey) throws(SourceFault) -> NoteSigner {
        do throws(NoteKeyError) { return try NoteSigner(name: name, key: key) } catch {
            throw fault("the key does not sign a log (\(error))", write: "the path of another")
        }
    }
}
