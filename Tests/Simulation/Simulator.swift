// SPDX-License-Identifier: Apache-2.0

import Foundation
package import Safeguarding
import Synchronization

/// One thread on which everything of a run takes place, in an order that a seed decides.
///
/// It is the executor that all tasks of the run prefer, so that the product's own tasks run here,
/// unchanged: whatever is ready to go on waits in one list, and chance picks who is next. Time is
/// virtual and moves only when nobody has anything to do: then to the next that was asked for.
package final class Simulator: TaskExecutor {
    private let state: Mutex<State>
    private let arrived = DispatchSemaphore(value: 0)

    fileprivate struct State {
        var chance: Chance
        var trace: Trace
        var ready: [UnownedJob] = []
        /// What other threads handed in.
        ///
        /// ServiceLifecycle ends a cancelled service through a task of its own; by then that service
        /// has nothing to do with the run any more, so it is let through at the very end.
        var foreign: [UnownedJob] = []
        var isForeign = false
        var timers: [Timer] = []
        var lastTimer = 0
        var sleepers: [Int: CheckedContinuation<Void, any Error>] = [:]
        var awake: Set<Int> = []
        var elapsed: Int64 = 0
        var skew: Int64 = 0
        var living: [Int: String] = [:]
        var lastTask = 0
        var owner = pthread_self()
        var isOver = false
    }

    fileprivate struct Timer {
        let until: Int64
        let number: Int
        let act: @Sendable () -> Void
    }

    /// The time at which every run begins: a Wednesday morning.
    package static let morning = Instant(milliseconds: 1_795_597_200_000)

    /// Makes a run of a seed.
    package init(seed: UInt64, keepsTrace: Bool = false) {
        state = Mutex(
            State(chance: Chance(seed: seed), trace: Trace(keepsLines: keepsTrace)))
    }

    /// Takes what is ready to go on.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isForeign = state.withLock { state in
            let isForeign = state.isForeign || state.owner != pthread_self()
            if isForeign { state.foreign.append(job) } else { state.ready.append(job) }
            return isForeign
        }
        if isForeign { arrived.signal() }
    }
}

extension Simulator {
    /// How a run ended.
    package enum End: Sendable, Hashable {
        /// Every task came to its end.
        case quiet
        /// These tasks wait for something that never comes.
        case stuck([String])
        /// It went on for longer than any run should.
        case endless
    }

    fileprivate enum Step {
        case job(UnownedJob, isForeign: Bool)
        case timer(@Sendable () -> Void)
        case wait([String])
        case over
    }

    /// Begins with a task and runs, on the calling thread, until every task has ended.
    package func run(_ name: String, _ body: @escaping @Sendable () async -> Void) -> End {
        state.withLock { $0.owner = pthread_self() }
        spawn(name, body)
        for _ in 0..<Self.stepLimit {
            switch state.withLock({ $0.next() }) {
            case .job(let job, let isForeign):
                if isForeign { state.withLock { $0.isForeign = true } }
                job.runSynchronously(on: asUnownedTaskExecutor())
                if isForeign { state.withLock { $0.isForeign = false } }
            case .timer(let act): act()
            case .wait(let tasks):
                // Only a task that another thread is about to hand in can still end: real time.
                let found = arrived.wait(timeout: .now() + .seconds(Self.patienceSeconds))
                if found == .timedOut { return .stuck(tasks) }
            case .over: return .quiet
            }
        }
        return .endless
    }

    /// How long another thread may take to hand in a task, in seconds of real time: so long that a
    /// machine with too much to do is not taken for a run that hangs.
    private static let patienceSeconds = 120

    /// The most steps that a run may take; a usual one takes some thousands.
    private static let stepLimit = 1_000_000
}

