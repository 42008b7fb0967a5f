// SPDX-License-Identifier: Apache-2.0

package import Audit
import Ledger
package import Safeguarding
import Signing
import TransparencyLog
package import Wire

extension Broker {
    /// A page of the refused messages that a viewer may know of, in log order, with the entry to go on
    /// after; the page is of what was looked through.
    package func quarantine(
        _ filter: QuarantineFilter, for viewer: Viewer
    ) async throws(StoreFailure) -> (items: [JSONValue], next: Int64?) {
        let limit = setting.limits.listPage
        return try await store.read { store throws(StoreFailure) in
            let found = try store.quarantine(.page(filter, for: viewer, limit: limit))
            let origin = try store.head()?.head.origin ?? LogOrigin("")
            let reports = try found.filter(filter.asks).map { record throws(StoreFailure) in
                try store.report(record, for: viewer)
            }
            return (
                reports.compactMap { $0?.summary(origin: origin) },
                found.count == limit ? found.last?.index : nil
            )
        }
    }

    /// How one refused message stands, with what proves it; nil for who may not know of it, as for one
    /// that is not there or was purged.
    package func quarantined(
        _ entry: Int64, for viewer: Viewer
    ) async throws(StoreFailure) -> (json: JSONValue, record: QuarantineRecord)? {
        try await store.read {
            store throws(StoreFailure) -> (json: JSONValue, record: QuarantineRecord)? in
            guard let record = try store.quarantine(.entry(entry)).first,
                let report = try store.report(record, for: viewer)
            else { return nil }
            let indices = report.provingEntries
            let isSender = record.facts.issuer == viewer.agency
            let proofs =
                isSender ? try store.proofs(indices) : try store.proofs(indices, to: viewer)
            return (report.json(proofs), record)
        }
    }

    /// A refused message, byte for byte as it was posted; nil for anyone but its sender.
    package func quarantinedBytes(
        _ entry: Int64, of issuer: AgencyID
    ) async throws(StoreFailure) -> [UInt8]? {
        let found = try await store.read { store throws(StoreFailure) -> QuarantineRecord? in
            guard let record = try store.quarantine(.entry(entry)).first,
                record.facts.issuer == issuer, record.message.key != nil
            else { return nil }
            return QuarantineRecord(
                restoring: try store.messages(.content([entry])).first ?? record.message,
                record.state, endedBy: record.endedBy)
        }
        guard let found else { return nil }
        do throws(StoreFailure) {
            return try found.message.open(found.facts.commitment, with: setting.vault).token
        } catch {
            tally.count("damaged_reads")
            throw error
        }
    }

    /// Judges a refused message anew, from its own bytes on, by what is in force now.
    ///
    /// - Returns: what its sender would be told who posts it again; nil when there is none of its.
    package func resubmit(
        _ entry: Int64, by issuer: AgencyID
    ) async throws(StoreFailure) -> Reception? {
        guard let bytes = try await quarantinedBytes(entry, of: issuer) else { return nil }
        return try await receive(bytes, from: issuer)
    }

    /// Withdraws a refused message: its sender does not send it again.
    package func withdraw(
        _ entry: Int64, by issuer: AgencyID, because reason: WithdrawalReason
    ) async throws(StoreFailure) -> Withdrawal {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.withdraw(entry, of: issuer, because: reason)
        }
    }
}

extension StoreReading {
    /// The report of a refused message; nil for who may not know of it, and once it was purged.
    fileprivate func report(
        _ record: QuarantineRecord, for viewer: Viewer
    ) throws(StoreFailure) -> QuarantineReport? {
        guard record.message.key != nil else { return nil }
        let ending = try record.endedBy.flatMap { index throws(StoreFailure) in
            try entries(.indices([index])).first.map { entry throws(StoreFailure) in
                let happening = try entry.restored(origin: try head()?.head.origin.base ?? "")
                return QuarantineReport.Ending(
                    entry, happening.facts,
                    amended: try shownAmendments(of: [index], to: viewer)[index] ?? [],
                    isRestricted: try !restricted([index]).isEmpty)
            }
        }
        return QuarantineReport(
            record, expectations: try expectations(.opened(by: record.index)), end: ending,
            for: viewer)
    }
}
