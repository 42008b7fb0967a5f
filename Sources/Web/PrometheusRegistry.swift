// SPDX-License-Identifier: Apache-2.0

package import CoreMetrics
package import Relay
import Synchronization

/// Everything that is measured, and its exposition as Prometheus text (format 0.0.4).
///
/// Small and our own, because no client package is to be had here: counters, gauges and histograms,
/// each explained by its `Measure`.
package final class PrometheusRegistry: MetricsFactory {
    private let cells = Mutex<[String: [String: PrometheusCell]]>([:])

    /// Begins with every counter and histogram at zero, so that the first increase is seen as one.
    package init() {
        for measure in Measure.allCases where !measure.isLabelled && measure.kind != .gauge {
            _ = cell(measure.rawValue, [])
        }
    }

    /// The exposition: every measure by name, with what it means and its type.
    package var text: String {
        let cells = cells.withLock { $0 }
        var lines: [String] = []
        for (name, series) in cells.sorted(by: { $0.key < $1.key }) where !series.isEmpty {
            let measure = Measure(rawValue: name)
            lines.append("# HELP \(name) \(measure?.help ?? "Not explained.")")
            lines.append("# TYPE \(name) \(Self.type(of: measure))")
            for (labels, cell) in series.sorted(by: { $0.key < $1.key }) {
                lines += cell.lines(name, labels)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Sets what goes up and down; nil when it cannot be told, and then nothing is said.
    package func set(
        _ measure: Measure, _ dimensions: [(String, String)] = [], to value: Double?
    ) {
        guard let value else {
            cells.withLock { $0[measure.rawValue] = nil }
            return
        }
        cell(measure.rawValue, dimensions).set(value)
    }

    private func cell(_ label: String, _ dimensions: [(String, String)]) -> PrometheusCell {
        let name = label.metricName
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0)=\"\($1.escapedLabel)\"" }
            .joined(separator: ",")
        return cells.withLock { cells in
            if let cell = cells[name]?[labels] { return cell }
            let cell = PrometheusCell(Measure(rawValue: name)?.kind ?? .gauge)
            cells[name, default: [:]][labels] = cell
            return cell
        }
    }

    private static func type(of measure: Measure?) -> String {
        switch measure?.kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        case nil: "untyped"
        }
    }

    /// Makes a counter, or finds the one that counts the same.
    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler { cell(label, dimensions) }

    /// Makes a recorder, or finds the one that records the same.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler { cell(label, dimensions) }

    /// Makes a timer, in seconds, or finds the one that times the same.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions)
    }

    /// Keeps what a counter counted.
    package func destroyCounter(_ handler: any CounterHandler) {}

    /// Keeps what a recorder recorded.
    package func destroyRecorder(_ handler: any RecorderHandler) {}

    /// Keeps what a timer timed.
    package func destroyTimer(_ handler: any TimerHandler) {}
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
