// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
package import TransparencyLog

/// A gap that an operator accepted: the store was restored from before what is vouched for outside it.
package struct AcceptedGap: Sendable, Hashable {
    /// The number of the origin under which the log goes on; none that was used before.
    package let number: Int
    /// The newest checkpoint that was kept outside the store; nil where a witness alone knows.
    package let kept: Checkpoint?
    /// How many entries a witness has seen, where that is more.
    package let witnessed: Int64?

    /// Notes what was accepted.
    package init(number: Int, kept: Checkpoint?, witnessed: Int64? = nil) {
        self.number = number
        self.kept = kept
        self.witnessed = witnessed
    }
}

/// What came of an operator's confirmation of a gap.
package enum GapConfirmation: Sendable, Hashable {
    /// Verdicts come again, as the entry of that index says.
    case confirmed(entry: Int64)
    /// No gap waited for it; nothing was written.
    case nothingToConfirm
}

extension Broker {
    /// Lets verdicts come again after a gap, because an operator has looked at what was lost.
    package func confirmGap() async throws(StoreFailure) -> GapConfirmation {
        let clock = clock
        guard clock.read().doubt?.reason == .restored else { return .nothingToConfirm }
        return try await sequencer.enter { transaction throws(StoreFailure) in
            // Log time goes on; a wall clock that is wrong beside it is found out by the next look.
            let moment = ClockWatch.Moment(wall: clock.read().now, steady: clock.moment.steady)
            guard transaction.clock == .inDoubt,
                case .confirmed(let entry, _) = try transaction.confirmClock(
                    moment,
                    saying: "The gap in the broker's log was looked at; verdicts come again.")
            else { return .nothingToConfirm }
            return .confirmed(entry: entry)
        }
    }
}
