// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import TransparencyLog

/// Who cosigns the log's checkpoints.
extension ConfigurationReader {
    /// The most witnesses that the list may have.
    static let mostWitnesses = 32

    /// Reads `witnesses` and `policy` of `log`.
    mutating func witnessing(_ map: SourceMapping, log: NoteVerifierKey) -> WitnessSetting {
        var members: [WitnessSetting.Member] = []
        for node in list("witnesses", in: map, optional: true) {
            guard let member = witness(node) else { continue }
            guard !members.contains(where: { $0.key == member.key }) else {
                reader.note(node.fault("this witness is there twice", write: "it once"))
                continue
            }
            members.append(member)
        }
        if members.count > Self.mostWitnesses, let node = map["witnesses"] {
            reader.note(
                node.fault(
                    "there are \(members.count) witnesses", write: "at most \(Self.mostWitnesses)"))
        }
        let policy = map["policy"].flatMap { self.policy($0, log: log) }
        for witness in policy?.witnesses ?? []
        where !members.contains(where: { $0.key == witness.key }) {
            members.append(WitnessSetting.Member(key: witness.key, url: witness.url?.withoutSlash))
        }
        return WitnessSetting(members: members, policy: policy)
    }

    /// Reads `{vkey, url, agency}`.
    private mutating func witness(_ node: SourceNode) -> WitnessSetting.Member? {
        guard let map = reader.mapping(node, "a witness", keys: ["vkey", "url", "agency"]) else {
            return nil
        }
        let key = reader.required("vkey", in: map) { (node) throws(SourceFault) in
            try node.witnessKey()
        }
        let url = map["url"].flatMap { node in
            reader.attempt { () throws(SourceFault) in try node.witnessURL() }
        }
        let agency = map["agency"].flatMap { node in
            reader.attempt { () throws(SourceFault) in try node.agencyID() }
        }
        if let agency, let node = map["agency"] {
            mentions.name(agency, by: "the witness", at: node)
        }
        return key.map { WitnessSetting.Member(key: $0, url: url, agency: agency) }
    }

    private mutating func policy(_ node: SourceNode, log: NoteVerifierKey) -> WitnessPolicy? {
        let policy = attempt { (self) throws(SourceFault) -> WitnessPolicy in
            let path = self.file.resolve(try node.text())
            let bytes = try self.bytes(
                of: path, at: node, atMost: WitnessPolicy.largestByteCount)
            self.documents["witness-policy"] = bytes
            do throws(WitnessPolicyError) { return try WitnessPolicy(parsing: bytes) } catch {
                throw node.fault("\(path) is no policy: \(error)", write: "the path of one")
            }
        }
        guard let policy, policy.logs.isEmpty || policy.logs.contains(log) else {
            if policy != nil {
                reader.note(
                    node.fault("the policy is for another log", write: "`log \(log.vkey)` in it"))
            }
            return nil
        }
        return policy
    }
}

extension SourceNode {
    fileprivate func witnessKey() throws(SourceFault) -> NoteVerifierKey {
        let text = try text()
        let key: NoteVerifierKey
        do throws(NoteKeyError) { key = try NoteVerifierKey(vkey: text) } catch {
            throw fault("`\(text)` is no key: \(error)", write: "the witness's vkey")
        }
        guard key.type == .cosignature else {
            throw fault("`\(text)` is a log's key", write: "a witness's, which is of type 0x04")
        }
        return key
    }

    fileprivate func witnessURL() throws(SourceFault) -> String {
        let text = try text()
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else {
            throw fault("`\(text)` is no URL of a witness", write: "one that begins with https://")
        }
        return text.withoutSlash
    }
}

extension String {
    fileprivate var withoutSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
