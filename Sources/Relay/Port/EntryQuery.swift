// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding

/// Which entries of the log to read.
package enum EntryQuery: Sendable {
    /// Those of a range, which must lie within the log.
    case range(Range<Int64>)
    /// Those of some indices.
    case indices([Int64])
    /// The starts of the daemon since a time.
    case starts(since: Instant)
    /// The last start of the daemon, doubt of its clock, or confirmation of it.
    case lastStanding
    /// Every load of a configuration, in log order.
    case loads
    /// The revocations of an agency's keys, or of everybody's, in log order.
    case revocations(of: AgencyID?)
    /// The one that settled the doubt in which a message was accepted.
    case settling(Int64)
}

extension StoreReading {
    /// Spans in which the broker was down, that ended after a time.
    package func outages(since time: Instant) throws(StoreFailure) -> [Interval] {
        let downs = try entries(.starts(since: time)).map {
            entry throws(StoreFailure) -> Interval? in
            guard case .started(_, let down) = try entry.restored(origin: "").facts else {
                return nil
            }
            return down
        }
        return downs.compactMap(\.self)
    }
}

extension LedgerEntry {
    /// What happened; a store that cannot say so any more is corrupt.
    package func restored(origin: String) throws(StoreFailure) -> Happening {
        do throws(RestoreFault) { return try happening(origin: origin) } catch {
            throw .corrupt("entry \(index): `\(error.member)` cannot be read back")
        }
    }
}
