// SPDX-License-Identifier: Apache-2.0

import Ledger

/// What became of a message, as its column has it; the indexes say `status < 2` for what was let in.
enum MessageStatus: Int64, Sendable {
    /// Accepted, and restricted: no sum counts it, since each pair in one day's sums would name its parties.
    case restricted = -1
    case accepted = 0
    case issued = 1
    case refused = 2
    /// Let in once; facts and parts were purged, and only who sent it and the keyed form of its `jti`
    /// are left.
    case forgotten = 3
}

extension MessageStatus {
    /// That of a message which was let in.
    static func ofAccepted(_ parts: [Part]) -> MessageStatus {
        guard case .routing(let routing)? = parts.first, routing.isRestricted else {
            return .accepted
        }
        return .restricted
    }
}

/// How an expectation stands, as its column has it; the indexes say `state < 3` for what is waited
/// for.
enum ExpectationState: Int64, Sendable {
    case open = 0
    case missed = 1
    case paused = 2
    case met = 3
    case metLate = 4
    case withdrawn = 5
    case notApplicable = 6
}
