// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Relay
import Safeguarding

/// Where one connection enters the short road: who calls there, and the way to the sequencer and back.
///
/// Lives on the connection's event loop.
final class ExpressEntrance {
    let road: ExpressRoad
    private let round: LoopRound
    private let peer: ConnectionPeer?
    /// The caller of the last request, whose proof is not looked up again.
    private var known: Known?

    /// A caller and what it proved itself by.
    private struct Known {
        let authorization: String?
        let caller: KnownCaller

        /// Strings are equal by canonical equivalence; what equals ASCII, as a token is, and is not the same,
        /// is longer.
        func isOf(_ authorization: String?) -> Bool {
            authorization == self.authorization
                && authorization?.utf8.count == self.authorization?.utf8.count
        }
    }

    init(_ road: ExpressRoad, _ round: LoopRound, _ peer: ConnectionPeer?) {
        self.road = road
        self.round = round
        self.peer = peer
    }

    var gate: Gate { road.gate }

    /// A caller that was proven before; nil sends the request the other road.
    func caller(_ authorization: String?) -> KnownCaller? {
        let (generation, now) = (gate.broker.generation, gate.broker.now)
        if let known, known.isOf(authorization),
            known.caller.isGood(generation: generation, now: now)
        {
            return known.caller
        }
        let caller = gate.recall(authorization, peer, generation: generation, now: now)
        known = caller.map { Known(authorization: authorization, caller: $0) }
        return caller
    }

    /// Begins a piece of work for the sequencer, which shares its transaction with what else the event loop
    /// finds ready just now.
    func begin(on loop: any EventLoop) { round.begin(loop, gate.broker.sequencer) }

    /// Takes a message that was counted in, and answers on the event loop.
    func receive(
        _ message: [UInt8], from agency: AgencyID, on loop: any EventLoop,
        then answer: @escaping @Sendable (ExpressAnswer) -> Void
    ) {
        begin(on: loop)
        gate.broker.receive(message, from: agency) { [gate] outcome in
            gate.inFlight.leave(agency)
            let found = EventsDoor.answer(outcome, retryAfter: gate.limits.retryAfterSeconds)
            loop.execute { answer(found) }
        }
    }
}
