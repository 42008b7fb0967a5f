// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Intake

/// What the broker counts, handed to whichever metrics backend the daemon brought.
///
/// Labels are case names and codes only: no agency, no person, nothing without bound.
package struct Tally: Sendable {
    private let factory: any MetricsFactory

    init(_ factory: any MetricsFactory) { self.factory = factory }

    /// Counts.
    package func count(_ name: String, _ dimensions: [(String, String)] = [], by amount: Int = 1) {
        Counter(label: "baton_\(name)_total", dimensions: dimensions, factory: factory)
            .increment(by: amount)
    }

    /// Shows whether the clock is in doubt: 1 or 0.
    func show(_ clock: ClockStanding) {
        Gauge(label: "baton_clock_in_doubt", factory: factory).record(clock == .inDoubt ? 1 : 0)
    }

    func count(_ reception: Reception) {
        count("received", [("outcome", reception.word)])
        if case .refused(let token) = reception { countReasons(token) }
    }

    func count(unattributed token: RefusedToken) {
        count("received", [("outcome", "unattributed")])
        countReasons(token)
    }

    func count(_ summary: CommitSummary) {
        count("transactions")
        for (name, amount) in summary.counts { count(name, by: amount) }
    }

    private func countReasons(_ token: RefusedToken) {
        for code in Set(token.reasons.map(\.code)) { count("refusals", [("code", code)]) }
    }
}
