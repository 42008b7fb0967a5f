// SPDX-License-Identifier: Apache-2.0

import Relay
import Safeguarding
import SampleTown
import Simulation

/// Sees everything that leaves the broker, remembers it, and speaks up at once when a promise is
/// broken in plain sight.
final class Witness: Sendable {
    let simulator: Simulator
    private let memory = Box(Memory())

    struct Memory: Sendable {
        var broken: [Broken] = []
        /// What was posted, by its bytes.
        var posted: [[UInt8]: Posted] = [:]
        /// Tokens that several issuers use.
        var shared: Set<TokenID> = []
        /// Every acceptance and repetition that was answered, in the order of answering.
        var answers: [Answer] = []
        /// Every checkpoint that was shown to anybody.
        var checkpoints: [SignedCheckpoint] = []
        /// The newest checkpoint outside the store.
        var kept: SignedCheckpoint?
        var handOuts: [Mailbox: [TokenID: HandOut]] = [:]
        var delivered: Set<Delivery> = []
        var skews = 0
        /// Whose message a token names, as far as one alone uses it.
        var names: [TokenID: MessageName] = [:]
    }

    /// An acceptance that was answered.
    struct Answer: Sendable {
        let name: MessageName
        let bytes: [UInt8]
        let index: Int64
        let receipt: [UInt8]?
    }

    struct Mailbox: Hashable {
        let incarnation: Int
        let agency: AgencyID
    }

    struct Delivery: Hashable {
        let agency: AgencyID
        let name: MessageName
    }

    struct HandOut {
        let name: MessageName
        /// The earliest that it can have been handed out, by the broker's clock.
        let from: Instant
        let skews: Int
        var isReported = false
    }

    init(_ simulator: Simulator) { self.simulator = simulator }

    var seen: Memory { memory.value }
    var isBroken: Bool { !memory.value.broken.isEmpty }

    func `break`(_ promise: Promise, _ what: String) {
        simulator.note("BROKEN \(promise): \(what)")
        memory.change { $0.broken.append(Broken(promise: promise, what: what)) }
    }

    /// Takes up a message that is about to be posted.
    func note(_ posted: Posted) {
        memory.change { memory in
            let isShared = memory.posted.values.contains {
                $0.name.token == posted.name.token && $0.name.issuer != posted.name.issuer
            }
            if isShared { memory.shared.insert(posted.name.token) }
            memory.posted[posted.bytes] = posted
        }
    }

    func note(_ checkpoint: SignedCheckpoint) {
        memory.change { memory in
            memory.checkpoints.append(checkpoint)
            memory.kept = checkpoint
        }
    }

    /// The wall clock was set: hand-outs before and after cannot be held against each other.
    func noteSkew() { memory.change { $0.skews += 1 } }

    /// The name of a message that was handed out: one of those posted, else the broker's own.
    func name(_ token: TokenID, _ bytes: [UInt8], broker: AgencyID) -> MessageName {
        memory.value.posted[bytes]?.name ?? MessageName(issuer: broker, token: token)
    }
}

extension Witness {
    func note(_ answer: Answer) {
        memory.change { $0.answers.append(answer) }
        simulator.note("202 \(answer.name.token) at \(answer.index)")
    }

    /// A poll reports messages: from now on each may be forgotten, and another take its place.
    func reports(_ tokens: [TokenID], _ mailbox: Mailbox) {
        memory.change { memory in
            for token in tokens { memory.handOuts[mailbox]?[token]?.isReported = true }
        }
    }

    /// A poll's report was answered: what it acknowledged is delivered.
    func delivered(_ tokens: [TokenID], _ mailbox: Mailbox) {
        memory.change { memory in
            for token in tokens where !memory.shared.contains(token) {
                guard let name = memory.names[token] else { continue }
                memory.delivered.insert(Delivery(agency: mailbox.agency, name: name))
            }
        }
    }

    /// When a poll was taken up, by the broker's clock, and how often that had been set by then.
    struct Moment { let now: Instant, skews: Int, delivered: Set<Delivery> }

    var moment: Moment {
        Moment(now: simulator.now, skews: memory.value.skews, delivered: memory.value.delivered)
    }

    /// Messages leave the broker for a mailbox.
    ///
    /// - Parameter visibility: for how long a message that is handed out is kept back.
    func handedOut(
        _ names: [MessageName], _ mailbox: Mailbox, since start: Moment, visibility: Int64
    ) {
        if Set(names.map(\.token)).count < names.count {
            self.break(.handedOut, "one answer holds \(names)")
        }
        for name in names {
            if start.delivered.contains(Delivery(agency: mailbox.agency, name: name)) {
                self.break(.delivered, "\(name) was delivered to \(mailbox.agency) before")
            }
            let before = memory.value.handOuts[mailbox]?[name.token]
            if let before, let wrong = wrong(before, name, since: start, visibility) {
                self.break(.handedOut, "\(wrong), to \(mailbox.agency)")
            }
            let out = HandOut(name: name, from: start.now, skews: start.skews)
            memory.change { memory in
                memory.handOuts[mailbox, default: [:]][name.token] = out
                memory.names[name.token] = name
            }
        }
    }

    private func wrong(
        _ before: HandOut, _ name: MessageName, since start: Moment, _ visibility: Int64
    ) -> String? {
        if before.isReported { return nil }
        if before.name != name { return "\(name), while \(before.name) is out" }
        guard before.skews == memory.value.skews else { return nil }
        let after = simulator.now.milliseconds(since: before.from)
        return after < visibility ? "\(name) again after \(after) ms at most" : nil
    }
}
