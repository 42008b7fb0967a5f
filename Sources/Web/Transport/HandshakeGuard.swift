// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOSSL
import NIOTLS
import Relay

/// Stands behind TLS until the handshake is done: closes who takes too long, and who resumes a
/// session of which nobody remembers whose it was.
final class HandshakeGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private let peer: ConnectionPeer
    private let patience: TimeAmount
    private let tally: Tally
    private var deadline: Scheduled<Void>?

    init(_ peer: ConnectionPeer, seconds: Int64, tally: Tally) {
        self.tally = tally
        self.peer = peer
        patience = .seconds(seconds)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let here = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: patience) { [tally] in
            tally.count(.handshake)
            here.value.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        let shown = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        guard peer.isRecognised(by: shown ?? nil) else { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    /// A handshake that failed has told the other side why, as far as TLS lets it; the operator is told here.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        peer.noteFailure(of: error)
        context.close(promise: nil)
    }
}
