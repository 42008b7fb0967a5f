// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Safeguarding
import ServiceLifecycle

/// Says in the journal when an agency has refused messages that wait for it, and when it has none any
/// more: two lines, however many were refused in between.
///
/// It looks at what is open, so that a start finds again what was open before it.
struct QuarantineWatch: Service {
    let broker: Broker
    let world: World
    /// Says what is open; nil where nobody can tell.
    let gauge: (any StoreGauge)?
    let logger: Logger

    /// How long it waits between two looks.
    static let pause = Duration.seconds(30)

    func run() async throws {
        guard let gauge else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            var alarms = QuarantineAlarms()
            while !Task.isCancelled {
                // A store that cannot be read is told of elsewhere; what stood, stands.
                if let open = try? await gauge.quarantine() { alarms.hear(open, logger) }
                do { try await world.sleep(Self.pause) } catch { return }
            }
        }
    }
}

/// The agencies for which the alarm stands.
struct QuarantineAlarms {
    private var standing: Set<AgencyID> = []

    /// Hears what is open now, and says what began and what ended since the last time.
    mutating func hear(_ levels: [QuarantineLevel], _ logger: Logger) {
        let open = Dictionary(grouping: levels, by: \.agency)
        for agency in standing.subtracting(open.keys).inOrder {
            logger.notice("no refused message waits any more", metadata: ["agency": "\(agency)"])
        }
        for agency in Set(open.keys).subtracting(standing).inOrder {
            let codes = (open[agency] ?? []).map(\.code).sorted().joined(separator: " ")
            logger.warning(
                "refused messages wait for their sender",
                metadata: ["agency": "\(agency)", "codes": "\(codes)"])
        }
        standing = Set(open.keys)
    }
}

extension Set<AgencyID> {
    fileprivate var inOrder: [AgencyID] { sorted { $0.uri < $1.uri } }
}
