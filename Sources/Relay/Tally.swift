// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Intake
package import Safeguarding
import Synchronization

/// What the broker counts and times, handed to whichever metrics backend the daemon brought.
///
/// Labels are case names and codes only: no agency, no person, nothing without bound.
package struct Tally: Sendable {
    private let factory: any MetricsFactory
    private let counters = Counters()
    private let timers: [Measure: Timer]
    private let recorders: [Measure: Recorder]

    /// The counters that were made so far; making one costs more than counting.
    private final class Counters: Sendable {
        let made = Mutex<[Name: Counter]>([:])
    }

    /// What is counted, and under which value of its label, where it has one.
    private struct Name: Hashable {
        let name: String
        let value: String?
    }

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        timers = [.commit, .reception].reduce(into: [:]) { timers, measure in
            timers[measure] = Timer(label: measure.rawValue, dimensions: [], factory: factory)
        }
        recorders = [
            .batch: Recorder(label: Measure.batch.rawValue, dimensions: [], factory: factory)
        ]
    }

    /// Counts, under a label and its value where what is counted has one.
    package func count(_ name: String, _ label: (String, String)? = nil, by amount: Int = 1) {
        let key = Name(name: name, value: label?.1)
        let counter = counters.made.withLock { made in
            if let counter = made[key] { return counter }
            assert(
                Measure(rawValue: "baton_\(name)_total") != nil,
                "What is counted as \(name) is explained on the metrics page.")
            let counter = Counter(
                label: "baton_\(name)_total", dimensions: label.map { [$0] } ?? [], factory: factory
            )
            made[key] = counter
            return counter
        }
        counter.increment(by: amount)
    }

    /// Notes how long something took.
    func time(_ measure: Measure, _ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        timers[measure]?.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Notes how much something was.
    func record(_ measure: Measure, _ amount: Int) { recorders[measure]?.record(amount) }

    /// Shows whether the clock is in doubt: 1 or 0.
    func show(_ clock: ClockStanding) {
        Gauge(label: Measure.clockInDoubt.rawValue, factory: factory).record(
            clock == .inDoubt ? 1 : 0)
    }

    /// Shows how many nodes have a clock that is not right.
    func show(wrongClocks count: Int) {
        Gauge(label: Measure.wrongClocks.rawValue, factory: factory).record(count)
    }

    /// Shows whether a witness has contradicted the log: 1 or 0, until somebody has looked.
    package func show(isContradicted: Bool) {
        Gauge(label: Measure.witnessConflicts.rawValue, factory: factory).record(
            isContradicted ? 1 : 0)
    }

    /// Shows how many entries stand under the newest checkpoint that enough witnesses have cosigned.
    package func show(witnessed size: UInt64) {
        Gauge(label: Measure.witnessedSize.rawValue, factory: factory).record(size)
    }

    /// Shows how many entries stand under the newest checkpoint that an authority has stamped.
    package func show(timestamped size: Int64) {
        Gauge(label: Measure.timestampedSize.rawValue, factory: factory).record(size)
    }

    /// Shows how long a checkpoint has waited past its hour to be stamped, in seconds.
    package func show(timestampOverdueSeconds seconds: Int64) {
        Gauge(label: Measure.timestampsOverdue.rawValue, factory: factory).record(seconds)
    }

    /// Shows how many legal holds are of threads that the store does not have.
    func show(missingHolds count: Int) {
        Gauge(label: Measure.missingHolds.rawValue, factory: factory).record(count)
    }

    /// Shows how many entries the inspection that runs has looked at.
    package func show(inspected entries: Int64) {
        Gauge(label: Measure.inspected.rawValue, factory: factory).record(entries)
    }

    /// Shows how many faults the inspection has found that runs, or that ended last.
    package func show(inspectionFaults count: Int) {
        Gauge(label: Measure.inspectionFaults.rawValue, factory: factory).record(count)
    }

    /// Shows when the whole log was inspected last.
    package func show(inspectedAt time: Instant) {
        Gauge(label: Measure.inspectionEnd.rawValue, factory: factory).record(Double(time.seconds))
    }

    /// Shows how many keys and certificates of agencies end within each step, without another after
    /// them.
    func show(ending: [EndingKey]) {
        for kind in EndingKey.Kind.allCases {
            let steps = ending.filter { $0.what.kind == kind }.map(\.step)
            for step in EndingStep.days {
                Gauge(
                    label: Measure.keysEnding.rawValue,
                    dimensions: [("what", kind.rawValue), ("within_days", "\(step)")],
                    factory: factory
                ).record(steps.count { $0 <= step })
            }
        }
    }

    /// Shows how many agreements are past their day of review.
    func show(overdueAgreements count: Int) {
        Gauge(label: Measure.agreementsOverdue.rawValue, factory: factory).record(count)
    }

    /// Shows when the first of each kind of what ends by itself does; never, where there is none.
    func show(firstEnds ends: [Ending.Kind: Instant?]) {
        for (kind, end) in ends {
            Gauge(
                label: Measure.certificateEnds.rawValue, dimensions: [("what", kind.rawValue)],
                factory: factory
            ).record(end.map { Double($0.seconds) } ?? .infinity)
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
