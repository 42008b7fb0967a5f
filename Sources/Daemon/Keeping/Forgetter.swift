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
    /// After how many looks for plans it looks whether a thread is there again whose hold is missing: once
    /// a minute, since nothing is due to be purged on the day on which it came.
    static let roundsToHolds = 30
    /// How often it looks for plans.
    static let pause = Duration.seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // What was purged before a crash is wiped: a store empties its log when it is opened.
            var isWiped = true
            var rounds = 0
            while !Task.isCancelled {
                rounds += 1
                if rounds.isMultiple(of: Self.roundsToHolds) { await holdAgain() }
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

    /// Places legal holds again whose threads came after the backup and were sent again.
    private func holdAgain() async {
        guard let erasure, !broker.missingHolds.all.isEmpty else { return }
        do throws(StoreFailure) {
            let done = try await broker.holdAgain(erasure.unheld())
            guard done.held > 0 else { return }
            logger.notice(
                "legal holds of threads that were sent again are placed again",
                metadata: ["held": "\(done.held)"])
        } catch {
            logger.error(
                "legal holds could not be placed again", metadata: ["why": "\(error)"])
        }
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
