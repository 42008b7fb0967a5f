// SPDX-License-Identifier: Apache-2.0

import Foundation
import Relay
import Safeguarding
import SampleTown
import Simulation
import Wire

/// One run: a broker, the nodes of a town, the wires between them, and what a seed lets befall them.
final class Run: Sendable {
    let simulator: Simulator
    let town: SampleTown
    let schedule: Schedule
    let witness: Witness
    let network: Network
    let disk: SimulatedDisk
    let host: BrokerHost
    let inboxes: [AgencyID: Inbox]
    private let state = Box(State())

    private struct State {
        var isOver = false
        var isCalm = false
        /// Posts that have no answer yet.
        var waiting = 0
        var nights = 0
        /// What is done only after so many nights.
        var later: [(night: Int, act: @Sendable () -> Void)] = []
    }

    /// Prepares the run of a seed; everything in it follows from the seed alone.
    init(seed: UInt64, in town: SampleTown, _ setting: Setting, keepsTrace: Bool = false) {
        self.town = town
        simulator = Simulator(seed: seed, keepsTrace: keepsTrace)
        schedule = simulator.decide { Schedule(&$0) }
        let witness = Witness(simulator)
        self.witness = witness
        network = Network(simulator, schedule.network)
        disk = SimulatedDisk(simulator, weather: schedule.disk) { witness.break(.inDoubt, $0) }
        host = BrokerHost(
            simulator, disk, witness, setting.with(schedule.limits))
        inboxes = Dictionary(
            uniqueKeysWithValues: town.residents.map { ($0.id, Inbox()) })
    }

    /// Whether everybody may go home: all is done, or something is broken.
    var isOver: Bool { state.value.isOver || witness.isBroken }
    var waiting: Int { state.value.waiting }
    var nodeDeaths: Int { state.value.isCalm ? 0 : schedule.nodeDeaths }
    var refusals: Int { state.value.isCalm ? 0 : schedule.refusals }

    /// Runs to the end, on a thread of its own, and says what was broken.
    func play() async -> [Broken] {
        await withCheckedContinuation { done in
            let thread = Thread { done.resume(returning: self.playHere()) }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    private func playHere() -> [Broken] {
        let end = simulator.run("the story") { await self.story() }
        switch end {
        case .quiet: break
        case .stuck(let tasks):
            witness.break(.liveness, "these wait for what never comes: \(tasks)")
        case .endless: witness.break(.liveness, "it goes on and on")
        }
        return witness.seen.broken
    }

    private func story() async {
        host.start()
        for resident in [town.police, town.health, town.council, town.council, town.school] {
            guard let inbox = inboxes[resident.id] else { continue }
            let node = Node(run: self, resident: resident, inbox: inbox)
            simulator.spawn("a node of \(resident.name)") { await node.live() }
        }
        plan()
        await storm()
        await settle()
        state.change { $0.isOver = true }
        await host.stop(forGood: true)
        if witness.seen.broken.isEmpty { Inspection(of: self).inspect() }
    }

    /// From now on nothing goes wrong.
    func calm() {
        simulator.note("calm")
        state.change { $0.isCalm = true }
        network.calm()
        disk.turn(Weather())
    }

    /// Does something only after so many nights.
    func after(nights: Int, _ act: @escaping @Sendable () -> Void) {
        let isDue = state.change { state in
            if nights > state.nights { state.later.append((nights, act)) }
            return nights <= state.nights
        }
        if isDue { act() }
    }

    /// A time passes in which nobody does anything.
    func leap(hours: Int, countsAsNight: Bool = false) {
        simulator.note("\(hours) hours pass")
        simulator.leap(milliseconds: Int64(hours) * 3_600_000 + 60_000)
        guard countsAsNight else { return }
        let due = state.change { state in
            state.nights += 1
            let due = state.later.filter { $0.night <= state.nights }
            state.later.removeAll { $0.night <= state.nights }
            return due.map(\.act)
        }
        for act in due { act() }
    }

    /// Posts a message, and again until there is an answer.
    func post(_ posted: Posted) {
        witness.note(posted)
        state.change { $0.waiting += 1 }
        simulator.spawn("the sender of \(posted.name)") {
            await self.insist(on: posted)
            self.state.change { $0.waiting -= 1 }
        }
    }

    private func insist(on posted: Posted) async {
        while !isOver {
            let host = host
            let verdict = await network.exchange(patience: 4_000) { await host.receive(posted) }
            guard let verdict else {
                await simulator.pause(milliseconds: simulator.decide { $0.within(50...900) })
                continue
            }
            if case .accepted = verdict, !posted.isGood {
                witness.break(.refusals, "\(posted.name) is malformed and was let in")
            }
            if case .refused(let reasons) = verdict, posted.isGood,
                reasons != ["jti_reused"]
            {
                witness.break(.kept, "\(posted.name) is good and was refused: \(reasons)")
            }
            return
        }
    }
}

extension Setting {
    /// The same setting under other limits.
    fileprivate func with(_ limits: RelayLimits) -> Setting {
        Setting(
            frontDoor: frontDoor, vault: vault, signature: signature, noteSigner: noteSigner,
            documents: documents, limits: limits, version: version)
    }
}
