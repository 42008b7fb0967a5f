// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Wire

/// A message before it is signed: the claims of the SET profile (standards.md 1.1).
package struct Draft: Sendable {
    /// What kind of message it is.
    package let type: EventType
    /// The payload, as JSON text.
    package let payload: [UInt8]
    /// What it is called.
    package let token: TokenID
    /// The thread that it opens or joins.
    package let thread: ThreadID
    /// The partnership, then the agencies that are addressed.
    package let audience: [String]
    /// When it is issued.
    package let issuedAt: Instant
    /// When what it tells of took place, when that is said.
    package let occurredAt: Instant?

    /// Gathers a message.
    package init(
        type: EventType, payload: [UInt8], token: TokenID, thread: ThreadID, audience: [String],
        issuedAt: Instant, occurredAt: Instant? = nil
    ) {
        self.type = type
        self.payload = payload
        self.token = token
        self.thread = thread
        self.audience = audience
        self.issuedAt = issuedAt
        self.occurredAt = occurredAt
    }

    /// Signs the message as a Security Event Token (RFC 8417) with a node's key.
    package func signed(by node: NodeFile) throws(ToolFailure) -> CompactJWS {
        let header = JOSEHeader.value(
            algorithm: node.algorithm, type: .securityEvent, keyID: node.kid)
        let jws: CompactJWS
        do {
            jws = try CompactJWS.signed(
                header: header, payload: claims(of: node.agency), by: node.key,
                algorithm: node.algorithm)
        } catch {
            throw ToolFailure(.configuration, "The node's key does not sign: \(error)")
        }
        let limit = CompactJWS.Limits.message.tokenBytes
        guard jws.token.count <= limit else {
            throw ToolFailure(
                .data, "The message has \(jws.token.count) bytes, \(limit) are allowed: shorten it")
        }
        return jws
    }

    /// The claims as JSON text; the payload stands in them as its author wrote it.
    private func claims(of issuer: AgencyID) -> [UInt8] {
        let subject: JSONValue = ["format": "opaque", "id": .string(thread.text)]
        var members: [(String, [UInt8])] = [
            ("iss", JSONValue.string(issuer.uri).canonical),
            ("iat", JSONValue.integer(issuedAt.seconds).canonical),
            ("jti", JSONValue.string(token.text).canonical),
            ("aud", JSONValue.array(audience.map(JSONValue.string)).canonical),
            ("txn", JSONValue.string(thread.text).canonical),
            ("sub_id", subject.canonical),
        ]
        if let occurredAt {
            members.append(("toe", JSONValue.integer(occurredAt.seconds).canonical))
        }
        let event = (JSONValue.string(type.uri).canonical, payload)
        members.append(("events", VerbatimJSON.object([event])))
        return VerbatimJSON.object(
            members.map { (JSONValue.string($0.0).canonical, $0.1) })
    }
}
