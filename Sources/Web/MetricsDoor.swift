// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Relay

/// `GET /metrics`: what was counted, how full the store is, how the process does.
struct MetricsDoor: Sendable {
    let broker: Broker
    let metrics: PrometheusRegistry
    let readiness: Readiness
    /// Asked how full the store is; nil where nobody can tell.
    let gauge: (any StoreGauge)?

    /// The exposition, with what goes up and down as it is now.
    func expose() async -> Response {
        metrics.set(.ready, to: await readiness.ask() ? 1 : 0)
        metrics.set(.queue, to: Double(broker.sequencer.waiting))
        metrics.set(.build, [("version", broker.setting.version)], to: 1)
        await setLevels()
        setProcess()
        return .bytes(Array(metrics.text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// A store that cannot be read has no levels: an old number would pass for a good one.
    private func setLevels() async {
        let levels: StoreLevels?
        do throws(StoreFailure) { levels = try await gauge?.levels(now: broker.now) } catch {
            levels = nil
        }
        metrics.set(.logSize, to: levels.map { Double($0.entries) })
        metrics.set(.waiting, to: levels.map { Double($0.waiting) })
        metrics.set(.open, to: levels.map { Double($0.open) })
        metrics.set(.overdue, to: levels.map { Double($0.overdue) })
        metrics.set(.storeFree, to: levels.map { Double($0.freeBytes) })
        setQuarantine(levels)
        guard let levels else { return metrics.set(.storeBytes, to: nil) }
        for (file, bytes) in levels.bytes {
            metrics.set(.storeBytes, [("file", file)], to: Double(bytes))
        }
    }

    /// By reason alone, whoever sent them; a reason of which none is open any more goes to zero, so that
    /// its alarm ends.
    private func setQuarantine(_ levels: StoreLevels?) {
        guard let levels else { return metrics.set(.quarantine, to: nil) }
        for code in Refusal.codes {
            let open = levels.quarantine.lazy.filter { $0.code == code }.map(\.count)
            metrics.set(.quarantine, [("code", code)], to: Double(open.reduce(0, +)))
        }
    }

    private func setProcess() {
        let process = ProcessFigures(now: broker.now)
        metrics.set(.processCPU, to: process.processorSeconds)
        metrics.set(.processResident, to: process.residentBytes)
        metrics.set(.processVirtual, to: process.virtualBytes)
        metrics.set(.processStart, to: process.startSeconds)
        metrics.set(.processDescriptors, to: process.openDescriptors)
        metrics.set(.processMostDescriptors, to: process.mostDescriptors)
    }
}
