// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Ledger
package import Safeguarding
package import Wire

extension Broker {
    /// The report of a thread; nil when there is nothing in it that the viewer may see.
    package func thread(
        _ thread: ThreadID, for viewer: Viewer
    ) async throws(StoreFailure) -> JSONValue? {
        try await store.read { store throws(StoreFailure) in
            guard
                let report = try ThreadReport(
                    thread, messages: store.messages(.thread(thread)),
                    handoffs: store.handoffs(.thread(thread)),
                    expectations: store.expectations(.thread(thread)), for: viewer)
            else { return nil }
            return report.json(try store.proofs(report.provingEntries))
        }
    }

    /// A page of missed handoffs.
    package func missed(
        _ filter: MissedFilter
    ) async throws(StoreFailure) -> (MissedReport, Proofs) {
        var wider = filter
        wider.limit += 1
        let asked = wider
        return try await store.read { store throws(StoreFailure) in
            let report = MissedReport(
                try store.expectations(.missed(asked)), limit: filter.limit)
            return (report, try store.proofs(report.provingEntries))
        }
    }

    /// How a message stands, for its sender or a recipient; nil for anyone else.
    package func report(
        _ message: MessageRecord, _ handoffs: [HandoffRecord], for agency: AgencyID
    ) async throws(StoreFailure) -> JSONValue? {
        guard let report = MessageReport(message, handoffs: handoffs, for: agency) else {
            return nil
        }
        return try await store.read { store throws(StoreFailure) in
            report.json(try store.proofs(report.provingEntries))
        }
    }

    /// A page of what an agency sent and was sent, in log order, with the entry to go on after.
    ///
    /// - Parameter state: only messages in that state; the page is then of what was looked through.
    package func list(
        for agency: AgencyID, after: Int64, since: Instant, state: String?
    ) async throws(StoreFailure) -> (items: [JSONValue], next: Int64?) {
        let limit = setting.limits.listPage
        return try await store.read { store throws(StoreFailure) in
            let messages = try store.messages(
                .involving(agency, after: after, since: since, limit: limit))
            let reports = try messages.map { message throws(StoreFailure) in
                MessageReport(
                    message, handoffs: try store.handoffs(.message(message.entry.index)),
                    for: agency)
            }
            let items = reports.compactMap(\.self)
                .filter { state == nil || $0.state == state }.map(\.summary)
            return (items, messages.count == limit ? messages.last?.entry.index : nil)
        }
    }

    /// Notes a read by a person, or of content, before it is answered.
    package func note(_ read: ReadFacts, partnership: Int) async throws(StoreFailure) {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.note(read, partnership: partnership)
        }
    }
}

extension StoreReading {
    fileprivate func proofs(_ indices: Set<Int64>) throws(StoreFailure) -> Proofs {
        Proofs(
            try entries(.indices(indices.sorted())), origin: try head()?.head.origin ?? "")
    }
}
