// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Relay

/// Lets so many connections in at once and counts how often there were as many.
///
/// Who comes then waits in the socket, up to its backlog, until another goes.
struct CountedConnections: AvailableConnectionsDelegate {
    let most: Int
    let tally: Tally
    private var open = 0

    init(most: Int, tally: Tally) {
        self.most = most
        self.tally = tally
    }

    mutating func connectionOpened() {
        open += 1
        if open == most { tally.count(.connections) }
    }

    mutating func connectionClosed() { open -= 1 }

    func isAcceptingNewConnections() -> Bool { open < most }
}
