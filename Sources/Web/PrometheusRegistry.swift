// SPDX-License-Identifier: Apache-2.0

package import CoreMetrics
import Synchronization

/// Everything that is measured, and its exposition as Prometheus text (format 0.0.4).
///
/// Small and our own, because no client package is to be had here: counters, gauges, and recorders
/// and timers as a sum and a count.
package final class PrometheusRegistry: MetricsFactory {
    private let series = Mutex<[Series: Sample]>([:])

    /// Begins with nothing measured.
    package init() {}

    struct Series: Hashable, Comparable {
        let name: String
        let labels: String

        init(_ name: String, _ dimensions: [(String, String)]) {
            self.name = name.metricName
            labels = dimensions.sorted { $0.0 < $1.0 }
                .map { "\($0)=\"\($1.escapedLabel)\"" }.joined(separator: ",")
        }

        static func < (left: Series, right: Series) -> Bool {
            (left.name, left.labels) < (right.name, right.labels)
        }
    }

    enum Sample {
        case counter(Int64)
        case gauge(Double)
        case summary(sum: Double, count: Int64)
    }

    func change(_ key: Series, _ body: (inout Sample?) -> Void) {
        series.withLock { body(&$0[key]) }
    }

    /// The exposition: every series by name, each name with its type.
    package var text: String {
        var lines: [String] = []
        var lastName = ""
        for (key, sample) in series.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            if key.name != lastName { lines.append("# TYPE \(key.name) \(sample.type)") }
            lastName = key.name
            lines += sample.lines(key)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Makes a counter.
    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        PrometheusHandler(self, label, dimensions)
    }

    /// Makes a recorder: a gauge, or a sum and a count where it aggregates.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        PrometheusHandler(self, label, dimensions, aggregates: aggregate)
    }

    /// Makes a timer, in seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        PrometheusHandler(self, label, dimensions)
    }

    /// Keeps what a counter counted.
    package func destroyCounter(_ handler: any CounterHandler) {}

    /// Keeps what a recorder recorded.
    package func destroyRecorder(_ handler: any RecorderHandler) {}

    /// Keeps what a timer timed.
    package func destroyTimer(_ handler: any TimerHandler) {}
}

extension PrometheusRegistry.Sample {
    fileprivate var type: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .summary: "summary"
        }
    }

    fileprivate func lines(_ key: PrometheusRegistry.Series) -> [String] {
        let labels = key.labels.isEmpty ? "" : "{\(key.labels)}"
        return switch self {
        case .counter(let value): ["\(key.name)\(labels) \(value)"]
        case .gauge(let value): ["\(key.name)\(labels) \(value)"]
        case .summary(let sum, let count):
            ["\(key.name)_sum\(labels) \(sum)", "\(key.name)_count\(labels) \(count)"]
        }
    }
}

/// One series that somebody counts, records or times.
private final class PrometheusHandler: CounterHandler, RecorderHandler, TimerHandler {
    private let registry: PrometheusRegistry
    private let key: PrometheusRegistry.Series
    private let aggregates: Bool

    init(
        _ registry: PrometheusRegistry, _ name: String, _ dimensions: [(String, String)],
        aggregates: Bool = true
    ) {
        self.registry = registry
        key = PrometheusRegistry.Series(name, dimensions)
        self.aggregates = aggregates
    }

    func increment(by amount: Int64) {
        registry.change(key) { sample in
            guard case .counter(let value)? = sample else { return sample = .counter(amount) }
            sample = .counter(value &+ amount)
        }
    }

    func reset() { registry.change(key) { $0 = .counter(0) } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        registry.change(key) { sample in
            guard aggregates else { return sample = .gauge(value) }
            guard case .summary(let sum, let count)? = sample else {
                return sample = .summary(sum: value, count: 1)
            }
            sample = .summary(sum: sum + value, count: count + 1)
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}

extension String {
    /// A name as Prometheus allows it: anything else becomes an underscore.
    fileprivate var metricName: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9") ~= scalar)
                        || scalar == "_" || scalar == ":" ? scalar : "_"
                }))
    }

    fileprivate var escapedLabel: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
