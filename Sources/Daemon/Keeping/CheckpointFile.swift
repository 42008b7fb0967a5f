// SPDX-License-Identifier: Apache-2.0

package import Logging
package import Relay
import ServiceLifecycle
import Synchronization

/// The newest signed checkpoint, kept in a file outside the database (interfaces.md section 6).
///
/// It is written after the commit that made it: at most once a second, and when the daemon stops. If
/// we crash before it is written, the store is ahead of the file, which is normal; a store that is
/// behind it went back in time, and is refused at the next start.
package final class CheckpointFile: CheckpointKeeper, Service {
    /// How long a checkpoint may wait to be written.
    package static let pause: Duration = .seconds(1)

    private let path: String
    private let world: World
    private let logger: Logger
    /// The newest that is not in the file yet.
    private let waiting = Mutex<SignedCheckpoint?>(nil)

    /// Keeps checkpoints at a path.
    package init(_ path: String, world: World, logger: Logger) {
        self.path = path
        self.world = world
        self.logger = logger
    }

    /// Hears of a checkpoint that is durable in the store.
    package func keep(_ checkpoint: SignedCheckpoint) {
        waiting.withLock { $0 = checkpoint }
    }

    /// Writes until it is told to stop, and then what still waits.
    package func run() async throws {
        let world = world
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await world.sleep(Self.pause) } catch { return }
                self.write()
            }
        }
        write()
    }

    /// Writes the newest checkpoint, if there is one that was not written.
    package func write() {
        guard let checkpoint = waiting.withLock({ $0.take() }) else { return }
        do throws(FileFault) {
            try LocalFile.replace(path, with: checkpoint.note)
        } catch {
            // The store is right and only the witness beside it is late: try again with the next.
            waiting.withLock { $0 = $0 ?? checkpoint }
            logger.error(
                "the checkpoint cannot be kept outside the store",
                metadata: ["file": "\(error.path)", "reason": "\(error.reason)"])
        }
    }
}
