// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// What the short roads of all connections share.
final class ExpressRoad: Sendable {
    let gate: Gate
    let date: HTTPDate
    /// Whether the daemon stops: then every request takes the other road, which says so.
    let isClosed: @Sendable () -> Bool
    private let rounds = Mutex<[ObjectIdentifier: NIOLoopBound<LoopRound>]>([:])

    init(_ gate: Gate, _ date: HTTPDate, isClosed: @escaping @Sendable () -> Bool) {
        self.gate = gate
        self.date = date
        self.isClosed = isClosed
    }

    /// Where a new connection enters; asked on its own event loop.
    func entrance(on loop: any EventLoop, _ peer: ConnectionPeer?) -> ExpressEntrance {
        let round = rounds.withLock { rounds in
            if let round = rounds[ObjectIdentifier(loop)] { return round }
            let round = NIOLoopBound(LoopRound(), eventLoop: loop)
            rounds[ObjectIdentifier(loop)] = round
            return round
        }
        return ExpressEntrance(self, round.value, peer)
    }
}
