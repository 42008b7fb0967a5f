// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Relay
import Routing
import Safeguarding
import SampleTown
import Simulation
import Wire

extension Run {
    /// Lays out what is posted during the storm.
    func plan() {
        for _ in 0..<schedule.letters {
            let delay = simulator.decide { Int64($0.below(schedule.storm)) }
            simulator.after(milliseconds: delay) { self.begin() }
        }
    }

    /// What is unusual about a referral.
    private enum Twist: CaseIterable {
        case none, plain, twin, forged, malformed, mended, shared
    }

    /// Somebody makes a referral.
    private func begin() {
        let four = [town.police, town.health, town.council, town.school]
        let (sender, addressed, twist) = simulator.decide { chance in
            let sender = chance.pick(four)
            let addressed = chance.pick([
                [town.council], [town.council], [town.council, town.police],
                [town.council, town.school], [town.school], [],
            ])
            return (
                sender, addressed.filter { $0.id != sender.id },
                chance.pick(Twist.allCases.filter { $0 != .shared })
            )
        }
        guard var letter = letter(from: sender, to: addressed) else { return }
        let good = letter
        let isGood = twist != .malformed && twist != .mended
        if !isGood { letter.set("urgency", "whenever") }
        send(letter, from: sender, to: addressed, isGood: isGood)
        switch twist {
        case .none, .plain, .malformed: break
        case .mended:
            let (delay, nights) = simulator.decide { (Int64($0.below(4_000)), $0.below(3)) }
            simulator.after(milliseconds: delay) {
                self.after(nights: nights) { self.send(good, from: sender, to: addressed) }
            }
        case .twin: send(letter, from: sender, to: addressed)
        case .forged:
            letter.set("concern_summary", "Something else altogether.")
            send(letter, from: sender, to: addressed)
        case .shared:
            let others = four.filter { $0.id != sender.id && $0.id != town.council.id }
            let other = simulator.decide { $0.pick(others) }
            guard var second = self.letter(from: other, to: [town.council]) else { return }
            second.claims["jti"] = letter.claims["jti"]
            send(second, from: other, to: [town.council])
        }
    }

    private func letter(from sender: Resident, to addressed: [Resident]) -> Letter? {
        let (token, thread, urgency) = simulator.decide { chance in
            (chance.uuid(), chance.uuid(), chance.pick(["immediate", "urgent", "routine"]))
        }
        var letter = try? town.letter(
            from: sender, "referral.made", to: addressed, thread: thread,
            at: Simulator.morning.adding(milliseconds: simulator.elapsed))
        letter?.claims["jti"] = .string(token)
        letter?.set("urgency", .string(urgency))
        return letter
    }

    /// Posts a letter, and sometimes again when it was long answered.
    private func send(
        _ letter: Letter, from sender: Resident, to addressed: [Resident], isGood: Bool = true,
        answeringTo issuers: [AgencyID] = []
    ) {
        let posted = try? Posted(
            letter, from: sender, to: addressed, in: town, isGood: isGood, answeringTo: issuers)
        guard let posted else { return witness.break(.liveness, "a letter could not be made") }
        post(posted)
        guard simulator.happens(30) else { return }
        let (delay, nights) = simulator.decide { (Int64($0.below(20_000)), $0.below(2)) }
        simulator.after(milliseconds: delay) { self.after(nights: nights) { self.post(posted) } }
    }

    /// An agency that took a referral for the first time answers it, or does not, now or late.
    func answer(_ posted: Posted, by resident: Resident) {
        guard posted.letter.event.contains("referral.made") else { return }
        guard resident.id == town.council.id else {
            if simulator.happens(20) { reply(to: posted, by: resident, "message.acknowledged", 0) }
            return
        }
        let acknowledges = simulator.decide { $0.pick([nil, 0, 0, 1]) }
        let decides = simulator.decide { $0.pick([nil, 0, 0, 1]) }
        if let acknowledges {
            reply(to: posted, by: resident, "message.acknowledged", acknowledges)
        }
        guard let decides else { return }
        reply(to: posted, by: resident, "referral.decided", decides)
        let informs = simulator.decide { $0.pick([nil, decides, decides + 1]) }
        if let informs { reply(to: posted, by: resident, "referrer.informed", informs) }
    }

    private func reply(to posted: Posted, by resident: Resident, _ type: String, _ nights: Int) {
        let (token, delay) = simulator.decide { ($0.uuid(), Int64($0.below(4_000))) }
        simulator.after(milliseconds: delay) {
            self.after(nights: nights) {
                let now = Simulator.morning.adding(milliseconds: self.simulator.elapsed)
                var answer = try? self.town.answer(
                    to: posted.letter, from: resident, type, at: now)
                answer?.claims["jti"] = .string(token)
                guard let answer else { return }
                self.send(answer, from: resident, to: [], answeringTo: [posted.sender.id])
            }
        }
    }
}

extension Run {
    /// Everything that befalls the broker as a whole, until the storm is over.
    func storm() async {
        let end = simulator.elapsed + Int64(schedule.storm)
        while simulator.elapsed < end, witness.seen.broken.isEmpty {
            await simulator.pause(milliseconds: simulator.decide { $0.within(schedule.calamity) })
            switch simulator.decide({ $0.below(10) }) {
            case 0..<5: host.crash()
            case 5: await host.stop()
            case 6: leap(hours: simulator.decide { $0.pick([1, 25, 73]) })
            default:
                let skew = simulator.decide { Int64($0.within(-100_000...100_000)) }
                simulator.note("the clock is off by \(skew) ms")
                simulator.setSkew(milliseconds: skew)
                witness.noteSkew()
            }
        }
    }

    /// Lets everything come to rest, then all that is owed fall due, twice: what was answered late
    /// opens further expectations.
    func settle() async {
        calm()
        await rest("after the storm")
        for night in 1...3 {
            guard witness.seen.broken.isEmpty else { return }
            leap(hours: 24 * 5, countsAsNight: true)
            await rest("after night \(night)")
        }
    }

    private func rest(_ when: String) async {
        let deadline = simulator.elapsed + 20 * 60_000
        var unrest = unrest
        var quietRounds = 0
        while witness.seen.broken.isEmpty, quietRounds < 8 {
            guard simulator.elapsed < deadline else {
                witness.break(.liveness, "\(when): \(unrest ?? "it comes and goes")")
                return
            }
            await simulator.pause(milliseconds: 700)
            unrest = self.unrest
            quietRounds = unrest == nil ? quietRounds + 1 : 0
        }
    }

    /// What still has to happen.
    private var unrest: String? {
        if host.serving == nil { return "the broker does not serve" }
        if waiting > 0 { return "\(waiting) posts have no answer" }
        let state = disk.durable
        if let handoff = state.handoffs.first(where: { $0.handoff.isInMailbox }) {
            return "the handoff \(handoff.name) waits for \(handoff.recipient.agency)"
        }
        let now = simulator.now
        let due = state.expectations.first {
            $0.expectation.verdict == .open && $0.expectation.terms.due <= now
        }
        return due.map { "the expectation \($0.name) is due and not judged" }
    }
}
