// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Says in the last answer of a connection that it is the last, and ends a connection on which that was said
/// (RFC 9112 sections 9.3 and 9.6).
///
/// Stands before both roads, behind what refuses; which request is the last one that its sender sends is
/// known of its head alone.
final class ConnectionEnd: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: WebLimits
    private let encoder: AnswerEncoder
    private var wish = Wish.stays
    /// Whether the answer that is written says on its own account that it is the last.
    private var isEnding = false
    /// Whether the last answer is written: whoever sent more was told that nobody hears it.
    private var isOver = false

    /// What the sender of the request that is answered wants of the connection.
    private enum Wish {
        /// That it stays, as HTTP/1.1 has it.
        case stays
        /// That it stays, which HTTP/1.0 has to be told.
        case staysOld
        /// That it ends; whoever reads requests behind this ends it, too.
        case ends
    }

    init(limits: WebLimits, encoder: AnswerEncoder) {
        self.limits = limits
        self.encoder = encoder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        if case .head(let head) = unwrapInboundIn(data) {
            wish = !head.isKeepAlive ? .ends : head.version == .http1_0 ? .staysOld : .stays
            encoder.answersHead = head.method == .HEAD
        }
        context.fireChannelRead(data)
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            switch wish {
            case .stays:
                isEnding = head.saysLast
                return context.write(data, promise: promise)
            case .staysOld:
                isEnding = head.saysLast
                if !isEnding { head.headers.replaceOrAdd(name: "Connection", value: "keep-alive") }
            case .ends: head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where isEnding:
            (isEnding, isOver) = (false, true)
            context.writeAndFlush(data, promise: promise)
            context.sayFarewell(lingering: limits.lingerMilliseconds)
        case .body, .end: context.write(data, promise: promise)
        }
    }
}

extension HTTPResponseHead {
    /// An answer of the short road has no other fields here: its bytes are composed already.
    fileprivate var saysLast: Bool { !headers.isEmpty && headers["Connection"] == ["close"] }
}
