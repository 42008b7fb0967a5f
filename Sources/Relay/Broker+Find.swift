// SPDX-License-Identifier: Apache-2.0

package import Audit
import Ledger
import Routing
package import Safeguarding

/// What stands under a `jti` for a caller.
package enum Finding: Sendable {
    /// The message, and every handoff of it.
    case found(MessageRecord, [HandoffRecord])
    /// Nothing that this caller sent or received: unknown, forbidden and purged look alike.
    case nothing
    /// The caller received several under that `jti`; it must say whose.
    case ambiguous
}

extension Broker {
    /// Finds the message that a caller means by a `jti`: its own, else the only one it received
    /// (interfaces.md section 1).
    package func find(
        _ token: TokenID, of issuer: AgencyID?, for caller: AgencyID
    ) async throws(StoreFailure) -> Finding {
        let indexed = setting.vault.indexed(token)
        return try await store.read { store throws(StoreFailure) in
            let found = try store.found(indexed, of: issuer, for: caller)
            guard let message = found.first else { return .nothing }
            guard found.count == 1 else { return .ambiguous }
            let handoffs = try store.handoffs(of: message, knownTo: caller)
            let mayRead =
                message.facts?.issuer == caller
                || handoffs.contains { $0.recipient.agency == caller }
            return mayRead ? .found(message, handoffs) : .nothing
        }
    }
}

extension StoreReading {
    fileprivate func found(
        _ indexed: [UInt8], of issuer: AgencyID?, for caller: AgencyID
    ) throws(StoreFailure) -> [MessageRecord] {
        if let issuer { return try messages(.token(issuer: issuer, indexed: indexed)) }
        let own = try messages(.token(issuer: caller, indexed: indexed))
        return own.isEmpty ? try messages(.received(by: caller, indexed: indexed)) : own
    }
}
