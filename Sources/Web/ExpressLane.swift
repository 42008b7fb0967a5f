// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Intake
import NIOCore
import NIOHTTP1
import Relay
import Safeguarding

/// The short road of plain `POST /events` from the socket to the sequencer and back.
///
/// The framework's road costs a task, a stream and several hops between threads for each request,
/// more than the signature that is to be verified. What is a plain referral from a caller that is
/// known already is taken here, on the connection's own event loop; everything else, errors of HTTP
/// included, passes on to the framework's road, which knows all of it. Both end at the same door.
final class ExpressLane: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let road: ExpressRoad
    private let round: LoopRound
    /// The caller of the last request, whose token is not looked up again.
    private var known: (authorization: String, caller: KnownCaller)?
    /// The request that is being read here; nil while requests pass on.
    private var reading: (caller: KnownCaller, body: [UInt8])?
    /// Whether a request that was read here waits for its answer.
    private var isAnswering = false
    /// Whether the caller has said meanwhile that nothing more comes.
    private var isEnded = false

    init(_ road: ExpressRoad, _ round: LoopRound) {
        self.road = road
        self.round = round
    }

    private var gate: Gate { road.gate }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // Who has too much in flight is told so on the other road.
            guard !road.isClosed(),
                let request = ExpressRequest(head, limit: gate.limits.eventBytes),
                let caller = caller(request.authorization),
                (try? gate.inFlight.enter(caller.token.agency)) != nil
            else { return context.fireChannelRead(data) }
            var body: [UInt8] = []
            body.reserveCapacity(request.length)
            reading = (caller, body)
        case .body(let buffer):
            guard reading != nil else { return context.fireChannelRead(data) }
            reading?.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let request = reading else { return context.fireChannelRead(data) }
            (reading, isAnswering) = (nil, true)
            receive(request.body, from: request.caller, context)
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

    /// A request that was begun and never ended is in flight no more.
    func channelInactive(context: ChannelHandlerContext) {
        if let reading { gate.inFlight.leave(reading.caller.token.agency) }
        reading = nil
        context.fireChannelInactive()
    }

    /// The caller of a token that was verified before; nil sends the request the other road.
    private func caller(_ authorization: String) -> KnownCaller? {
        let (generation, now) = (gate.broker.generation, gate.broker.now)
        if let known, known.authorization == authorization,
            known.caller.isGood(generation: generation, now: now)
        {
            return known.caller
        }
        let caller = gate.recall(authorization, generation: generation, now: now)
        known = caller.map { (authorization, $0) }
        return caller
    }

    private func receive(
        _ body: [UInt8], from caller: KnownCaller, _ context: ChannelHandlerContext
    ) {
        let agency = caller.token.agency
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let (loop, gate) = (context.eventLoop, gate)
        round.begin(loop, gate.broker.sequencer)
        gate.broker.receive(body, from: agency) { outcome in
            gate.inFlight.leave(agency)
            let answer = EventsDoor.answer(outcome, retryAfter: gate.limits.retryAfterSeconds)
            loop.execute {
                let (lane, context) = here.value
                lane.send(answer, context)
            }
        }
    }

    private func send(_ answer: Answer, _ context: ChannelHandlerContext) {
        var headers = HTTPHeaders()
        headers.reserveCapacity(4)
        for field in answer.headers { headers.add(name: field.name.rawName, value: field.value) }
        headers.add(name: "Content-Length", value: String(answer.body.count))
        headers.add(name: "Date", value: road.date.text)
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status.code),
            headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !answer.body.isEmpty {
            let buffer = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        isAnswering = false
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // The next request may have been read just now.
        guard isEnded, !isAnswering else { return }
        isEnded = false
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }
}

/// A request that the short road takes.
private struct ExpressRequest {
    let authorization: String
    let length: Int

    /// Nil for whatever is unusual: the other road has the answer.
    init?(_ head: HTTPRequestHead, limit: Int) {
        guard head.method == .POST, head.uri == "/events", head.version == .http1_1 else {
            return nil
        }
        var authorization: String?
        var length: Int?
        var isSET = false
        for (name, value) in head.headers {
            switch name.lowercased() {
            case "authorization":
                guard authorization == nil else { return nil }
                authorization = value
            case "content-type":
                guard !isSET, value == EventsDoor.mediaType else { return nil }
                isSET = true
            case "content-length": length = Int(value)
            case "prefer", "expect", "transfer-encoding", "connection": return nil
            default: break
            }
        }
        guard isSET, let authorization, let length, (1...limit).contains(length) else { return nil }
        self.authorization = authorization
        self.length = length
    }
}
