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
    /// - Parameter security: how agencies are spoken to in TLS; nil where a proxy does, or nobody
    ///   can listen.
    /// - Parameter snapshot: copies the store for a backup; nil where there is nothing to copy.
    /// - Parameter metrics: what the management listener exposes.
    /// - Parameter gauge: says how full the store is.
    /// - Parameter isListening: told by each once callers can connect.
    package static func services(
        for broker: Broker, agencies: [ListeningPlace], management: [ListeningPlace],
        security: TransportSecurity? = nil, metrics: PrometheusRegistry,
        gauge: (any StoreGauge)? = nil,
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
        let strangers = quiet
        let welcome = security.map { security in
            { @Sendable in ConnectionPeer(security, broker, strangers) }
        }
        return management.map { place in
            Listener(
                place: place, responder: operators, limits: limits, date: date,
                tally: broker.tally, gate: nil,
                logger: strangers, isListening: isListening)
        }
            + agencies.map { place in
                Listener(
                    place: place, responder: callers, limits: limits, date: date,
                    tally: broker.tally, gate: routes.gate, welcome: welcome, logger: strangers,
                    isListening: isListening)
            }
    }
}
