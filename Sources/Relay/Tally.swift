// SPDX-License-Identifier: Apache-2.0

import Intake
import Synchronization

/// What the broker counted since it started, by name and label; read by the metrics page.
package final class Tally: Sendable {
    private let box = Mutex<[Sample: Int]>([:])

    /// A name with at most one label.
    package struct Sample: Sendable, Hashable {
        /// What is counted.
        package let name: String
        /// The label's value, such as a refusal's code.
        package let label: String?
    }

    /// Counts.
    package func count(_ name: String, label: String? = nil, by amount: Int = 1) {
        box.withLock { $0[Sample(name: name, label: label), default: 0] += amount }
    }

    /// Everything that was counted.
    package var samples: [Sample: Int] { box.withLock { $0 } }

    func count(_ reception: Reception) {
        count("received", label: reception.word)
        if case .refused(let token) = reception { countReasons(token) }
    }

    func count(refusal token: RefusedToken) {
        count("received", label: "unattributed")
        countReasons(token)
    }

    func count(_ summary: CommitSummary) {
        count("transactions")
        for (name, amount) in summary.counts { count(name, by: amount) }
    }

    private func countReasons(_ token: RefusedToken) {
        for code in Set(token.reasons.map(\.code)) { count("refusals", label: code) }
    }
}
