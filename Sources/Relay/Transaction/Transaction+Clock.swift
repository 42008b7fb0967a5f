// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding
import TransparencyLog
import Wire

extension Transaction {
    /// Enters that the clock is in doubt, and tells those who oversee each partnership.
    mutating func doubtClock(_ doubt: ClockDoubt) throws(StoreFailure) {
        let entry = try record(Happening(.clock(.doubted(doubt))), partnership: 0)
        clockChange = .doubted
        count("clock_doubts")
        try tellOverseers(
            .clockSuspended, entry,
            doubt.reason == .restored
                ? "The broker's store was restored from a backup, and its log goes on as "
                    + "\(origin.current). What you have a receipt for from after that backup is not in "
                    + "it: send it again, as it was signed. Verdicts wait until an operator has looked."
                : "Verdicts wait until an operator confirms the broker's clock; messages go on. "
                    + "Nothing needs to be done.")
    }

    /// Enters that an operator confirmed the clock.
    mutating func confirmClock(
        _ moment: ClockWatch.Moment,
        saying words: String = "The broker's clock was confirmed; verdicts come again."
    ) throws(StoreFailure) -> ClockConfirmation {
        let entry = try record(Happening(.clock(.confirmed(wall: moment.wall))), partnership: 0)
        clockChange = .confirmed(moment)
        clock = .believed
        try tellOverseers(.resolved, entry, words)
        return .confirmed(entry: entry.index, wall: moment.wall)
    }

    private mutating func tellOverseers(
        _ kind: NoticeKind, _ entry: LedgerEntry, _ whatToDo: String
    ) throws(StoreFailure) {
        for partnership in setting.directory.partnerships {
            let overseers = setting.directory.overseers(of: partnership.id)
            try issue(
                Notice(
                    type: .brokerNotified, partnership: partnership, thread: nil,
                    recipients: overseers,
                    payload: [
                        "sender_role": "broker", "kind": .string(kind.rawValue),
                        "what_to_do": .string(whatToDo), "proof": entry.disclosure,
                    ]))
        }
    }
}

extension Directory {
    /// The agencies that read for a partnership itself, in order.
    fileprivate func overseers(of partnership: PartnershipID) -> [AgencyID] {
        let readers = readers.filter {
            $0.role == .partnership && $0.partnerships.contains(partnership)
        }
        return Set(readers.map(\.agency)).sorted { $0.uri < $1.uri }
    }
}
