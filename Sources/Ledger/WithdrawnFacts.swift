// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// What an entry says of a refused message that its sender does not send again.
package struct WithdrawnFacts: Sendable, Hashable {
    /// Who signed the message, and withdraws it.
    package let issuer: AgencyID
    /// The entry of its refusal.
    package let refused: Int64
    /// Its thread, when it was well formed.
    package let thread: ThreadID?
    /// Its `jti`, when it was well formed.
    package let token: TokenID?
    /// Why it is not sent again.
    package let reason: WithdrawalReason

    /// Gathers the facts.
    package init(
        issuer: AgencyID, refused: Int64, thread: ThreadID?, token: TokenID?,
        reason: WithdrawalReason
    ) {
        self.issuer = issuer
        self.refused = refused
        self.thread = thread
        self.token = token
        self.reason = reason
    }
}

extension WithdrawnFacts {
    var json: JSONValue {
        .object(leavingOutNil: [
            "kind": "withdrawn", "iss": .string(issuer.uri), "refused": .integer(refused),
            "txn": thread.map { .string($0.text) }, "jti": token.map { .string($0.text) },
            "reason": .string(reason.rawValue),
        ])
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        guard let reason = WithdrawalReason(rawValue: try node.text("reason")) else {
            throw RestoreFault("reason")
        }
        self.init(
            issuer: try node.agency("iss"), refused: try node.number("refused"),
            thread: node["txn"] == nil ? nil : try node.thread("txn"),
            token: node["jti"] == nil ? nil : try node.token("jti"), reason: reason)
    }
}
