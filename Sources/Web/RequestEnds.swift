// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Tells the guard of the pace when a request is there as a whole, and the guard of the lines how far it is.
///
/// Stands right behind what reads requests: further on, one that came early waits for the answer to
/// the one before it.
final class RequestEnds: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let pace: PaceGuard
    private let lines: LineGuard

    init(_ pace: PaceGuard, _ lines: LineGuard) {
        self.pace = pace
        self.lines = lines
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        lines.noteRead(part)
        if case .end = part { pace.requestEnded() }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { lines.noteRefusal() }
        context.fireErrorCaught(error)
    }
}
