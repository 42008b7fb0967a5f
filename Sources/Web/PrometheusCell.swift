// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Relay
import Synchronization

/// One series that somebody counts, records, times or sets.
final class PrometheusCell: CounterHandler, RecorderHandler, TimerHandler {
    private let bounds: [Double]
    private let isCounter: Bool
    private let state: Mutex<State>

    private struct State {
        var value: Double = 0
        /// How many fell between the bound before and this one; the last are above all bounds.
        var counts: [Int64]
    }

    init(_ kind: Measure.Kind) {
        if case .histogram(let bounds) = kind { self.bounds = bounds } else { bounds = [] }
        isCounter = kind == .counter
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func increment(by amount: Int64) { state.withLock { $0.value += Double(amount) } }

    func reset() { set(0) }

    func record(_ value: Int64) { record(Double(value)) }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard !bounds.isEmpty else { return set(value) }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.value += value
            state.counts[place] += 1
        }
    }

    func set(_ value: Double) { state.withLock { $0.value = value } }

    /// The lines of the series, in the exposition.
    func lines(_ name: String, _ labels: String) -> [String] {
        let state = state.withLock { $0 }
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        guard !bounds.isEmpty else { return ["\(name)\(braces) \(Self.text(state.value))"] }
        var (lines, count): ([String], Int64) = ([], 0)
        for (bound, more) in zip(bounds.map(Self.text) + ["+Inf"], state.counts) {
            count += more
            let labels = (labels.isEmpty ? "" : labels + ",") + "le=\"\(bound)\""
            lines.append("\(name)_bucket{\(labels)} \(count)")
        }
        return lines + [
            "\(name)_sum\(braces) \(Self.text(state.value))", "\(name)_count\(braces) \(count)",
        ]
    }

    /// A whole number as one: counts are read by people too.
    private static func text(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
