// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Safeguarding
package import Signing
import Wire

/// The facts of an accepted message, or of one that the broker issued itself.
package struct MessageFacts: Sendable, Hashable {
    /// Who issued it: an agency, or the broker.
    package let issuer: AgencyID
    /// Who carried it, when that was another.
    package let via: AgencyID?
    /// The name of the key that signed it.
    package let kid: String
    /// The thread.
    package let thread: ThreadID
    /// Its `jti`.
    package let token: TokenID
    /// Its event type.
    package let type: EventType
    /// `iat` in seconds, as signed.
    package let issuedAt: Int64
    /// `toe` in seconds, as signed.
    package let occurredAt: Int64?
    /// Why it counts as late.
    package let late: [LateMark]
    /// SHA-256(salt ‖ SHA-256(JWS signing input)).
    package let commitment: SHA256Digest
    /// The entry of the load of the configuration in force.
    package let configuration: Int64
    /// The entry of the message that it answers, else of the thread's previous entry.
    package let follows: Int64?
    /// The entry of the root of what it answers; nil when it answers nothing.
    package let root: Int64?
    /// The authorities above the signer's certificate, the next first, by their certificates' digests;
    /// none for a key that the configuration names.
    package let path: [SHA256Digest]

    /// Gathers the facts.
    package init(
        issuer: AgencyID, via: AgencyID?, kid: String, thread: ThreadID, token: TokenID,
        type: EventType, issuedAt: Int64, occurredAt: Int64?, late: [LateMark],
        commitment: SHA256Digest, configuration: Int64, follows: Int64?, root: Int64?,
        path: [SHA256Digest] = []
    ) {
        self.issuer = issuer
        self.via = via
        self.kid = kid
        self.thread = thread
        self.token = token
        self.type = type
        self.issuedAt = issuedAt
        self.occurredAt = occurredAt
        self.late = late
        self.commitment = commitment
        self.configuration = configuration
        self.follows = follows
        self.root = root
        self.path = path
    }

    /// Whether it was taken though it could not be told whether its signer's certificate was revoked.
    package var isInDoubt: Bool { late.contains(.revocationInDoubt) }

    func canonical(kind: String, parts: SHA256Digest?) -> [UInt8] {
        var object = CanonicalObject()
        object.add("config", configuration)
        object.add("follows", follows)
        object.add("iat", issuedAt)
        object.add("iss", issuer.uri)
        object.add("jti", token.text)
        object.add("kid", kid)
        object.add("kind", kind)
        if !late.isEmpty { object.add("late", texts: late.map(\.rawValue)) }
        object.add("message", commitment)
        object.add("parts", parts)
        if !path.isEmpty {
            object.add("path", texts: path.map { Base64URL.encode($0.bytes) })
        }
        object.add("root", root)
        object.add("toe", occurredAt)
        object.add("txn", thread.text)
        object.add("type", type.uri)
        object.add("via", via?.uri)
        return object.finish()
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        var late: [LateMark] = []
        for mark in node.list("late") {
            guard let mark = LateMark(rawValue: try mark.text()) else { throw RestoreFault("late") }
            late.append(mark)
        }
        var path: [SHA256Digest] = []
        for node in node.list("path") { path.append(try node.digest(as: "path")) }
        self.init(
            issuer: try node.agency("iss"),
            via: node["via"] == nil ? nil : try node.agency("via"), kid: try node.text("kid"),
            thread: try node.thread("txn"), token: try node.token("jti"),
            type: try node.eventType("type"), issuedAt: try node.number("iat"),
            occurredAt: node["toe"]?.integer, late: late, commitment: try node.digest("message"),
            configuration: try node.number("config"), follows: node["follows"]?.integer,
            root: node["root"]?.integer, path: path)
    }
}

extension JSONNode {
    func thread(_ name: String) throws(RestoreFault) -> ThreadID {
        let text = try text(name)
        do { return try ThreadID(text) } catch { throw RestoreFault(name) }
    }

    func token(_ name: String) throws(RestoreFault) -> TokenID {
        let text = try text(name)
        do { return try TokenID(text) } catch { throw RestoreFault(name) }
    }

    func eventType(_ name: String) throws(RestoreFault) -> EventType {
        let text = try text(name)
        do { return try EventType(uri: text) } catch { throw RestoreFault(name) }
    }

    func digest(_ name: String) throws(RestoreFault) -> SHA256Digest {
        guard let node = self[name] else { throw RestoreFault(name) }
        return try node.digest(as: name)
    }

    fileprivate func digest(as name: String) throws(RestoreFault) -> SHA256Digest {
        guard let bytes = try? Base64URL.decode(try text()), let digest = SHA256Digest(bytes: bytes)
        else { throw RestoreFault(name) }
        return digest
    }
}

extension CanonicalObject {
    /// Adds a digest as it stands in entries and facts: base64url without padding.
    mutating func add(_ name: StaticString, _ digest: SHA256Digest?) {
        digest?.withUnsafeBytes { add(name, base64URL: $0) }
    }
}

extension JSONValue {
    /// A digest as it stands in entries and facts: base64url without padding.
    static func digest(_ digest: SHA256Digest) -> JSONValue {
        .string(Base64URL.encode(digest.bytes))
    }
}
