// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Safeguarding

extension Broker {
    /// What the agencies of a partnership handed over to each other.
    ///
    /// - Parameter days: the days of London on which it was routed; nil for all there ever were.
    package func sharing(
        in partnership: Partnership, days: ClosedRange<CalendarDate>?
    ) async throws(StoreFailure) -> SharingReport {
        let query = SharingQuery(
            partnership: partnership.number,
            days: days.map { $0.lowerBound.dayNumber...$0.upperBound.dayNumber }
                ?? SharingQuery.always)
        let records = try await store.read { store throws(StoreFailure) in
            try store.sharing(query)
        }
        return SharingReport(
            records, of: partnership.id, in: setting.directory, days: days, asOf: now)
    }
}
