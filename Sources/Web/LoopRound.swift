// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Relay

/// One round of an event loop: from the first message that it takes up until it has been at every
/// connection that had something.
///
/// The sequencer hears of the round, so that the messages of one go into one transaction.
final class LoopRound {
    private var isOpen = false

    /// Begins a round, unless one is open; it ends when the loop has done what it found ready.
    func begin(_ loop: any EventLoop, _ sequencer: Sequencer) {
        guard !isOpen else { return }
        isOpen = true
        sequencer.bring()
        let here = NIOLoopBound(self, eventLoop: loop)
        loop.execute {
            here.value.isOpen = false
            sequencer.brought()
        }
    }
}
