// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Tells the guard of the pace when a request is there as a whole.
///
/// Stands right behind what reads requests: further on, one that came early waits for the answer to
/// the one before it.
final class RequestEnds: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let pace: PaceGuard

    init(_ pace: PaceGuard) { self.pace = pace }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { pace.requestEnded() }
        context.fireChannelRead(data)
    }
}
