// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle
import Synchronization

/// The doors of the daemon: it serves once callers can connect at each of them.
final class Doors: Sendable {
    private let opened: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let awaited = Mutex(0)

    init() { (opened, continuation) = AsyncStream.makeStream() }

    /// Says how many there are.
    func await(_ count: Int) { awaited.withLock { $0 = count } }

    /// Hears that callers can connect at one more.
    func oneIsOpen() { continuation.yield() }

    /// Waits until all are open; false when the daemon is told to stop before.
    func areOpen() async -> Bool {
        var missing = awaited.withLock { $0 }
        if missing == 0 { return true }
        for await _ in opened.cancelOnGracefulShutdown() {
            missing -= 1
            if missing == 0 { return true }
        }
        return false
    }
}
