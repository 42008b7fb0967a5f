// SPDX-License-Identifier: Apache-2.0

import Ledger
package import Logging
package import Relay
import Safeguarding
package import ServiceLifecycle
import TransparencyLog
import UnixSignals
package import Web

/// A broker before an open store, from its first entry to its last.
package struct Serving: Sendable {
    /// How long what is in flight may take when the daemon stops.
    package static let farewellSeconds = 50

    private let file: ConfigurationFile
    private let configuration: Configuration
    /// TLS of the agencies' listener; nil where there is none.
    let security: TransportSecurity?
    private let world: World
    private let systemd: Systemd
    private let logger: Logger
    /// Whether the operator accepts that the store went back in time.
    private let acceptsGap: Bool

    /// Makes ready to serve.
    package init(
        _ file: ConfigurationFile, _ configuration: Configuration, world: World, systemd: Systemd,
        logger: Logger, acceptsGap: Bool = false
    ) {
        self.acceptsGap = acceptsGap
        self.file = file
        self.configuration = configuration
        security = configuration.security.map { TransportSecurity($0) }
        self.world = world
        self.systemd = systemd
        self.logger = logger
    }

    /// Serves until it is told to stop.
    ///
    /// - Parameter gauge: says how full the store is, for the operator; nil where nobody can tell.
    /// - Parameter erasure: wipes the store's disk of what was purged; nil where there is none.
    /// - Parameter listeners: makes what listens for calls to the broker; each service calls what it
    ///   is given once callers can connect.
    /// - Throws: why it did not start, or did not go on.
    package func serve(
        _ store: any Store, gauge: (any StoreGauge)? = nil, erasure: (any StoreErasure)? = nil,
        metrics: PrometheusRegistry,
        listeners: (Broker, @escaping @Sendable () -> Void) -> [any Service]
    ) async throws(StartFailure) {
        let vouched = try await vouched(for: store)
        var gap = try await gap(before: store, vouched)
        do throws(StoreFailure) { try await HeadCheck.check(store) } catch { throw .store(error) }
        try await check(against: store)
        let checkpoints = CheckpointFile(
            configuration.places.checkpoint, world: world, logger: logger)
        let clock = ClockFile(configuration.places.clock, logger: logger)
        let broker = Broker(
            store: store, world: world, setting: configuration.setting, checkpoints: checkpoints,
            metrics: metrics, executor: CommitThread())
        // Where a gap is accepted they are asked too: its entry says how much they have seen.
        if let ahead = await Witnessing.areAsked(broker, configuration, world, logger) {
            gap = try await self.gap(before: store, vouched, ahead)
        }
        if acceptsGap, gap == nil { logger.notice("there is no gap: nothing was accepted") }
        let doors = Doors()
        let group = group(
            broker, checkpoints, clock, doors, gauge, erasure, Origin(vouched: vouched, gap: gap),
            listeners(broker) { doors.oneIsOpen() })
        defer { clock.write(broker.now) }
        try await run(group)
    }

    /// What vouches for the log outside its store.
    ///
    /// That the newest checkpoint is not there is told: a store that went back in time cannot be told then
    /// from one that did not.
    private func vouched(for store: any Store) async throws(StartFailure) -> Vouched {
        let refusal: CheckpointRefusal?
        let size: Int64
        do throws(StoreFailure) {
            refusal = try await HeadCheck.refusal(of: store, log: configuration.setting.logKeys)
            size = try await store.read { store throws(StoreFailure) in
                try store.head()?.checkpoint.size ?? 0
            }
        } catch { throw .store(error) }
        if let refusal { throw .checkpoint(refusal) }
        let vouched: Vouched
        do throws(CheckpointRefusal) { vouched = try Vouched(configuration) } catch {
            throw .checkpoint(error)
        }
        if !vouched.hasNewest, size > 0 {
            logger.warning(
                "no checkpoint is kept beside the store: whether it went back in time cannot be told",
                metadata: ["file": "\(configuration.places.checkpoint)", "entries": "\(size)"])
        }
        return vouched
    }

    /// Before anything is written under it, the configuration is held against those before it.
    private func check(against store: any Store) async throws(StartFailure) {
        let faults: [SourceFault]
        do throws(StoreFailure) {
            faults = try await Lasting.faults(ofServing: configuration, from: store)
        } catch { throw .store(error) }
        if !faults.isEmpty { throw .configuration(SourceFaults(faults)) }
        do throws(StoreFailure) {
            let warnings = try await OlderLists.warnings(
                of: configuration, in: store, after: listsBefore())
            for warning in warnings { logger.warning("\(warning)") }
        } catch { throw .store(error) }
    }

    /// The revocation lists that were in force when the daemon ran last; none where that cannot be read,
    /// which stops nobody.
    private func listsBefore() -> ListsInForce {
        do throws(FileFault) { return try ListsFile.read(configuration.places) } catch {
            logger.warning(
                "which revocation lists were in force before cannot be told",
                metadata: ["file": "\(error.path)", "reason": "\(error.reason)"])
            return ListsInForce()
        }
    }

    /// What the operator accepts; nil when nothing is to be accepted.
    ///
    /// - Parameter ahead: how far witnesses have just said that they have seen.
    /// - Throws: how the store went back in time, where that is not accepted.
    private func gap(
        before store: any Store, _ vouched: Vouched, _ ahead: [String: UInt64] = [:]
    ) async throws(StartFailure) -> AcceptedGap? {
        let refusals: [CheckpointRefusal]
        do throws(StoreFailure) {
            refusals = try await vouched.refusals(of: store, said: ahead)
            if acceptsGap, !refusals.isEmpty { return try await vouched.gap(refusals, store) }
        } catch { throw .store(error) }
        if let first = refusals.first { throw .checkpoint(first) }
        return nil
    }

    /// The services in the order in which they begin; they end in the opposite order.
    ///
    /// So at the end polls are let go first; then reloads and the listeners end, then the watchman,
    /// then the sequencer with all that was entered, then the checkpoint is kept. The heart beats
    /// to the last.
    private func group(
        _ broker: Broker, _ checkpoints: CheckpointFile, _ clock: ClockFile, _ doors: Doors,
        _ gauge: (any StoreGauge)?, _ erasure: (any StoreErasure)?, _ origin: Origin,
        _ listeners: [any Service]
    ) -> ServiceGroup {
        doors.await(listeners.count)
        let board = StatusBoard(systemd, broker: broker, world: world, gauge: gauge)
        let gate = Gate(
            [
                Heartbeat(board: board),
                Watchman(broker, clock: clock, ends: EndingLog(logger: logger)),
                KeyPreparer(broker),
                Witnessing(
                    broker: broker, store: configuration.places.store, world: world,
                    logger: logger),
                Stamping(broker: broker, world: world, logger: logger),
                Inspecting(
                    broker: broker, store: configuration.places.store, world: world, logger: logger),
                QuarantineWatch(broker: broker, world: world, gauge: gauge, logger: logger),
                Forgetter(broker: broker, erasure: erasure, world: world, logger: logger),
            ] + listeners)
        let reloading = Reloading(
            file: file, started: configuration, broker: broker, opened: gate.opened,
            security: security, board: board,
            lists: ListsFile(configuration.places, logger: logger), logger: logger)
        let (heartbeat, gated) = (gate.gated.prefix(1), gate.gated.dropFirst())
        let opening = Opening(
            broker: broker, origin: origin, erasure: erasure,
            down: clock.outage(until: world.now()), gate: gate,
            doors: doors,
            board: board, logger: logger)
        let farewell = Farewell(broker: broker, board: board, logger: logger)
        let services: [any Service] =
            heartbeat + [checkpoints, broker.sequencer, opening] + gated + [reloading, farewell]
        var configuration = ServiceGroupConfiguration(
            services: services.map { service in
                // A service that ends by itself ends the daemon, and what is in flight is finished.
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            }, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.farewellSeconds)
        return ServiceGroup(configuration: configuration)
    }

    private func run(_ group: ServiceGroup) async throws(StartFailure) {
        do { try await group.run() } catch let error as StoreFailure {
            throw .store(error)
        } catch let error as StartFailure {
            throw error
        } catch {
            throw .listener("\(error)")
        }
    }

    /// The framework's own words are for those who debug it.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}
