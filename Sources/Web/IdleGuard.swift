// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Relay

/// Closes a connection on which nothing was asked for a while.
///
/// One timer a connection looks now and then, instead of one that is set anew at each request.
final class IdleGuard {
    private let pause: TimeAmount
    private let tally: Tally
    private var timer: RepeatedTask?
    /// Requests that were read and not answered: a poll that waits is not idle.
    private var unanswered = 0
    private var wasQuiet = false

    /// - Parameter seconds: closed after as long at least, and twice as long at most.
    init(seconds: Int64, tally: Tally) {
        pause = .seconds(seconds)
        self.tally = tally
    }

    /// Begins to look at a connection.
    func begin(_ context: ChannelHandlerContext) {
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
            let (guardian, context) = here.value
            guardian.look(context)
        }
    }

    /// Looks no more.
    func end() { timer?.cancel() }

    /// Something was asked or answered, and so many requests are not answered now.
    func stirred(_ unanswered: Int) {
        self.unanswered = unanswered
        wasQuiet = false
    }

    private func look(_ context: ChannelHandlerContext) {
        guard unanswered == 0 else { return }
        if wasQuiet {
            tally.count(.idle)
            context.close(promise: nil)
        }
        wasQuiet = true
    }
}
