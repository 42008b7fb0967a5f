// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Relay

/// Closes a connection on which nothing was asked for a while.
///
/// One timer a connection looks now and then, instead of one that is set anew at each request.
final class IdleGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

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

    func handlerAdded(context: ChannelHandlerContext) {
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
            let (guardian, context) = here.value
            guardian.look(context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        wasQuiet = false
        if case .head = unwrapInboundIn(data) { unanswered += 1 }
        context.fireChannelRead(data)
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            wasQuiet = false
        }
        context.write(data, promise: promise)
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