extension Simulator.State {
    fileprivate mutating func next() -> Simulator.Step {
        if !ready.isEmpty {
            let choice = ready.count == 1 ? 0 : chance.below(ready.count)
            trace.note(UInt64(choice))
            ready.swapAt(choice, ready.count - 1)
            return .job(ready.removeLast(), isForeign: false)
        }
        guard !living.isEmpty else { return .over }
        guard let timer = timers.popLast() else {
            // When a job of another thread arrives is not for the seed to say: it waits to the end.
            guard foreign.isEmpty else { return .job(foreign.removeFirst(), isForeign: true) }
            return .wait(living.values.sorted())
        }
        elapsed = max(elapsed, timer.until)
        return .timer(timer.act)
    }

    /// Lays a timer among the others, which stand with the earliest last.
    fileprivate mutating func add(_ delay: Int64, _ act: @escaping @Sendable () -> Void) {
        lastTimer += 1
        let timer = Simulator.Timer(until: elapsed + delay, number: lastTimer, act: act)
        var (low, high) = (0, timers.count)
        while low < high {
            let middle = (low + high) / 2
            if timers[middle].until > timer.until { low = middle + 1 } else { high = middle }
        }
        timers.insert(timer, at: low)
    }
}

extension Simulator {
    /// Begins a task of the run.
    ///
    /// - Parameter name: by which it is told when it never ends.
    @discardableResult
    package func spawn(
        _ name: String, _ body: @escaping @Sendable () async -> Void
    ) -> Task<Void, Never> {
        let number = state.withLock { state in
            state.lastTask += 1
            state.living[state.lastTask] = name
            return state.lastTask
        }
        return Task(executorPreference: self) {
            await body()
            self.state.withLock { _ = $0.living.removeValue(forKey: number) }
        }
    }

    /// Does something after a time.
    package func after(milliseconds: Int64, _ act: @escaping @Sendable () -> Void) {
        state.withLock { $0.add(milliseconds, act) }
    }

    /// Sleeps for a time, or until the task is cancelled.
    package func sleep(milliseconds: Int64) async throws {
        let number = state.withLock { state in
            state.lastTimer += 1
            return state.lastTimer
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.awake.remove(number) == nil else { return true }
                    state.sleepers[number] = continuation
                    return false
                }
                if isOver { return continuation.resume(throwing: CancellationError()) }
                after(milliseconds: milliseconds) { self.wake(number)?.resume() }
            }
        } onCancel: {
            let sleeper = wake(number) ?? nil
            if sleeper == nil { state.withLock { _ = $0.awake.insert(number) } }
            sleeper?.resume(throwing: CancellationError())
        }
    }

    private func wake(_ number: Int) -> CheckedContinuation<Void, any Error>? {
        state.withLock { $0.sleepers.removeValue(forKey: number) }
    }

    /// Waits for a time, and no longer when the task is cancelled.
    package func pause(milliseconds: Int) async {
        if milliseconds > 0 { try? await sleep(milliseconds: Int64(milliseconds)) }
    }
}

extension Simulator {
    /// Lets chance decide something.
    package func decide<Choice>(_ decision: (inout Chance) -> Choice) -> Choice {
        state.withLock { decision(&$0.chance) }
    }

    /// Whether something happens that does so many times in a hundred.
    package func happens(_ percent: Int) -> Bool {
        percent > 0 && decide { $0.happens(percent) }
    }

    /// Milliseconds since the run began, by a clock that nobody sets.
    package var elapsed: Int64 { state.withLock { $0.elapsed } }

    /// What the wall clock says.
    package var now: Instant {
        state.withLock { Self.morning.adding(milliseconds: $0.elapsed + $0.skew) }
    }

    /// How far the wall clock is off.
    package var skew: Int64 { state.withLock { $0.skew } }

    /// Sets the wall clock off by so much.
    package func setSkew(milliseconds: Int64) { state.withLock { $0.skew = milliseconds } }

    /// Lets a time pass in which nobody does anything, as when the machine stands still.
    package func leap(milliseconds: Int64) { state.withLock { $0.elapsed += milliseconds } }

    /// Notes what happened.
    package func note(_ line: @autoclosure () -> String) {
        let time = elapsed
        let line = line()
        state.withLock { $0.trace.note("\(time) \(line)") }
    }

    /// What happened until now.
    package var trace: Trace { state.withLock { $0.trace } }
}
