// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import Synchronization

/// What the daemon says of itself to systemd, in a line that `systemctl status` shows.
final class StatusBoard: Sendable {
    private let systemd: Systemd
    private let broker: Broker
    private let world: World
    private let gauge: (any StoreGauge)?
    private let state = Mutex(State())

    private struct State {
        var isReloadRefused = false
        var lastStatus = ""
    }

    init(_ systemd: Systemd, broker: Broker, world: World, gauge: (any StoreGauge)?) {
        self.systemd = systemd
        self.broker = broker
        self.world = world
        self.gauge = gauge
    }

    /// Whether the newest configuration on disk was refused, so that an older one is in force.
    var isReloadRefused: Bool {
        get { state.withLock { $0.isReloadRefused } }
        set { state.withLock { $0.isReloadRefused = newValue } }
    }

    /// How often to look, and to feed the watchdog: half of the time after which it would bite.
    var pause: Duration { systemd.watchdog.map { $0 / 2 } ?? .seconds(30) }

    /// Whether anybody looks at the board.
    var isWatched: Bool { systemd.isListening }

    /// Waits until it is time to look again.
    func wait() async throws { try await world.sleep(pause) }

    /// The daemon serves.
    func ready() async {
        let status = await status()
        state.withLock { $0.lastStatus = status }
        systemd.ready(status)
    }

    func reloading() { systemd.reloading() }

    func stopping() { systemd.stopping() }

    /// Feeds the watchdog once a pulse has gone through the loop that does the work, and tells what
    /// has changed.
    ///
    /// A sequencer or a store that hangs lets the pulse hang, and then systemd ends the daemon. A full
    /// disk and a stopping daemon answer the pulse, so they work; a store in doubt does not.
    func beat() async {
        do throws(StoreFailure) { try await broker.sequencer.pulse() } catch {
            if error.isFatal { return }
        }
        if systemd.watchdog != nil { systemd.works() }
        let status = await status()
        let isNew = state.withLock { state in
            defer { state.lastStatus = status }
            return state.lastStatus != status
        }
        if isNew { systemd.status(status) }
    }

    private func status() async -> String {
        let levels: StoreLevels?
        do throws(StoreFailure) { levels = try await gauge?.levels(now: broker.now) } catch {
            levels = nil
        }
        let refused =
            isReloadRefused
            ? "; the newest configuration was refused, an older one is in force" : ""
        return "Serving, version \(broker.setting.version)" + (levels?.words ?? "") + refused
    }
}

extension StoreLevels {
    /// As the status line goes on.
    fileprivate var words: String {
        ": \(entries) entries, \(waiting) messages in mailboxes, \(open) expectations open, "
            + "\(overdue) overdue"
    }
}
