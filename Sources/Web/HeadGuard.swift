// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Relay

/// Stands before both roads and refuses what two programs in a row could read differently.
///
/// A connection on which that came is not listened to any more: what follows may be anybody's. Its
/// sender is told the rule, and has a while to read it before the connection is closed. There is one
/// answer to each request, whatever becomes of it.
final class HeadGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: WebLimits
    private let encoder: AnswerEncoder
    private let date: HTTPDate
    private let tally: Tally
    private let lines: LineGuard
    private var state = State.between

    private enum State {
        /// The next thing to come is the head of a request.
        case between
        /// The head of a request came, and not its end.
        case reading(isAnswered: Bool)
        /// A request stopped being HTTP in its midst, by this rule; one answer may still go out.
        case broken(HeadFault)
        /// The rule is told instead of the framework's answer to that, whose end comes yet.
        case telling
        /// Nothing is listened to any more, and nothing goes out.
        case done
    }

    init(
        limits: WebLimits, encoder: AnswerEncoder, date: HTTPDate, tally: Tally, lines: LineGuard
    ) {
        self.lines = lines
        self.limits = limits
        self.encoder = encoder
        self.date = date
        self.tally = tally
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .done = state { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let trimmed = head.trimmed
            let read = trimmed ?? head
            if let fault = HeadFault(read) { return refuse(fault, context) }
            state = .reading(isAnswered: false)
            if let other = read.normal ?? trimmed {
                return context.fireChannelRead(wrapInboundOut(.head(other)))
            }
        case .body: break
        case .end: state = .between
        }
        context.fireChannelRead(data)
    }

    /// What is no HTTP is refused here; within a request that was begun, who answers it must know.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError else {
            return context.fireErrorCaught(error)
        }
        // What follows the last request of a connection is nobody's; the connection ends without it.
        if case .closedConnection = parserError { return }
        switch state {
        case .between:
            let fault = lines.fault ?? HeadFault(parserError, in: lines.refused, limits: limits)
            refuse(fault, context)
        case .reading(isAnswered: true): finish(context)
        case .reading(isAnswered: false):
            state = .broken(lines.fault ?? HeadFault(within: parserError, limits: limits))
            context.fireErrorCaught(error)
        case .broken, .telling, .done: break
        }
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if case .done = state {
            promise?.succeed()
            return
        }
        let part = unwrapOutboundIn(data)
        if case .broken(let fault) = state, case .head(let head) = part, head.saysNothing {
            tell(fault, context, promise)
            state = .telling
            return
        }
        guard case .end = part else { return context.write(data, promise: promise) }
        // Before the end goes out: with it the next request may come that waited for this answer.
        if case .reading = state { state = .reading(isAnswered: true) }
        let isLast = isBroken
        context.write(data, promise: promise)
        guard isLast else { return }
        context.flush()
        finish(context)
    }

    /// Whether nothing is answered after the answer that is being written.
    private var isBroken: Bool {
        switch state {
        case .broken, .telling: true
        case .between, .reading, .done: false
        }
    }

    private func refuse(_ fault: HeadFault, _ context: ChannelHandlerContext) {
        tell(fault, context, nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        finish(context)
    }

    /// Says which rule was broken, in an answer whose end is still to be written.
    private func tell(
        _ fault: HeadFault, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
    ) {
        if let limit = fault.limit { tally.count(limit) }
        let answer = ExpressAnswer.other(Fault.badHead(fault).answer)
        encoder.compose { answer.write(to: &$0, date: date.text, isLast: true) }
        context.write(wrapOutboundOut(.head(ExpressAnswer.standIn)), promise: promise)
    }

    private func finish(_ context: ChannelHandlerContext) {
        state = .done
        context.sayFarewell(lingering: limits.lingerMilliseconds)
    }
}

extension HTTPResponseHead {
    /// Whether it is the framework's answer to what is no HTTP, which does not say what is wrong.
    fileprivate var saysNothing: Bool {
        status == .badRequest && headers["Content-Length"] == ["0"]
    }
}
