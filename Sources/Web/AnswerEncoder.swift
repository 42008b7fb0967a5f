// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Puts answers on the wire: the short road's as the bytes that they are, all others by NIO's encoder.
///
/// A whole answer goes through the pipeline as a head and an end without content, so that who counts
/// requests and answers counts it too; its bytes take one buffer, which is used again and again.
final class AnswerEncoder: ChannelOutboundHandler {
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = IOData

    private let standard = HTTPResponseEncoder()
    /// For answers to HEAD: their fields speak of content that does not come.
    private lazy var bare: HTTPResponseEncoder = {
        var configuration = HTTPResponseEncoder.Configuration()
        configuration.automaticallySetFramingHeaders = false
        return HTTPResponseEncoder(configuration: configuration)
    }()
    /// Whether the request that is answered is a HEAD.
    var answersHead = false
    private var whole = ByteBuffer()
    private var state = State.standard

    private enum State {
        /// What comes is encoded.
        case standard
        /// A whole answer is composed; the next head stands for it.
        case composed
        /// The whole answer is written; its end follows.
        case written
    }

    /// Composes the next answer, from its status line to the end of its content.
    func compose(_ write: (inout ByteBuffer) -> Void) {
        whole.clear(minimumCapacity: Self.usualBytes)
        write(&whole)
        state = .composed
    }

    /// What most answers fit in.
    static let usualBytes = 256
    /// The largest buffer that is kept for the next answer.
    static let keptBytes = 4_096

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        switch state {
        case .standard:
            let encoder = answersHead ? bare : standard
            encoder.write(context: context, data: data, promise: promise)
        case .composed:
            state = .written
            context.write(wrapOutboundOut(.byteBuffer(whole)), promise: promise)
            if whole.storageCapacity > Self.keptBytes { whole = ByteBuffer() }
        case .written:
            state = .standard
            // Nothing is left to write, and who waits for the end still waits for all before it.
            guard let promise else { return }
            context.write(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: promise)
        }
    }

    /// Invites a request's content: an answer before the answer, of which nobody keeps count.
    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is Invitation.Sent else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        let line = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(line)), promise: promise)
    }
}
