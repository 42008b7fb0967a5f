// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import Relay
package import ServiceLifecycle

/// The two listeners: one for agencies, one for the operator.
package enum WebServers {
    /// The services that serve a broker.
    ///
    /// - Parameter agencies: where agencies and auditors call.
    /// - Parameter management: where only the operator calls: loopback or a Unix socket.
    /// - Parameter metrics: what the management listener exposes.
    package static func services(
        for broker: Broker, agencies: ListenAddress, management: ListenAddress,
        metrics: PrometheusRegistry, limits: WebLimits = WebLimits(), logger: Logger
    ) -> [any Service] {
        let routes = AgencyRoutes(broker, limits, logger)
        return [
            server(
                ManagementRoutes(broker, metrics, limits).router, .plain(limits), management,
                limits, logger),
            server(routes.router, .agencies(routes.gate), agencies, limits, logger),
        ]
    }

    private static func server(
        _ router: Router<BasicRequestContext>, _ front: HTTPServerBuilder,
        _ address: ListenAddress, _ limits: WebLimits, _ logger: Logger
    ) -> any Service {
        var logger = logger
        // The framework logs requests at debug; agencies' paths hold identifiers.
        logger.logLevel = max(logger.logLevel, .notice)
        return Application(
            router: router,
            server: front,
            configuration: ApplicationConfiguration(
                address: address.bindAddress,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            logger: logger)
    }
}

extension HTTPServerBuilder {
    /// The framework's own road, within the limits.
    fileprivate static func plain(_ limits: WebLimits) -> HTTPServerBuilder {
        .http1(
            configuration: .init(
                idleTimeout: .seconds(limits.idleSeconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerBytes,
                    maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerFields)))
    }

    /// The agencies' road, with the short one beside it.
    fileprivate static func agencies(_ gate: Gate) -> HTTPServerBuilder {
        HTTPServerBuilder { AgencyChannel(responder: $0, gate: gate) }
    }
}
