// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Keeps count of what is asked and answered on a connection, and tells those who go by it: the guards of
/// the pace, of idleness and of the lines, and who takes what is familiar.
///
/// Stands right behind what reads requests: further on, one that came early waits for the answer to
/// the one before it.
final class Exchanges: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let pace: PaceGuard
    private let lines: LineGuard
    private let idle: IdleGuard
    private let familiar: FamiliarHead?
    /// Requests of which the head came and the answer has not ended.
    private var unanswered = 0
    /// Whether the request that came last is there as a whole.
    private var isWhole = true
    /// Whether a request came just now, to a connection on which none waited.
    private var hasCome = false

    /// - Parameter familiar: nil where no short road is.
    init(_ pace: PaceGuard, _ lines: LineGuard, _ idle: IdleGuard, _ familiar: FamiliarHead?) {
        self.pace = pace
        self.lines = lines
        self.idle = idle
        self.familiar = familiar
    }

    func handlerAdded(context: ChannelHandlerContext) { idle.begin(context) }

    func handlerRemoved(context: ChannelHandlerContext) { idle.end() }

    func channelInactive(context: ChannelHandlerContext) {
        idle.end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        lines.noteRead(part)
        switch part {
        case .head(let head):
            unanswered += 1
            isWhole = false
            familiar?.noteRead(head, unanswered: unanswered)
        case .body: break
        case .end:
            isWhole = true
            hasCome = unanswered == 1
            pace.requestEnded()
            pace.answers(waiting > 0)
        }
        note(unanswered)
        context.fireChannelRead(data)
    }

    /// Reads on while a request is answered.
    ///
    /// To stop listening and to begin again would be two calls of the system for each. What comes so early
    /// waits, and no more is read before the answer.
    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        guard hasCome else { return }
        hasCome = false
        context.read()
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            pace.answers(waiting > 0)
            note(unanswered)
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            lines.noteRefusal()
            familiar?.noteRefusal()
        }
        context.fireErrorCaught(error)
    }

    private func note(_ unanswered: Int) {
        idle.stirred(unanswered)
        familiar?.note(unanswered: unanswered)
    }

    /// How many requests are there as a whole and wait for their answers.
    private var waiting: Int { isWhole ? unanswered : unanswered - 1 }
}
