// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding
import Synchronization

/// The clocks of all nodes whose messages came since the start: in memory, since the facts of each
/// message have its `iat` and its receipt for ever.
///
/// Only nodes whose signature verified get in, so that there are never more than are registered, and
/// one for each agency that signs by certificates.
final class NodeClocks: Sendable {
    private let clocks = Mutex<[NodeName: NodeClock]>([:])

    /// Notes when a message was signed and when it came.
    ///
    /// - Returns: how many clocks are not right now, when that has changed.
    func note(_ examination: Examination, at now: Instant) -> Int? {
        guard let issuedAt = examination.issuedAt else { return nil }
        let name = NodeName(examination.token.key)
        return clocks.withLock { clocks in
            let before = clocks[name]
            // Taken out and put back: to change it in its place costs memory each time.
            var clock = before ?? NodeClock(issuedAt: issuedAt, receivedAt: now)
            if before != nil { clock.note(issuedAt: issuedAt, receivedAt: now) }
            clocks[name] = clock
            guard clock.standing != before?.standing ?? .right else { return nil }
            return clocks.values.count { $0.standing != .right }
        }
    }

    /// What is known of a node's clock.
    subscript(_ name: NodeName) -> NodeClock? { clocks.withLock { $0[name] } }
}

/// A node by its agency and its name there.
struct NodeName: Sendable, Hashable {
    let agency: AgencyID
    let node: String
}

extension NodeName {
    /// The node that holds a key.
    init(_ key: RegisteredKey) { self.init(agency: key.agency, node: key.node) }
}

extension Examination {
    /// The `iat` of a message of which the signature says that it is its sender's.
    fileprivate var issuedAt: Instant? {
        switch self {
        case .admissible(let message): Instant(seconds: message.claims.issuedAt)
        case .refused(let message):
            message.isAttributable ? message.reading?.issuedAt.map(Instant.init(seconds:)) : nil
        }
    }
}
