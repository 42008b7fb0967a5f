// SPDX-License-Identifier: Apache-2.0

import Hummingbird
package import Logging
package import Relay
package import ServiceLifecycle

/// The two kinds of listeners: one for agencies, one for the operator.
package enum WebServers {
    /// The services that serve a broker, one for each place.
    ///
    /// - Parameter agencies: where agencies and auditors call.
    /// - Parameter management: where only the operator calls: loopback or a Unix socket.
    /// - Parameter snapshot: copies the store for a backup; nil where there is nothing to copy.
    /// - Parameter metrics: what the management listener exposes.
    /// - Parameter gauge: says how full the store is.
    /// - Parameter isListening: told by each once callers can connect.
    package static func services(
        for broker: Broker, agencies: [ListeningPlace], management: [ListeningPlace],
        metrics: PrometheusRegistry, gauge: (any StoreGauge)? = nil,
        limits: WebLimits = WebLimits(), logger: Logger,
        isListening: @escaping @Sendable () -> Void, snapshot: Snapshot? = nil
    ) -> [any Service] {
        var quiet = logger
        // The framework logs requests at debug; agencies' paths hold identifiers.
        quiet.logLevel = max(logger.logLevel, .notice)
        let date = HTTPDate { broker.now }
        let operators = ManagementRoutes(
            broker, metrics, limits, gauge: gauge, snapshot: snapshot
        ).router.buildResponder()
        let routes = AgencyRoutes(broker, limits, quiet)
        let callers = routes.router.buildResponder()
        let doors =
            management.map { ($0, operators, Gate?.none) }
            + agencies.map { ($0, callers, routes.gate) }
        return doors.map { place, responder, gate in
            Listener(
                place: place, responder: responder, limits: limits, date: date,
                tally: broker.tally, gate: gate, logger: quiet, isListening: isListening)
        }
    }
}
