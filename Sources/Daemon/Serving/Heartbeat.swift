// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Sends a pulse through the daemon again and again, for systemd's watchdog and its status line.
///
/// Without systemd there is nobody to beat for. A pulse is an empty transaction: it syncs nothing.
struct Heartbeat: Service {
    let board: StatusBoard

    func run() async throws {
        guard board.isWatched else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await board.wait() } catch { return }
                await board.beat()
            }
        }
    }
}
