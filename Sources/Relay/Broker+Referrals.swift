// SPDX-License-Identifier: Apache-2.0

package import Audit
import Handoffs
import Ledger
import Safeguarding
import TransparencyLog

extension Broker {
    /// A page of the messages of a type and a period that a viewer may know of, each with everything that
    /// became of it, in log order.
    ///
    /// Of restricted threads whoever oversees is told how many messages there are, whatever agencies are
    /// asked for: a filter must not tell which agencies a restricted thread has.
    package func referrals(
        _ filter: ReferralFilter, for viewer: Viewer
    ) async throws(StoreFailure) -> (ReferralReport, Proofs) {
        var report = ReferralReport(for: viewer)
        let asked = try await store.read { store throws(StoreFailure) in
            try store.entries(during: filter.period, after: filter.after)
        }
        let looked = asked.prefix(limit: filter.looksThrough)
        if looked.upperBound < asked.upperBound { report.next = looked.upperBound - 1 }
        var rest = looked
        while !rest.isEmpty {
            try await LongReading.turnPage()
            let page = rest.prefix(limit: LongReading.page)
            let found = report
            let (more, last) = try await store.read {
                store throws(StoreFailure) -> (report: ReferralReport, last: Int64?) in
                try store.referrals(in: page, filter, viewer, continuing: found)
            }
            report = more
            guard last == nil else {
                report.next = last.flatMap { $0 + 1 < asked.upperBound ? $0 : nil }
                break
            }
            rest = page.upperBound..<rest.upperBound
        }
        let proving = report.provingEntries
        let proofs = try await store.read { store throws(StoreFailure) in
            try store.proofs(proving, to: viewer)
        }
        return (report, proofs)
    }
}

extension StoreReading {
    /// The entries of a period that come after one.
    fileprivate func entries(
        during period: Range<Instant>?, after entry: Int64?
    ) throws(StoreFailure) -> Range<Int64> {
        let size = try size()
        let end =
            try period.map { period throws(StoreFailure) in
                try firstEntry(since: period.upperBound)
            } ?? size
        let first =
            try period.map { period throws(StoreFailure) in
                try firstEntry(since: period.lowerBound)
            } ?? 0
        return min(max(first, (entry ?? -1) + 1), end)..<end
    }

    /// Adds what some entries have to a page.
    ///
    /// - Returns: the page, and the entry at which it was full; nil while there is room.
    fileprivate func referrals(
        in range: Range<Int64>, _ filter: ReferralFilter, _ viewer: Viewer,
        continuing report: ReferralReport
    ) throws(StoreFailure) -> (report: ReferralReport, last: Int64?) {
        let found = try readMessages(in: range).filter { filter.concerns($0, viewer) }
        let hidden =
            report.withheld == nil
            ? []
            : try restricted(found.map(\.entry)).union(
                found.filter(\.isRestricted).map(\.entry))
        var (report, shown): (ReferralReport, [ReadMessage]) = (report, [])
        var last: Int64?
        for message in found {
            if hidden.contains(message.entry) {
                report.count(withheld: 1)
            } else if filter.asks(for: message) {
                shown.append(message)
                guard report.items.count + shown.count < filter.limit else {
                    last = message.entry
                    break
                }
            }
        }
        report.add(try records(of: shown, filter, viewer))
        return (report, last)
    }

    private func records(
        of messages: [ReadMessage], _ filter: ReferralFilter, _ viewer: Viewer
    ) throws(StoreFailure) -> [ReferralRecord] {
        let entries = messages.map(\.entry)
        let amended = try shownAmendments(of: entries, to: viewer)
        let kept = try self.messages(.entries(entries)).map { ($0.entry.index, $0.purgedBy) }
        let purged = Dictionary(kept) { first, _ in first }
        return try messages.map { message throws(StoreFailure) in
            ReferralRecord(
                message, handoffs: try handoffs(.message(message.entry)),
                amended: amended[message.entry] ?? [],
                purgedBy: purged[message.entry] ?? nil, in: filter, for: viewer)
        }
    }
}
