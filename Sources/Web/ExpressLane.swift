// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Intake
import NIOCore
import NIOHTTP1
import Relay
import Safeguarding

/// The short road of plain `POST /events` and `POST /poll` from the socket to the sequencer and back.
///
/// The framework's road costs a task, a stream and several hops between threads for each request,
/// more than the signature that is to be verified. What is a plain referral, or a poll that takes
/// messages after it acknowledged others, from a caller that is known already is taken here, on the
/// connection's own event loop; everything else, errors of HTTP included, passes on to the
/// framework's road, which knows all of it. Both end at the same doors.
final class ExpressLane: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let entrance: ExpressEntrance
    private let encoder: AnswerEncoder
    private let familiar: FamiliarHead
    /// What stands in the pipeline for an answer, whose bytes are composed already: made once, since a part
    /// that is wrapped takes memory.
    private let standIn = ExpressLane.wrapOutboundOut(.head(ExpressAnswer.standIn))
    private let lastStandIn = ExpressLane.wrapOutboundOut(.head(ExpressAnswer.lastStandIn))
    private let end = ExpressLane.wrapOutboundOut(.end(nil))
    /// The request that is being read here; nil while requests pass on.
    private var reading: Reading?

    /// A request and what was read of its content.
    private struct Reading {
        let head: HTTPRequestHead
        let door: ExpressRequest.Door
        let caller: KnownCaller
        var body: [UInt8] = []

        /// Where it is counted while it is worked on.
        func counter(_ gate: Gate) -> InFlight {
            switch door {
            case .events: gate.inFlight
            case .poll: gate.waitingPolls
            }
        }
    }

    /// Whether a request that was read here waits for its answer.
    private var isAnswering = false
    /// Whether the caller has said meanwhile that nothing more comes.
    private var isEnded = false
    /// What went wrong meanwhile with the connection.
    private var fault: (any Error)?

    init(_ entrance: ExpressEntrance, _ encoder: AnswerEncoder, _ familiar: FamiliarHead) {
        self.entrance = entrance
        self.encoder = encoder
        self.familiar = familiar
    }

    private var road: ExpressRoad { entrance.road }
    private var gate: Gate { entrance.gate }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard let request = begin(head, context) else { return context.fireChannelRead(data) }
            reading = request
        case .body(let buffer):
            guard reading != nil else { return context.fireChannelRead(data) }
            reading?.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let request = reading else { return context.fireChannelRead(data) }
            (reading, isAnswering) = (nil, true)
            switch request.door {
            case .events: receive(request, context)
            case .poll: poll(request, context)
            }
        }
    }

    /// The framework closes what has ended and has no request there: the answer goes first.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isAnswering, case .inputClosed? = event as? ChannelEvent {
            isEnded = true
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The framework gives up a connection that has a fault: the answer goes first, if it still can.
    ///
    /// What is no HTTP comes behind the request that is answered, and does not concern it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard isAnswering, !(error is HTTPParserError) else {
            return context.fireErrorCaught(error)
        }
        fault = error
    }

    /// A request that was begun and never ended is in flight no more.
    func channelInactive(context: ChannelHandlerContext) {
        if let reading { reading.counter(gate).leave(reading.caller.agency) }
        reading = nil
        context.fireChannelInactive()
    }

    /// A request that is taken here, counted in; who has too much in flight is told so on the other
    /// road, where whoever does not take answers waits with the next request.
    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) -> Reading? {
        guard !road.isClosed(), context.channel.isWritable,
            let request = ExpressRequest(head, limits: gate.limits),
            let caller = entrance.caller(request.authorization)
        else { return nil }
        var reading = Reading(head: head, door: request.door, caller: caller)
        guard reading.counter(gate).takes(caller.agency) else { return nil }
        reading.body.reserveCapacity(request.length)
        if case .events = request.door { familiar.noteTaken() }
        return reading
    }

    private func receive(_ request: Reading, _ context: ChannelHandlerContext) {
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        entrance.receive(
            request.body, from: request.caller.agency, on: context.eventLoop
        ) { answer in
            let (lane, context) = here.value
            lane.send(answer, context)
        }
    }

    /// Takes a poll that reports something; any other has nothing to wait for here and passes on.
    private func poll(_ request: Reading, _ context: ChannelHandlerContext) {
        let agency = request.caller.agency
        let poll: Poll
        do throws(Fault) {
            poll = try PollRequest.read(
                request.body, limits: gate.limits, acks: gate.broker.setting.limits.pollAcks)
        } catch {
            gate.waitingPolls.leave(agency)
            return sendSoon(.other(error.answer), context)
        }
        guard poll.isReport else {
            gate.waitingPolls.leave(agency)
            return passOn(request, request.body, context)
        }
        report(poll, request, context)
    }

    private func report(_ poll: Poll, _ request: Reading, _ context: ChannelHandlerContext) {
        let agency = request.caller.agency
        let here = NIOLoopBound((self, context, request), eventLoop: context.eventLoop)
        let (loop, gate) = (context.eventLoop, gate)
        entrance.begin(on: loop)
        gate.broker.report(poll, mailbox: agency) { outcome in
            gate.waitingPolls.leave(agency)
            loop.execute {
                let (lane, context, request) = here.value
                lane.answer(request, poll, outcome, context)
            }
        }
    }

    private func answer(
        _ request: Reading, _ poll: Poll, _ outcome: Outcome<MailboxLook>,
        _ context: ChannelHandlerContext
    ) {
        // Nothing is handed out to who is not there any more.
        guard context.channel.isActive else { return }
        switch outcome {
        case .success(let look):
            if let answer = gate.broker.handOut(look, to: poll) {
                return send(.sets(answer), context)
            }
            let rest = PollRequest.withoutReport(poll)
            passOn(request, rest, context)
        case .failure(let failure):
            send(
                .other(failure.fault(retryAfter: gate.limits.retryAfterSeconds).answer), context)
        }
    }

    /// Lets the framework's road have a request after all, with this content.
    private func passOn(
        _ request: Reading, _ body: [UInt8], _ context: ChannelHandlerContext
    ) {
        var head = request.head
        head.headers.replaceOrAdd(name: "content-length", value: String(body.count))
        context.fireChannelRead(wrapInboundOut(.head(head)))
        context.fireChannelRead(wrapInboundOut(.body(ByteBuffer(bytes: body))))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
        context.fireChannelReadComplete()
        finish(context)
    }

    /// Answers what needs nobody else, once the event loop has time: with the answer the next request may be
    /// read, and one after the other would be answered within the one before it, down the whole stack.
    private func sendSoon(_ answer: ExpressAnswer, _ context: ChannelHandlerContext) {
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (lane, context) = here.value
            lane.send(answer, context)
        }
    }

    private func send(_ answer: ExpressAnswer, _ context: ChannelHandlerContext) {
        let isLast = road.isClosed()
        encoder.compose { answer.write(to: &$0, date: road.date.text, isLast: isLast) }
        context.write(isLast ? lastStandIn : standIn, promise: nil)
        isAnswering = false
        context.writeAndFlush(end, promise: nil)
        // The next request may have been read just now.
        if !isAnswering { finish(context) }
    }

    /// Tells the framework what was kept from it while a request was here.
    private func finish(_ context: ChannelHandlerContext) {
        isAnswering = false
        if let fault {
            self.fault = nil
            context.fireErrorCaught(fault)
        }
        guard isEnded else { return }
        isEnded = false
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}
