// SPDX-License-Identifier: Apache-2.0

import GRDB
import Handoffs
import Ledger
import Relay

extension Projection {
    /// An earlier message is corrected or retracted; itself it stays as it was.
    func amend(_ amendment: AmendmentPart, _ part: Int) throws(StoreFailure) {
        if session.forgotten.contains(amendment.message) { return }
        try session.run(
            .insertAmendment,
            [
                amendment.message, PartName(entry: entry.index, part: part).row,
                amendment.kind.rawValue,
            ])
    }
}
