// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells systemd how the daemon stands (sd_notify(3)); says nothing where systemd does not listen.
package struct Systemd: Sendable {
    private let socket: DatagramAddress?
    /// How often systemd wants to hear that the daemon works; nil where it does not ask.
    package let watchdog: Duration?

    /// Takes what systemd says in the environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
    ///
    /// A watchdog that is meant for another process is not ours to feed (sd_watchdog_enabled(3)).
    package init(environment: [String: String], process: Int32 = getpid()) {
        socket = environment["NOTIFY_SOCKET"].flatMap { DatagramAddress($0) }
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog =
            socket != nil && isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Tells a socket; nil where there is none.
    init(socket: String?, watchdog: Duration? = nil) {
        self.socket = socket.flatMap { DatagramAddress($0) }
        self.watchdog = watchdog
    }

    /// Whether anybody hears what is told.
    var isListening: Bool { socket != nil }

    /// The daemon serves.
    package func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }

    /// The daemon reads its configuration again; `ready` follows.
    package func reloading() {
        notify(
            "RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonicMicroseconds)\n"
                + "STATUS=Reading the configuration")
    }

    /// The daemon stops.
    package func stopping() { notify("STOPPING=1\nSTATUS=Finishing what is in flight") }

    /// The loop that does the work has just gone round.
    package func works() { notify("WATCHDOG=1") }

    /// How the daemon stands, in one line for people.
    package func status(_ status: String) { notify("STATUS=\(status)") }

    /// Sends one datagram; a lost one is systemd's to notice, by its own timeouts.
    private func notify(_ state: String) { try? socket?.send(Array(state.utf8)) }
}
