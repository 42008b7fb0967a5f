// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Relay

/// Closes a connection whose other side dawdles: over a request that it began, or over an answer that
/// it does not take.
///
/// Stands where bytes are still bytes; who sees a request end tells it (`requestEnded`). A connection
/// on which nothing was begun is the idle guard's affair.
final class PaceGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let patience: TimeAmount
    private let tally: Tally
    private var request: Scheduled<Void>?
    private var answer: Scheduled<Void>?

    /// - Parameter seconds: how long a request may take to come, and how long nothing of an answer
    ///   may be taken.
    init(seconds: Int64, tally: Tally) {
        patience = .seconds(seconds)
        self.tally = tally
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if request == nil { request = deadline(context) }
        context.fireChannelRead(data)
    }

    /// The request that was begun is there as a whole.
    func requestEnded() {
        request?.cancel()
        request = nil
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        answer?.cancel()
        answer = context.channel.isWritable ? nil : deadline(context)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        request?.cancel()
        answer?.cancel()
    }

    private func deadline(_ context: ChannelHandlerContext) -> Scheduled<Void> {
        let here = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: patience) { [tally] in
            tally.count(.pace)
            here.value.close(promise: nil)
        }
    }
}
