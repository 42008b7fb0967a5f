// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Relay

/// Takes a plain referral whose head is that of the one before it, without reading the head again.
///
/// To read a head and hand it on, part by part, took a tenth of what the event loops did for a message.
/// This stands next to the socket, before all that reads; what it takes is a whole request and nothing more,
/// on a connection on which nothing else is begun or waits for its answer. Everything else passes on. The
/// head is remembered when the short road has taken a request with it, for as long as no other head comes.
final class FamiliarHead: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let entrance: ExpressEntrance
    private let lines: LineGuard
    private let idle: IdleGuard
    /// The head of the request that the short road took last.
    private var known: KnownHead?
    /// The head that is being handed on, until the short road takes its request.
    private var candidate: KnownHead?
    /// Whether a request behind this waits for its answer.
    private var isBusy = false
    /// Whether a request that was taken here waits for its answer.
    private var isAnswering = false
    /// What came meanwhile, to be heard when the answer is written.
    private var early = Early()
    /// Whether the last answer is written, after which nothing is heard.
    private var isOver = false
    /// Whether something was handed on of what is being read.
    private var hasHandedOn = false
    private var answer = ByteBuffer()

    /// What came while a request was answered.
    private struct Early {
        var bytes: [ByteBuffer] = []
        var events: [Any] = []
        var faults: [any Error] = []
        /// Whether more was to be read.
        var wantsRead = false
    }

    init(_ entrance: ExpressEntrance, _ lines: LineGuard, _ idle: IdleGuard) {
        self.entrance = entrance
        self.lines = lines
        self.idle = idle
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        guard !isAnswering else { return early.bytes.append(unwrapInboundIn(data)) }
        guard !take(unwrapInboundIn(data), context) else { return }
        hasHandedOn = true
        context.fireChannelRead(data)
    }

    /// Nobody behind this hears of the end of what nobody there heard of.
    func channelReadComplete(context: ChannelHandlerContext) {
        guard hasHandedOn else { return }
        hasHandedOn = false
        context.fireChannelReadComplete()
    }

    /// Reads on while a request is answered, to hear of the connection's end; but no more than once.
    func read(context: ChannelHandlerContext) {
        guard early.bytes.isEmpty else { return early.wantsRead = true }
        context.read()
    }

    /// Who ends what has no request would end it before the answer.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard !isAnswering else { return early.events.append(event) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Who gives up what has a fault would do so before the answer, which may still go out.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isAnswering else { return early.faults.append(error) }
        context.fireErrorCaught(error)
    }

    /// Takes down that a head was read, and how many requests wait for their answers with it.
    func noteRead(_ head: HTTPRequestHead, unanswered: Int) {
        (known, candidate) = (nil, nil)
        // One that waits for the answer to another is not looked at now.
        guard unanswered == 1, let bytes = lines.readHead,
            let request = ExpressRequest(head, limits: entrance.gate.limits),
            request.door == .events
        else { return }
        candidate = KnownHead(bytes, authorization: request.authorization)
    }

    /// The short road has taken the request whose head was read just now.
    func noteTaken() {
        known = candidate
        candidate = nil
    }

    /// So many requests that were handed on wait for their answers, or are not whole.
    func note(unanswered: Int) { isBusy = unanswered > 0 }

    /// What was handed on is no HTTP.
    func noteRefusal() { (known, candidate) = (nil, nil) }

    /// Takes a whole request with the head that is known; false leaves it to those behind.
    private func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
        guard let known, !isBusy, lines.isBetween, !entrance.road.isClosed(),
            context.channel.isWritable,
            let content = bytes.withUnsafeReadableBytes({
                known.content(in: $0, limits: entrance.gate.limits)
            }), let caller = entrance.caller(known.authorization),
            entrance.gate.inFlight.takes(caller.agency)
        else { return false }
        isAnswering = true
        idle.stirred(1)
        let message = bytes.withUnsafeReadableBytes { [UInt8]($0[content]) }
        let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        entrance.receive(message, from: caller.agency, on: context.eventLoop) { answer in
            let (head, context) = here.value
            head.send(answer, context)
        }
        return true
    }

    private func send(_ found: ExpressAnswer, _ context: ChannelHandlerContext) {
        answer.clear(minimumCapacity: AnswerEncoder.usualBytes)
        let road = entrance.road
        let isLast = road.isClosed()
        found.write(to: &answer, date: road.date.text, isLast: isLast)
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(answer)), promise: nil)
        if answer.storageCapacity > AnswerEncoder.keptBytes { answer = ByteBuffer() }
        isAnswering = false
        idle.stirred(0)
        guard !isLast else { return end(context) }
        hear(context)
    }

    /// Ends a connection on which the last answer is written: what came behind its request is not heard.
    private func end(_ context: ChannelHandlerContext) {
        isOver = true
        early.bytes = []
        context.sayFarewell(lingering: entrance.gate.limits.lingerMilliseconds)
        hear(context)
    }

    /// Hears what came while the request was answered, as far as that is not another one.
    private func hear(_ context: ChannelHandlerContext) {
        // Whoever has gone meanwhile asks nothing more.
        guard context.channel.isActive else { return early = Early() }
        while !isAnswering, !early.bytes.isEmpty {
            channelRead(context: context, data: wrapInboundOut(early.bytes.removeFirst()))
        }
        channelReadComplete(context: context)
        guard !isAnswering else { return }
        let heard = early
        early = Early()
        for fault in heard.faults { context.fireErrorCaught(fault) }
        for event in heard.events { context.fireUserInboundEventTriggered(event) }
        if heard.wantsRead { context.read() }
    }
}
