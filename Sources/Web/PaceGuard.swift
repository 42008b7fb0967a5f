// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Relay

/// Closes a connection whose other side dawdles: over a request that it began, or over an answer that
/// it does not take.
///
/// Stands where bytes are still bytes; who sees a request end tells it (`requestEnded`), and whether one
/// waits for its answer (`answers`). A connection on which nothing was begun is the idle guard's affair.
///
/// One timer looks at deadlines that move: to set one and take it back for each request would cost memory
/// and a search through all timers of the event loop.
final class PaceGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let patience: TimeAmount
    private let tally: Tally
    /// Whether the next byte to come is the first of a request.
    private let isBetween: () -> Bool
    /// Until when the request that was begun must be whole; nil when none was.
    private var request: NIODeadline?
    /// Until when some of the answer must be taken; nil when none waits to be.
    private var answer: NIODeadline?
    /// Looks no later than the first of the two; nil when nothing is to be looked at.
    private var timer: Scheduled<Void>?
    /// Whether a request waits for its answer: what comes meanwhile is not read to its end, and has its time
    /// from the answer on.
    private var isAnswering = false
    /// Whether something came meanwhile that is no whole request.
    private var isEarly = false
    private var context: ChannelHandlerContext?

    /// - Parameter seconds: how long a request may take to come, and how long nothing of an answer
    ///   may be taken.
    init(seconds: Int64, tally: Tally, isBetween: @escaping () -> Bool) {
        patience = .seconds(seconds)
        self.tally = tally
        self.isBetween = isBetween
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(data)
        // Not before it is read: it may hold the end of one request and the beginning of the next.
        guard !isBetween(), context.channel.isActive else { return }
        if isAnswering {
            isEarly = true
        } else if request == nil {
            request = deadline(context)
        }
    }

    /// The request that was begun is there as a whole.
    func requestEnded() { (request, isEarly) = (nil, false) }

    /// A request that is there as a whole waits for its answer, or none does any more.
    func answers(_ isAnswering: Bool) {
        self.isAnswering = isAnswering
        guard !isAnswering, isEarly, let context else { return }
        isEarly = false
        request = deadline(context)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        answer = context.channel.isWritable ? nil : deadline(context)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    /// A deadline from now on, which is looked at: a timer that runs already was set for an earlier one.
    private func deadline(_ context: ChannelHandlerContext) -> NIODeadline {
        let deadline = context.eventLoop.now + patience
        if timer == nil { wake(at: deadline, context) }
        return deadline
    }

    private func wake(at time: NIODeadline, _ context: ChannelHandlerContext) {
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: time) {
            let (guardian, context) = here.value
            guardian.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        timer = nil
        guard let first = [request, answer].compactMap({ $0 }).min() else { return }
        guard first <= context.eventLoop.now else { return wake(at: first, context) }
        tally.count(.pace)
        context.close(promise: nil)
    }
}
