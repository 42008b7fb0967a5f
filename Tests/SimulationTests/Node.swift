// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import SampleTown
import Simulation

/// What an agency's systems have taken for good: it survives when a node dies.
final class Inbox: Sendable {
    private let taken = Box<[MessageName: [UInt8]]>([:])

    /// Takes a message; false when it was there before.
    func take(_ name: MessageName, _ bytes: [UInt8]) -> Bool {
        taken.change { taken in
            guard taken[name] == nil else { return false }
            taken[name] = bytes
            return true
        }
    }

    var all: [MessageName: [UInt8]] { taken.value }
}

/// A node of an agency that polls its mailbox, acknowledges what it has taken, and sometimes dies.
struct Node: Sendable {
    let run: Run
    let resident: Resident
    let inbox: Inbox

    /// Polls until the run is over.
    func live() async {
        var report = Report()
        while !run.isOver {
            if run.simulator.happens(run.nodeDeaths) {
                // What it was about to report is forgotten with it.
                report = Report()
                run.simulator.note("a node of \(resident.name) dies")
                await run.simulator.pause(milliseconds: 800)
            }
            let poll = poll(report)
            let answer = await run.network.exchange(
                patience: Int(run.schedule.limits.longPollMilliseconds) + 4_000
            ) { await run.host.poll(poll, resident.id) }
            guard let answer, !run.simulator.happens(run.nodeDeaths) else {
                if answer != nil { report = Report() }
                await run.simulator.pause(milliseconds: 400)
                continue
            }
            report = Report()
            for set in answer.sets { take(set.token, set.jws, &report) }
            if answer.sets.isEmpty { await run.simulator.pause(milliseconds: 300) }
        }
    }

    /// What the next poll says.
    private struct Report {
        var taken: [TokenID] = []
        var refused: [Poll.SetError] = []
    }

    private func poll(_ report: Report) -> Poll {
        run.simulator.decide { chance in
            Poll(
                maxEvents: chance.pick([nil, nil, 1, 2, 0]),
                returnImmediately: chance.happens(50), acknowledged: report.taken,
                errors: report.refused)
        }
    }

    private func take(_ token: TokenID, _ bytes: [UInt8], _ report: inout Report) {
        let name = run.witness.name(token, bytes, broker: run.town.broker)
        if run.simulator.happens(run.refusals), inbox.all[name] == nil {
            report.refused.append(
                Poll.SetError(token: token, code: "invalid_set", description: nil))
            return
        }
        report.taken.append(token)
        if inbox.take(name, bytes), let posted = run.witness.seen.posted[bytes] {
            run.answer(posted, by: resident)
        }
    }
}
