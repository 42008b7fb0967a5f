// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Intake
import Synchronization

/// What the broker counts, handed to whichever metrics backend the daemon brought.
///
/// Labels are case names and codes only: no agency, no person, nothing without bound.
package final class Tally: Sendable {
    private let factory: any MetricsFactory
    /// Made once each: every message counts.
    private let counters = Mutex<[Name: Counter]>([:])

    private struct Name: Hashable {
        let name: String
        let dimension: String
        let value: String
    }

    init(_ factory: any MetricsFactory) { self.factory = factory }

    /// Counts, under one dimension at most.
    package func count(
        _ name: String, _ dimension: (String, String)? = nil, by amount: Int = 1
    ) {
        counter(Name(name: name, dimension: dimension?.0 ?? "", value: dimension?.1 ?? ""))
            .increment(by: amount)
    }

    private func counter(_ name: Name) -> Counter {
        counters.withLock { counters in
            if let known = counters[name] { return known }
            let counter = Counter(
                label: "baton_\(name.name)_total",
                dimensions: name.dimension.isEmpty ? [] : [(name.dimension, name.value)],
                factory: factory)
            counters[name] = counter
            return counter
        }
    }

    func count(_ reception: Reception) {
        count("received", ("outcome", reception.word))
        if case .refused(let token) = reception { countReasons(token) }
    }

    func count(unattributed token: RefusedToken) {
        count("received", ("outcome", "unattributed"))
        countReasons(token)
    }

    func count(_ summary: CommitSummary) {
        count("transactions")
        for (name, amount) in summary.counts { count(name, by: amount) }
    }

    private func countReasons(_ token: RefusedToken) {
        for code in Set(token.reasons.map(\.code)) { count("refusals", ("code", code)) }
    }
}
