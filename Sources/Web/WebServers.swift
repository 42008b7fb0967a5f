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
    /// - Parameter snapshot: copies the store for a backup; nil where there is nothing to copy.
    /// - Parameter metrics: what the management listener exposes.
    package static func services(
        for broker: Broker, agencies: ListenAddress, management: ListenAddress,
        metrics: PrometheusRegistry, limits: WebLimits = WebLimits(), logger: Logger,
        snapshot: Snapshot? = nil
    ) -> [any Service] {
        [
            server(
                ManagementRoutes(broker, metrics, limits, snapshot: snapshot).router, management,
                limits, logger),
            server(AgencyRoutes(broker, limits, logger).router, agencies, limits, logger),
        ]
    }

    private static func server(
        _ router: Router<BasicRequestContext>, _ address: ListenAddress, _ limits: WebLimits,
        _ logger: Logger
    ) -> any Service {
        var logger = logger
        // The framework logs requests at debug; agencies' paths hold identifiers.
        logger.logLevel = max(logger.logLevel, .notice)
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(limits.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerBytes,
                        maxHeaderListSize: limits.headerBytes,
                        maxHeaderFieldCount: limits.headerFields))),
            configuration: ApplicationConfiguration(
                address: address.bindAddress,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            logger: logger)
    }
}
