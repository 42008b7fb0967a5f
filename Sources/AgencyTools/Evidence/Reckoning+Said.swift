// SPDX-License-Identifier: Apache-2.0

import Wire

extension Reckoning {
    /// Who owes something and when it is due, where the part that says so is not shown.
    ///
    /// That a duty was passed on, or that its clock ran on, decides nothing: no answer proves it, and a
    /// party is shown only parts that answers prove.
    struct Said {
        /// Who owes it; nil where a part that is shown says so.
        var owedBy: String?
        /// When it is due, in ms; nil where a part that is shown says so.
        var due: Int64?
    }

    /// What is told otherwise than it was reckoned, and may be so by parts that are not shown.
    ///
    /// A pause makes something due later, and nothing pauses what was missed.
    ///
    /// - Parameter mayBeHidden: whether a part may not be shown that comes after an entry.
    /// - Returns: nil where there is nothing.
    func said(
        in told: JSONNode, where mayBeHidden: (_ after: Int64) -> Bool
    ) -> Said? {
        var said = Said()
        if let agency = told.text("owed_by"), agency != owedBy, mayBeHidden(ownerEntry) {
            said.owedBy = agency
        }
        if let time = Self.milliseconds(told, "due"), time > due, time <= missed ?? .max,
            mayBeHidden(dueEntry)
        {
            said.due = time
        }
        return said.owedBy == nil && said.due == nil ? nil : said
    }
}
