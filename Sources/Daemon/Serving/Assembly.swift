// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Logging
import Relay
import SQLiteStore
import Safeguarding
import Web

/// Puts the daemon together: the real world, the store on SQLite, the listeners of HTTP.
package struct Assembly: Sendable {
    private let file: ConfigurationFile
    private let environment: [String: String]
    private let level: Logger.Level
    private let acceptsGap: Bool

    /// Makes ready to read a configuration and serve it.
    package init(
        _ file: ConfigurationFile, environment: [String: String], level: Logger.Level,
        acceptsGap: Bool = false
    ) {
        self.acceptsGap = acceptsGap
        self.file = file
        self.environment = environment
        self.level = level
    }

    /// Serves until it is told to stop; what goes wrong is told on standard error.
    package func run() async -> Program.Exit {
        // A write to a closed connection or past a limit is an error to handle, not an end.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        let output = LogOutput.standardError(now: World.real.now, environment: environment)
        let level = level
        LoggingSystem.bootstrap { _ in LineLogHandler(output, level: level) }
        do throws(StartFailure) {
            try await serve(Logger(label: "batond"))
            return .success
        } catch {
            for line in error.lines { output.write(.error, verbatim: line) }
            return error.exit
        }
    }

    private func serve(_ logger: Logger) async throws(StartFailure) {
        let configuration = try read()
        for warning in configuration.warnings { logger.warning("\(warning)") }
        logger.info("the configuration is read", metadata: ["holds": "\(configuration.summary)"])
        let sockets = try sockets(configuration, logger)
        let store = try open(configuration)
        do throws(StartFailure) { try tryAddresses(configuration, besides: sockets) } catch {
            try? store.close()
            throw error
        }
        let systemd = Systemd(environment: environment)
        let serving = Serving(
            file, configuration, world: .real, systemd: systemd, logger: logger,
            acceptsGap: acceptsGap)
        let metrics = PrometheusRegistry()
        let outcome: Result<Void, StartFailure>
        do throws(StartFailure) {
            let watched = WatchedStore(
                store, at: configuration.places.store, world: .real, logger: logger,
                metrics: metrics)
            try await serving.serve(watched, gauge: store, erasure: store, metrics: metrics) {
                broker, isListening in
                let places = configuration.places
                let agencies = sockets.places(.agencies, else: places.agencies)
                let management = sockets.places(.management, else: places.management)
                return WebServers.services(
                    for: broker, agencies: agencies, management: management,
                    security: serving.security, metrics: metrics, gauge: store,
                    limits: limits(for: agencies.count + management.count, logger),
                    logger: logger, isListening: isListening,
                    snapshot: {
                        try await store.copy(to: places.copy)
                        return places.copy
                    })
            }
            outcome = .success(())
        } catch { outcome = .failure(error) }
        do throws(StoreFailure) { try store.close() } catch {
            logger.error("the store did not close", metadata: ["why": "\(error)"])
        }
        try outcome.get()
        logger.notice("the broker has stopped")
    }

    /// An address that cannot be listened at is told before the log says that the daemon started.
    private func tryAddresses(
        _ configuration: Configuration, besides sockets: InheritedSockets
    ) throws(StartFailure) {
        let places = configuration.places
        let refusals = [
            (InheritedSockets.Name.agencies, places.agencies, "listen"),
            (.management, places.management, "management"),
        ].compactMap { name, address, member in
            sockets[name].isEmpty ? AddressTrial.refusal(of: address, named: member) : nil
        }
        if !refusals.isEmpty { throw .addresses(refusals) }
    }

    /// The limits of the listeners, with no more connections than descriptors are left for them.
    private func limits(for listeners: Int, _ logger: Logger) -> WebLimits {
        var limits = WebLimits()
        guard let files = OpenFiles.ofThisProcess else { return limits }
        var plan = files.plan(connections: limits.connections, listeners: listeners)
        if let raised = plan.raised, !files.raise(to: raised) {
            plan = OpenFiles(soft: files.soft, hard: files.soft, processors: files.processors)
                .plan(connections: limits.connections, listeners: listeners)
        }
        if let warning = plan.warning { logger.warning("\(warning)") }
        limits.connections = plan.connections
        return limits
    }

    private func read() throws(StartFailure) -> Configuration {
        do throws(SourceFaults) { return try file.read(now: World.real.now()) } catch {
            throw .configuration(error)
        }
    }

    /// The sockets that systemd holds for the daemon; where they are not what the configuration
    /// names, systemd's are served and the difference is told.
    private func sockets(
        _ configuration: Configuration, _ logger: Logger
    ) throws(StartFailure) -> InheritedSockets {
        do throws(InheritedSocketFault) {
            let sockets = try InheritedSockets(environment: environment)
            try sockets.check(against: configuration.places)
            for difference in sockets.differences(from: configuration.places) {
                logger.warning("systemd's socket is served", metadata: ["why": "\(difference)"])
            }
            return sockets
        } catch { throw .sockets(error) }
    }

    /// Opens the store, which nobody else has then.
    func open(_ configuration: Configuration) throws(StartFailure) -> SQLiteStore {
        let path = configuration.places.store
        do throws(FileFault) { try LocalFile.make(folder: LocalFile.folder(of: path)) } catch {
            throw .folder("\(error)")
        }
        let store: SQLiteStore
        do throws(StoreOpenError) {
            store = try SQLiteStore(path: path, origin: configuration.setting.origin)
        } catch { throw .opening(error) }
        // What a backup left that was cut short; before the store is had, another may be making one.
        unlink(configuration.places.copy)
        return store
    }
}
