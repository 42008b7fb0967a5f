// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Signing
import Wire

/// A JWT that says who calls, signed by the node's own key (interfaces.md section 2).
package struct BearerToken: Sendable, Hashable {
    /// The compact form.
    package let text: String
    /// Until when it is used; the broker would take it for another minute.
    package let freshUntil: Instant

    /// How long a token lives, the longest that the broker takes.
    package static let lifeSeconds: Int64 = 300
    /// For how long it is used, so that none ends on its way.
    package static let useSeconds: Int64 = 240

    /// Signs a token for a node.
    ///
    /// - Parameter person: the opaque staff id of who reads (`act.sub`, RFC 8693); nil for a system.
    package init(for node: NodeFile, now: Instant, person: String? = nil) throws(ToolFailure) {
        let claims = JSONValue.object(leavingOutNil: [
            "iss": .string(node.agency.uri), "sub": .string(node.agency.uri),
            "aud": .string(node.audience.uri), "iat": .integer(now.seconds),
            "exp": .integer(now.seconds + Self.lifeSeconds),
            "act": person.map { ["sub": .string($0)] },
        ])
        let header = JOSEHeader.value(
            algorithm: node.algorithm, type: .bearer, keyID: node.kid)
        do {
            let jws = try CompactJWS.signed(
                header: header, payload: claims.canonical, by: node.key, algorithm: node.algorithm)
            text = String(decoding: jws.token, as: UTF8.self)
        } catch {
            throw ToolFailure(.configuration, "The node's key does not sign: \(error)")
        }
        freshUntil = Instant(seconds: now.seconds + Self.useSeconds)
    }
}
