// SPDX-License-Identifier: Apache-2.0

package import Logging
package import Relay
import Safeguarding
import ServiceLifecycle

/// Inspects the log by itself, slowly, round after round, beside everything else: what was altered on
/// the disk is found though nobody asks for it.
///
/// Each step looks at one page of entries (`LogInspection.page`). How far it came is kept beside the
/// store, so that restarts do not begin again for ever.
package struct InspectionRounds: Sendable {
    /// How long it waits after each page: at most 64 entries a second, 3,840 a minute.
    package static let pause = Duration.seconds(1)
    /// How long it waits after a round; a small log is not read over and over.
    package static let pauseAfterRound = Duration.seconds(3_600)
    /// The most faults of a round that are told one by one; the gauge counts all.
    package static let told = 20

    private let broker: Broker
    private let path: String
    private let logger: Logger
    private var inspection: LogInspection
    private var faults = 0

    /// Takes up where an earlier run ended.
    ///
    /// - Parameter store: the path of the store, beside which the mark lies.
    package init(_ broker: Broker, beside store: String, logger: Logger) {
        self.broker = broker
        self.logger = logger
        path = store + ".inspected"
        let bytes = (try? LocalFile.read(path, atMost: InspectionMark.mostBytes)) ?? []
        inspection = broker.inspection(from: InspectionMark(bytes))
    }

    /// Looks at the next page.
    ///
    /// - Returns: how long to wait for the one after it.
    package mutating func step() async -> Duration {
        let lines: [String]?
        do throws(StoreFailure) { lines = try await inspection.step() } catch {
            // What ends the daemon is told elsewhere; what is busy is tried again.
            return Self.pause
        }
        guard let lines else {
            broker.tally.show(inspected: inspection.outcome.entries)
            broker.tally.show(inspectedAt: broker.now)
            broker.tally.show(inspectionFaults: faults)
            keep(nil)
            (inspection, faults) = (broker.inspection(from: nil), 0)
            return Self.pauseAfterRound
        }
        for line in lines.prefix(max(0, Self.told - faults)) {
            logger.critical("\(JournalKind.altered.rawValue)", metadata: ["fault": "\(line)"])
        }
        faults = inspection.outcome.faults
        // A round that is clean takes the alarm back only at its end.
        if faults > 0 { broker.tally.show(inspectionFaults: faults) }
        broker.tally.show(inspected: inspection.outcome.entries)
        if let mark = inspection.mark { keep(mark) }
        return Self.pause
    }

    private func keep(_ mark: InspectionMark?) {
        do throws(FileFault) { try LocalFile.replace(path, with: mark?.bytes ?? []) } catch {
            logger.warning(
                "how far the log was inspected cannot be kept",
                metadata: ["file": "\(error.path)", "reason": "\(error.reason)"])
        }
    }
}

/// Inspects the log for as long as the daemon runs.
struct Inspecting: Service {
    let broker: Broker
    /// The path of the store.
    let store: String
    let world: World
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var rounds = InspectionRounds(broker, beside: store, logger: logger)
            while !Task.isCancelled {
                let pause = await rounds.step()
                do { try await world.sleep(pause) } catch { return }
            }
        }
    }
}
