// SPDX-License-Identifier: Apache-2.0

import Wire

/// An expectation that is open as the log shows it, though it must have been judged: it was missed, and the
/// verdict is kept back, or a withheld entry decided it.
struct OverdueExpectation {
    private let row: ReckonedExpectations.Row
    private let judged: JudgedTime

    /// Finds whether an expectation is one; nil where it is not.
    init?(_ row: ReckonedExpectations.Row, _ judged: JudgedTime) {
        guard row.reckoning.verdict == "open", judged.covers(row.reckoning.due) else { return nil }
        (self.row, self.judged) = (row, judged)
    }

    /// Whether what the broker says of it explains that it was not missed, by withheld entries.
    ///
    /// Misses are found by entries of no message, which are not withheld of what is shown. What came in time
    /// or is not owed any more is laid to entries that are named. A pause names none: it must have come
    /// before the due time.
    ///
    /// - Parameters:
    ///   - withheld: the times in ms of the entries that may have decided something, by their indexes.
    ///   - restricted: those of them that are withheld as of restricted threads.
    func isExplained(
        by told: JSONNode, withheld: [Int64: Int64], restricted: Set<Int64>
    ) -> Bool {
        guard let due = Reckoning.milliseconds(told, "due"), due >= row.reckoning.due,
            told["missed_at"] == nil, told["late_by_seconds"] == nil
        else { return false }
        switch told.text("verdict") {
        case "paused": return mayBePaused(withheld, restricted)
        case "open": return !judged.covers(due) && mayBePaused(withheld, restricted)
        case "met": return isMet(told, due, withheld, restricted)
        case "withdrawn", "not_applicable":
            return told["met_at"] == nil && named(told, withheld) != nil
        default: return false
        }
    }

    /// It was met in time; or later, while a pause stopped its clock.
    private func isMet(
        _ told: JSONNode, _ due: Int64, _ withheld: [Int64: Int64], _ restricted: Set<Int64>
    ) -> Bool {
        guard let met = Reckoning.milliseconds(told, "met_at"),
            named(told, withheld)?.mayTell(of: met) == true
        else { return false }
        return met < due || mayBePaused(withheld, restricted)
    }

    private func named(_ told: JSONNode, _ withheld: [Int64: Int64]) -> WithheldVerdicts? {
        let named = WithheldVerdicts(
            told.list("withheld_verdicts"), since: row.reckoning.opened, among: withheld)
        guard let named, named.follow(row.reckoning.decided) else { return nil }
        return named
    }

    private func mayBePaused(_ withheld: [Int64: Int64], _ restricted: Set<Int64>) -> Bool {
        restricted.contains { entry in
            entry > row.reckoning.opened
                && withheld[entry].map { $0 < row.reckoning.due } == true
        }
    }
}
