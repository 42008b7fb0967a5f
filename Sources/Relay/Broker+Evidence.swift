// SPDX-License-Identifier: Apache-2.0

package import Audit
import Ledger
package import Safeguarding
package import Wire

extension Broker {
    /// The documents by which a thread was verified and judged, of those that the viewer needs; nil when
    /// there is nothing in it that the viewer may see.
    package func documents(
        of thread: ThreadID, for viewer: Viewer
    ) async throws(StoreFailure) -> JSONValue? {
        try await store.read { store throws(StoreFailure) in
            let messages = try store.messages(.thread(thread))
            guard
                let report = try ThreadReport(
                    thread, messages: messages,
                    handoffs: store.handoffs(of: thread, messages, knownTo: viewer),
                    expectations: store.expectations(.thread(thread)), for: viewer)
            else { return nil }
            let indices = Set(report.steps.map(\.message.configuration)).sorted()
            var loads: [(entry: Int64, facts: LoadedFacts)] = []
            for entry in try store.entries(.indices(indices)) {
                guard case .loaded(let facts) = try entry.restored(origin: "").facts else {
                    continue
                }
                loads.append((entry: entry.index, facts: facts))
            }
            let documents = ThreadDocuments(report, messages: messages, loads: loads, for: viewer)
            return documents.json(try documents.chosen(store.document))
        }
    }
}
