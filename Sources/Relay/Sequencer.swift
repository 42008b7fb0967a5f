// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import ServiceLifecycle
import Synchronization

/// The one loop through which everything goes that changes state.
///
/// What arrived while the last commit ran becomes one transaction, with one `now` and one fsync;
/// then all are answered. There is no timer: a lone message is committed at once, and under load
/// the batches grow by themselves. A batch that fails for a reason of its own is rolled back and its
/// members are tried one by one; after an I/O error or an unknown outcome nothing is acknowledged
/// any more, and `run` throws (design.md section 5, promise 11).
package final class Sequencer: Service {
    private let store: any Store
    private let world: World
    private let clock: LogClock
    private let observer: any CommitObserver
    private let current: CurrentSetting
    private let queue = Mutex(WorkQueue())

    /// Puts a sequencer before a store.
    ///
    /// - Parameter observer: hears of every transaction after it is durable.
    package init(
        store: any Store, world: World, clock: LogClock, current: CurrentSetting,
        observer: any CommitObserver
    ) {
        self.store = store
        self.world = world
        self.clock = clock
        self.current = current
        self.observer = observer
    }

    /// Does work in the next transaction, and returns once it is durable.
    ///
    /// - Throws: why it could not be committed; then it left no trace.
    package func enter<Result: Sendable>(
        _ work: @escaping @Sendable (inout Transaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let limit = current.setting.limits.queue
        let outcome: Outcome<Result> = await withCheckedContinuation { continuation in
            let work = Work(work, continuation)
            switch queue.withLock({ $0.add(work, limit: limit) }) {
            case .queued: break
            case .wake(let sleeper): sleeper.resume()
            case .refused(let failure): work.fail(failure)
            }
        }
        return try outcome.get()
    }

    /// Commits batches until it is told to stop and everything that was entered is answered.
    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while let batch = await next() { await commit(batch) }
        } onCancelOrGracefulShutdown: {
            self.stop(.stopped)
        }
        if let failure = queue.withLock({ $0.end }), failure.isFatal { throw failure }
    }

    /// Takes nothing more.
    ///
    /// What waits is still committed, unless the store is in doubt: then it is answered with that
    /// failure.
    private func stop(_ failure: StoreFailure) {
        let (sleeper, abandoned) = queue.withLock { $0.stop(failure) }
        for work in abandoned { work.fail(failure) }
        sleeper?.resume()
    }

    private func next() async -> [Work]? {
        let limit = current.setting.limits.batch
        while true {
            switch queue.withLock({ $0.take(limit) }) {
            case .batch(let batch): return batch
            case .ended: return nil
            case .empty:
                await withCheckedContinuation { sleeper in
                    if !queue.withLock({ $0.sleep(sleeper) }) { sleeper.resume() }
                }
            }
        }
    }

    private func commit(_ batch: [Work], judging: Bool = true) async {
        do throws(StoreFailure) {
            let committed = try await transact(batch, judging: judging)
            settle(committed)
        } catch {
            if error.isFatal {
                for work in batch { work.fail(error) }
                stop(error)
            } else if error == .full || error == .busy {
                for work in batch { work.fail(error) }
            } else if judging {
                // A verdict that cannot be written must not keep a referral out.
                observer.couldNotJudge(error)
                await commit(batch, judging: false)
            } else if batch.count > 1 {
                for work in batch { await commit([work], judging: false) }
            } else {
                for work in batch { work.fail(error) }
            }
        }
    }

    private func transact(
        _ batch: [Work], judging: Bool
    ) async throws(StoreFailure) -> Committed {
        let setting = current.setting
        let (world, time) = (world, clock.read())
        let isFirst = queue.withLock { $0.batches == 1 }
        return try await store.commit { store throws(StoreFailure) in
            var transaction = try Transaction(
                store, setting, world, wallClock: time.now, clock: time.standing)
            // The first transaction records the start, and with it the outage that a verdict names.
            if judging, !isFirst { try transaction.judgeWhatIsDue() }
            if let doubt = time.unrecorded, !isFirst { try transaction.doubtClock(doubt) }
            let answers = try batch.map { work throws(StoreFailure) in
                try work.perform(&transaction)
            }
            return Committed(answers: answers, summary: try transaction.seal())
        }
    }

    private func settle(_ committed: Committed) {
        if let setting = committed.summary.newSetting { current.exchange(setting) }
        if let change = committed.summary.clock { clock.heard(change) }
        observer.committed(committed.summary)
        for answer in committed.answers { answer() }
    }

    private struct Committed: Sendable {
        let answers: [@Sendable () -> Void]
        let summary: CommitSummary
    }
}

/// Who hears of every transaction after it is durable, and before its members are answered.
package protocol CommitObserver: Sendable {
    /// A transaction was committed.
    func committed(_ summary: CommitSummary)

    /// A transaction could not be committed with its verdicts, and is tried without them.
    func couldNotJudge(_ failure: StoreFailure)
}

/// What a transaction did, for those who wait for it.
package struct CommitSummary: Sendable {
    /// The agencies whose mailboxes have something new.
    package let woken: Set<AgencyID>
    /// The checkpoint that the transaction signed; nil when it wrote nothing.
    package let checkpoint: SignedCheckpoint?
    /// The setting that took effect with it, if one did.
    package let newSetting: Setting?
    /// What it wrote about the clock, if it did.
    let clock: ClockChange?
    /// What was counted, by name.
    package let counts: [String: Int]
}
