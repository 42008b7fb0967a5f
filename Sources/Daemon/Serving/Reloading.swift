// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import Safeguarding
import ServiceLifecycle
import UnixSignals
import Web

/// Reads the configuration again at each SIGHUP: all of it takes effect, or nothing.
struct Reloading: Service {
    let file: ConfigurationFile
    /// What the daemon was started with, whose fixed parts a reload must not change.
    let started: Configuration
    let broker: Broker
    /// Ends when the start and the load of what it was started with are in the log.
    let opened: AsyncStream<Never>
    /// TLS of the agencies' listener, whose terms a load exchanges; nil where there is none.
    var security: TransportSecurity?
    let board: StatusBoard
    /// Keeps which revocation lists are in force; nil where nobody asks.
    var lists: ListsFile?
    let logger: Logger

    func run() async throws {
        try await reload(at: await UnixSignalsSequence(trapping: .sighup))
    }

    /// Loads the configuration anew at each signal; one that comes before the log has begun waits for that,
    /// or its load would stand before the start, and number agencies that the start numbers too.
    func reload<Signals: AsyncSequence & Sendable>(at signals: Signals) async throws
    where Signals.Element: Sendable {
        var inForce = started
        lists?.keep(started.lists)
        for await _ in opened.cancelOnGracefulShutdown() {}
        for try await _ in signals.cancelOnGracefulShutdown() {
            board.reloading()
            inForce = await reload(inForce)
            await board.ready()
        }
    }

    /// Loads the configuration anew; what was in force stays so when anything is wrong.
    func reload(_ inForce: Configuration) async -> Configuration {
        do throws(SourceFaults) {
            let next = try file.read(now: broker.now)
            let obstacles = await obstacles(from: inForce, to: next)
            guard obstacles.isEmpty else {
                for obstacle in obstacles { refuse(obstacle) }
                return inForce
            }
            let older = (try? await OlderLists.warnings(of: next, in: broker.snapshots)) ?? []
            for warning in next.warnings + older { logger.warning("\(warning)") }
            return await putInForce(next) ? next : inForce
        } catch {
            for fault in error.faults { refuse("\(fault)") }
            return inForce
        }
    }

    /// What the daemon that runs cannot take, then what the store does not allow, each once and with
    /// its place.
    private func obstacles(from inForce: Configuration, to next: Configuration) async -> [String] {
        let fixed = inForce.obstacles(to: next)
        let written = next.written
        let places = fixed.map { "\(written[$0.member].fault($0.what, $0.instead))" }
        do throws(StoreFailure) {
            let others = try await Lasting(of: broker.snapshots).contradictions(of: next)
                .filter { other in !fixed.contains { $0.member == other.member } }
            return places + others.map { "\(written[$0.member].fault($0.what, $0.instead))" }
        } catch { return places + ["the store cannot be read: \(error.words)"] }
    }

    /// TLS first: what is remembered of callers is forgotten by the load that follows.
    private func putInForce(_ next: Configuration) async -> Bool {
        let before = next.security.flatMap { security?.exchange(for: $0) }
        do throws(StoreFailure) {
            try await broker.load(next.setting)
            board.isReloadRefused = false
            lists?.keep(next.lists)
            logger.notice("a new configuration is in force", metadata: ["holds": "\(next.summary)"])
            return true
        } catch {
            if let before {
                security?.exchange(for: before)
                // Meanwhile somebody may have been believed by what is not in force.
                broker.forgetCallers()
            }
            refuse("the store could not take it: \(error)")
            return false
        }
    }

    private func refuse(_ why: String) {
        board.isReloadRefused = true
        logger.error("the old configuration stays in force", metadata: ["why": "\(why)"])
    }
}
