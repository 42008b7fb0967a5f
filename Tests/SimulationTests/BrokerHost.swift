// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Ledger
import Relay
import Safeguarding
import Simulation

/// The machine that the broker runs on: starts it, kills it, stops it, and starts it again.
final class BrokerHost: Sendable {
    let simulator: Simulator
    let disk: SimulatedDisk
    let witness: Witness
    let setting: Setting
    private let state = Box(State())

    /// A broker as it runs.
    struct Running: Sendable {
        let number: Int
        let broker: Broker
        var loop: Task<Void, Never>?
        var watchman: Task<Void, Never>?
        var isServing = false
    }

    private struct State: Sendable {
        var last = 0
        var running: Running?
        var lastSign: Instant?
        var isOver = false
    }

    init(_ simulator: Simulator, _ disk: SimulatedDisk, _ witness: Witness, _ setting: Setting) {
        self.simulator = simulator
        self.disk = disk
        self.witness = witness
        self.setting = setting
    }

    /// What answers calls now; nil while nothing does.
    var serving: Running? { state.value.running.flatMap { $0.isServing ? $0 : nil } }

    /// Whether an incarnation still lives.
    func lives(_ number: Int) -> Bool { state.value.running?.number == number }

    /// Starts a broker before what the disk holds.
    func start() {
        let (number, lastSign, isOver) = state.change { state in
            state.last += 1
            return (state.last, state.lastSign, state.isOver)
        }
        guard !isOver else { return }
        checkKept()
        simulator.note("broker \(number) starts")
        let broker = Broker(
            store: disk.port(for: number), world: .simulated(simulator), setting: setting,
            checkpoints: Keeper(host: self, number: number),
            metrics: NOOPMetricsHandler.instance)
        state.change { $0.running = Running(number: number, broker: broker) }
        let loop = simulator.spawn("the sequencer") {
            do { try await broker.sequencer.run() } catch { self.fall(number, "\(error)") }
        }
        state.change { $0.running?.loop = loop }
        let now = simulator.now
        let down = lastSign.flatMap { $0 < now ? Interval(from: $0, until: now) : nil }
        simulator.spawn("the start") { await self.open(broker, number, down) }
    }

    private func open(_ broker: Broker, _ number: Int, _ down: Interval?) async {
        do throws(StoreFailure) { try await broker.start(down: down) } catch {
            return fall(number, "\(error)")
        }
        guard lives(number) else { return }
        let watchman = Watchman(broker, clock: Keeper(host: self, number: number))
        let task = simulator.spawn("the watchman") { try? await watchman.run() }
        state.change { state in
            state.running?.watchman = task
            state.running?.isServing = true
        }
        simulator.note("broker \(number) serves")
    }

    /// The process ends by itself, and the service manager starts it again.
    private func fall(_ number: Int, _ why: String) {
        guard lives(number) else { return }
        simulator.note("broker \(number) falls: \(why)")
        crash()
    }

    /// Kills the broker: its memory is lost at once, and after a while another is started.
    func crash() {
        guard let running = state.change({ state in state.running.take() }) else { return }
        simulator.note("broker \(running.number) is dead")
        disk.crash(running.number)
        bury(running)
        simulator.after(milliseconds: simulator.decide { Int64($0.within(50...3_000)) }) {
            self.start()
        }
    }

    /// What is left of a dead broker comes to its end without a trace.
    private func bury(_ running: Running) {
        running.broker.letWaitersGo()
        running.watchman?.cancel()
        running.loop?.cancel()
    }

    /// Stops the broker as the service manager does: what was entered is finished.
    ///
    /// - Parameter forGood: whether none is started again.
    func stop(forGood: Bool = false) async {
        if forGood { state.change { $0.isOver = true } }
        guard let running = serving, let loop = running.loop else { return }
        simulator.note("broker \(running.number) stops")
        state.change { $0.running?.isServing = false }
        bury(running)
        await loop.value
        guard lives(running.number) else { return }
        state.change { $0.running = nil }
        disk.crash(running.number)
        if !forGood { start() }
    }

    func sign(_ now: Instant) { state.change { $0.lastSign = now } }

    /// A store that is behind what was kept outside it went back in time (interfaces.md section 6).
    private func checkKept() {
        guard let kept = witness.seen.kept else { return }
        let stored = disk.durable.checkpoints.first { $0.size >= kept.size }
        if stored?.size != kept.size {
            witness.break(
                .appendOnly,
                "the checkpoint of \(kept.size) entries was kept, and the "
                    + "store has none of that size")
        }
    }
}

/// What a broker writes outside its store.
private struct Keeper: CheckpointKeeper, ClockKeeper {
    let host: BrokerHost
    let number: Int

    func keep(_ checkpoint: SignedCheckpoint) {
        guard host.lives(number) else { return }
        if checkpoint.size > host.disk.confirmed(number) {
            host.witness.break(
                .inDoubt, "the checkpoint of \(checkpoint.size) entries left before its commit")
        }
        host.witness.note(checkpoint)
    }

    func keep(_ now: Instant) { if host.lives(number) { host.sign(now) } }

    func stands(_ doubt: ClockDoubt?) {}
}
