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

extension HTTPRequestHead {
    /// The head without the spaces behind its fields' values, which NIO leaves there though they are no part
    /// of them (RFC 9110 section 5.5); nil when it has none.
    var trimmed: HTTPRequestHead? {
        func isSpaced(_ value: String) -> Bool {
            value.utf8.last == UInt8(ascii: " ") || value.utf8.last == UInt8(ascii: "\t")
        }
        guard headers.contains(where: { isSpaced($0.value) }) else { return nil }
        var head = self
        head.headers = HTTPHeaders(
            headers.map { ($0.name, String(Substring($0.value).trimmingSpaces)) })
        return head
    }

    /// The head as both roads read it; nil when it is so already.
    ///
    /// That the connection ends with the request is said in one word (RFC 9110 section 7.6.1 has a list of
    /// them, in several fields, and HTTP/1.0 need not say it); what HTTP/1.0 has not is left out
    /// (RFC 9110 section 10.1.1); and the path is in its normal form.
    var normal: HTTPRequestHead? {
        let target = RequestTarget.normal(uri)
        let isWord = isKeepAlive || headers["connection"] == ["close"]
        guard target != nil || !isWord || version == .http1_0 else { return nil }
        var head = self
        if let target { head.uri = target }
        if version == .http1_0 { head.headers.remove(name: "expect") }
        if !isKeepAlive { head.headers.replaceOrAdd(name: "connection", value: "close") }
        return head
    }
}
