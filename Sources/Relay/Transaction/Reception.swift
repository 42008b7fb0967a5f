// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Ledger
package import Safeguarding

/// What became of a message at the front door.
package enum Reception: Sendable {
    /// It is in the log, durable, routed, its clocks started.
    case accepted(TokenID, LedgerEntry, salt: [UInt8])
    /// It was accepted before; the receipt is the first one.
    case repeated(TokenID, LedgerEntry, salt: [UInt8]?)
    /// It was not let in.
    case refused(RefusedToken)

    /// The word for it in metrics.
    package var word: String {
        switch self {
        case .accepted: "accepted"
        case .repeated: "repeated"
        case .refused: "refused"
        }
    }
}
