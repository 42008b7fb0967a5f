// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Signing
import Wire

/// The public keys of nodes.
extension ConfigurationReader {
    /// Who holds the private half of a key, as far as it could be read.
    struct KeyOwner {
        let agency: AgencyID?
        let node: String?
        let operatedBy: AgencyID?
    }

    /// Reads `{jwk, from, until, revoked_at, allow}`.
    ///
    /// The times are RFC 3339 times, or dates, which mean the start of that day in UTC: a key
    /// `until: 2027-01-01` signs its last message on 31 December 2026.
    ///
    /// - Parameter kids: the names of the agency's other keys.
    mutating func key(
        _ node: SourceNode, of owner: KeyOwner, besides kids: inout Set<String>
    ) -> RegisteredKey? {
        let keys = ["jwk", "from", "until", "revoked_at", "allow"]
        guard let map = reader.mapping(node, "a key", keys: keys) else { return nil }
        let allows = allow(map)
        let key = reader.required("jwk", in: map).flatMap { publicKey($0, allowingRS256: allows) }
        if let key, let agency = owner.agency, let node = map["jwk"] {
            if kids.insert(key.kid).inserted {
                keep(key, of: agency)
                warnIfShared(key, of: agency, at: node)
            } else {
                reader.note(
                    node.fault(
                        "agency \(agency) has two keys with the kid `\(key.kid)`",
                        write: "a key with a `kid` of its own"))
            }
        }
        let from = reader.required("from", in: map) { (node) throws(SourceFault) in
            try node.moment()
        }
        let until = reader.optional("until", in: map) { (node) throws(SourceFault) in
            try node.moment()
        }
        let revokedAt = reader.optional("revoked_at", in: map) { (node) throws(SourceFault) in
            try node.moment()
        }
        if let from, let until, until <= from, let node = map["until"] {
            reader.note(node.fault("the key ends before it begins", write: "a time after `from`"))
        }
        guard let key, let from, let agency = owner.agency, let name = owner.node else {
            return nil
        }
        return RegisteredKey(
            agency: agency, node: name, operatedBy: owner.operatedBy, kid: key.kid, key: key,
            algorithms: Set(key.algorithms), from: from, until: until, revokedAt: revokedAt)
    }

    /// Who holds a key that two agencies have registered can sign for either.
    private mutating func warnIfShared(
        _ key: PublicKey, of agency: AgencyID, at node: SourceNode
    ) {
        guard let other = holders[key.thumbprint] else {
            holders[key.thumbprint] = agency
            return
        }
        guard other != agency else { return }
        warnings.append(
            node.fault(
                "this is also a key of \(other): whoever holds it signs for \(agency) as for it",
                write: "a key of its own, unless one system is to sign for both"))
    }

    /// Whether the key may sign RS256, which is only for those that cannot do better.
    private mutating func allow(_ map: SourceMapping) -> Bool {
        var allows = false
        for node in list("allow", in: map, optional: true) {
            let name = reader.attempt { () throws(SourceFault) in try node.text() }
            if name == SignatureAlgorithm.rs256.rawValue {
                allows = true
            } else if let name {
                reader.note(
                    node.fault("`\(name)` is nothing that a key must be allowed", write: "RS256"))
            }
        }
        return allows
    }

    /// Reads a public key from the file that is named.
    mutating func publicKey(_ node: SourceNode, allowingRS256: Bool) -> PublicKey? {
        attempt { (self) throws(SourceFault) in
            let path = self.file.resolve(try node.text())
            let bytes = try self.bytes(of: path, at: node, atMost: Self.mostKeyBytes)
            let key = try node.publicKey(bytes, path: path, allowingRS256: allowingRS256)
            guard JOSEHeader.isKeyID(key.kid) else {
                throw node.fault(
                    "no header may name the kid `\(key.kid)` of the key \(path)",
                    write: "a key with a kid of 1 to \(JOSEHeader.keyIDLength) characters of "
                        + "A-Z a-z 0-9 . _ ~ -, or with none")
            }
            let signsRS256 = key.algorithms.contains(.rs256)
            if signsRS256, !allowingRS256 {
                throw node.fault(
                    "the key \(path) says that it signs RS256, which must be allowed",
                    write: "`allow: [RS256]` beside it, or better an ES256 key")
            }
            if allowingRS256, !signsRS256 {
                throw node.fault(
                    "the key \(path) is not for RS256, which is allowed here",
                    write: "the path of an RSA key that names no other `alg`, or no `allow`")
            }
            return key
        }
    }
}

extension SourceNode {
    fileprivate func publicKey(
        _ bytes: [UInt8], path: String, allowingRS256: Bool
    ) throws(SourceFault) -> PublicKey {
        let why: String
        do throws(JSONError) {
            let document = try JSONDocument(parsing: bytes)
            do throws(KeyError) {
                return try PublicKey(jwk: document.root, allowingRS256: allowingRS256)
            } catch {
                why = error.description
            }
        } catch {
            why = "it is not JSON: \(error.sentence)"
        }
        throw fault("\(path) is no public key (\(why))", write: "the path of a public JWK")
    }
}
