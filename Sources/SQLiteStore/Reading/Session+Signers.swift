// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger
import Relay
import Safeguarding

extension Session {
    /// The revocations of an agency's keys, or of everybody's, in log order.
    func revocations(of agency: AgencyID?) throws(StoreFailure) -> [LedgerEntry] {
        guard let agency else { return try entries(.indices(try numbers(.revocations, []))) }
        guard let number = try number(of: agency) else { return [] }
        return try entries(.indices(try numbers(.revocationsOf, [number])))
    }

    /// The entries of what an agency sent after one, at most that many.
    func sent(
        by agency: AgencyID, after entry: Int64, _ limit: Int
    ) throws(StoreFailure) -> [Int64] {
        guard let number = try number(of: agency) else { return [] }
        return try numbers(.sentAfter, [number, entry, limit])
    }
}
