// SPDX-License-Identifier: Apache-2.0

import Logging
import Relay
import ServiceLifecycle

/// Carries out approved plans of purges, a little at a time beside whoever else writes, and has the
/// disk wiped after each.
///
/// Ended in the middle it goes on at the next start: where it stands is in the store.
struct Forgetter: Service {
    let broker: Broker
    /// The store on its disk; nil where there is none to be wiped.
    let erasure: (any StoreErasure)?
    let world: World
    let logger: Logger

    /// How long it waits between two transactions.
    static let breath = Duration.milliseconds(20)
    /// How often it looks for plans.
    static let pause = Duration.seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // What was purged before a crash is wiped: a store empties its log when it is opened.
            var isWiped = true
            while !Task.isCancelled {
                isWiped = await purge() ? false : isWiped
                if !isWiped { isWiped = await wipe() }
                do { try await world.sleep(Self.pause) } catch { return }
            }
        }
    }

    /// Carries out what was approved; whether there was anything.
    private func purge() async -> Bool {
        var hasPurged = false
        while !Task.isCancelled {
            do throws(StoreFailure) {
                guard let progress = try await broker.purgeSome() else { return hasPurged }
                hasPurged = true
                if !progress.damaged.isEmpty { tell(of: progress) }
                if progress.isDone {
                    logger.notice(
                        "a plan of a purge is carried out", metadata: ["plan": "\(progress.plan)"])
                }
            } catch {
                logger.error("what was approved could not be purged", metadata: ["why": "\(error)"])
                return hasPurged
            }
            do { try await world.sleep(Self.breath) } catch { return hasPurged }
        }
        return hasPurged
    }

    /// What a plan names and cannot be read is kept, and the plan goes on.
    private func tell(of progress: PurgeProgress) {
        logger.error(
            "what a plan of a purge names is damaged, and is kept: run `batond fsck`",
            metadata: [
                "plan": "\(progress.plan)",
                "entries": .array(progress.damaged.map { "\($0)" }),
            ])
    }

    private func wipe() async -> Bool {
        guard let erasure else { return true }
        do throws(StoreFailure) {
            return try await erasure.wipe()
        } catch {
            logger.error(
                "what was purged could not be wiped from the disk", metadata: ["why": "\(error)"])
            return false
        }
    }
}
