// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import ServiceLifecycle
import Synchronization

/// The one loop through which everything goes that changes state.
///
/// What arrived while the last commit ran becomes one transaction, with one `now` and one fsync;
/// then all are answered. A lone message is committed at once; under load the batches grow by
/// themselves, by what is in somebody's hands just then, and by those who were just answered and
/// come again: for them alone it waits, a part of what a commit takes, and whoever comes first after
/// them waits with it. A batch that fails for a reason of its own is rolled back and its members are
/// tried one by one; after an I/O error or an unknown outcome nothing is acknowledged any more, and
/// `run` throws (design.md section 5, promise 11).
package final class Sequencer: Service {
    private let store: any Store
    private let world: World
    private let clock: LogClock
    private let observer: any CommitObserver
    private let current: CurrentSetting
    private let executor: (any TaskExecutor)?
    private let queue = Mutex(WorkQueue())

    /// How long a batch waits for a crowd that was just answered.
    private static let gathering = Duration.microseconds(500)

    /// Puts a sequencer before a store.
    ///
    /// - Parameter observer: hears of every transaction after it is durable.
    /// - Parameter executor: where the loop runs; nil for where its task does.
    package init(
        store: any Store, world: World, clock: LogClock, current: CurrentSetting,
        observer: any CommitObserver,
        executor: (any TaskExecutor)? = nil
    ) {
        self.store = store
        self.world = world
        self.clock = clock
        self.current = current
        self.observer = observer
        self.executor = executor
    }

    /// Does work in the next transaction, and returns once it is durable.
    ///
    /// - Throws: why it could not be committed; then it left no trace.
    package func enter<Result: Sendable>(
        _ work: @escaping @Sendable (inout Transaction) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let outcome: Outcome<Result> = await withCheckedContinuation { continuation in
            enter(work) { continuation.resume(returning: $0) }
        }
        return try outcome.get()
    }

    /// Does work in the next transaction, and answers once it is durable: for callers without a task.
    ///
    /// - Parameter answer: is called on the sequencer's own thread and must not wait for anything.
    package func enter<Result: Sendable>(
        _ work: @escaping @Sendable (inout Transaction) throws(StoreFailure) -> Result,
        then answer: @escaping @Sendable (Outcome<Result>) -> Void
    ) {
        enter(Work(work, answer), limit: current.setting.limits.queue)
    }

    /// Goes once round the loop with nothing to do, and returns when the loop has answered.
    ///
    /// It is let in past the limit on what waits: a full queue must not pass for an answer.
    package func pulse() async throws(StoreFailure) {
        let outcome: Outcome<Void> = await withCheckedContinuation { continuation in
            let nothing = Work(
                { _ throws(StoreFailure) in }, { continuation.resume(returning: $0) })
            enter(nothing, limit: .max)
        }
        try outcome.get()
    }

    /// How much waits for the next transaction.
    package var waiting: Int { queue.withLock { $0.count } }

    private func enter(_ work: Work, limit: Int) {
        switch queue.withLock({ $0.add(work, limit: limit) }) {
        case .queued: break
        case .wake(let sleeper): sleeper.resume()
        case .refused(let failure): work.fail(failure)
        }
    }

    /// Says that work is in hand which will be entered at once: a batch that could begin without it
    /// waits for it, and shares its fsync, its signature and its pages of the store with it.
    ///
    /// There is no timer: `brought` must follow as soon as the hand is empty, whatever happens.
    package func bring() { queue.withLock { $0.bring() } }

    /// Says that the work which was in hand is entered.
    package func brought() { queue.withLock { $0.brought() }?.resume() }

    /// Commits batches until it is told to stop and everything that was entered is answered.
    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskExecutorPreference(executor) {
                while let batch = await self.next() { await self.commit(batch) }
            }
        } onCancelOrGracefulShutdown: {
            self.stop(.stopped)
        }
        if let failure = queue.withLock({ $0.end }), failure.isFatal { throw failure }
    }

    /// Takes nothing more.
    ///
    /// What waits is still committed, unless the store is in doubt: then it is answered with that
    /// failure.
    func stop(_ failure: StoreFailure) {
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
            case .gather: try? await world.sleep(Self.gathering)
            case .empty:
                await withCheckedContinuation { sleeper in
                    if !queue.withLock({ $0.sleep(sleeper) }) { sleeper.resume() }
                }
            }
        }
    }

    /// Commits a batch, or answers its members why not.
    ///
    /// - Parameter unjudged: why it could not be committed with its verdicts: then it is tried without.
    private func commit(_ batch: [Work], unjudged: StoreFailure? = nil) async {
        let began = world.monotonic()
        do throws(StoreFailure) {
            let committed = try await transact(batch, judging: unjudged == nil)
            observer.took(world.monotonic() - began, for: batch.count)
            // What goes through without verdicts failed for their sake, and not for its own. It is told
            // first, so that whoever is answered finds it told.
            if let unjudged { observer.couldNotJudge(unjudged) }
            settle(committed)
        } catch {
            if error.isFatal {
                for work in batch { work.fail(error) }
                stop(error)
            } else if error == .full || error == .busy {
                for work in batch { work.fail(error) }
            } else if unjudged == nil {
                // A verdict that cannot be written must not keep a referral out.
                await commit(batch, unjudged: error)
            } else if batch.count > 1 {
                // One of them is to blame, or a verdict, or both: each finds out by itself.
                for work in batch { await commit([work]) }
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
        if let unjudged = committed.summary.unjudged { observer.couldNotJudge(unjudged) }
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

    /// A transaction could not be committed with its verdicts, and was without them, or without some that
    /// cannot be read.
    func couldNotJudge(_ failure: StoreFailure)

    /// How long a transaction took, its sync included, for so many pieces of work.
    func took(_ duration: Duration, for works: Int)
}

extension CommitObserver {
    /// Not everybody who hears of transactions measures them.
    package func took(_ duration: Duration, for works: Int) {}
}

/// What a transaction did, for those who wait for it.
package struct CommitSummary: Sendable {
    /// The agencies whose mailboxes have something new.
    package let woken: Set<AgencyID>
    /// The checkpoint that the transaction signed; nil when it wrote nothing.
    package let checkpoint: SignedCheckpoint?
    /// The setting that took effect with it, if one did.
    package let newSetting: Setting?
    /// The messages that it brought, by their entries.
    let fresh: [(entry: Int64, message: HandedMessage)]
    /// The entries of the messages that it corrected or retracted.
    let amended: [Int64]
    /// What it wrote about the clock, if it did.
    let clock: ClockChange?
    /// What was counted, by name.
    package let counts: [String: Int]
    /// Why something that was due was not judged; nil when nothing was in the way.
    let unjudged: StoreFailure?
}
