// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The connections of one listener, so that they can be ended when the daemon stops.
final class Connections: Sendable {
    private let open = Mutex<[ObjectIdentifier: Open]>([:])
    private let stopping = Atomic(false)

    private struct Open {
        let channel: any Channel
        let peer: ConnectionPeer?
    }

    /// Whether each answer is the last on its connection, because the daemon stops.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// From now on each answer is the last on its connection.
    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Remembers a connection until it is closed, and who is at its other end.
    func add(_ channel: any Channel, _ peer: ConnectionPeer?) {
        let name = ObjectIdentifier(channel)
        open.withLock { $0[name] = Open(channel: channel, peer: peer) }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0[name] = nil } }
    }

    /// Who is at the other end of a connection; nil where no TLS ends here.
    func peer(of channel: any Channel) -> ConnectionPeer? {
        open.withLock { $0[ObjectIdentifier(channel)]?.peer }
    }

    /// Ends each connection: an idle one now, any other once its request is answered.
    func quiesce() {
        for channel in open.withLock({ $0.values.map(\.channel) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }
}

/// Stands at a listening socket and stops taking connections from it, without closing it.
///
/// What was taken up to then is served; what comes later stays in the socket, where the next daemon
/// finds it when the socket is systemd's.
final class DoorKeeper: ChannelOutboundHandler {
    typealias OutboundIn = Never

    private var isShut = false

    /// Told as an outbound event.
    struct Shut: Sendable {}

    func read(context: ChannelHandlerContext) {
        if !isShut { context.read() }
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is Shut else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        isShut = true
        promise?.succeed()
    }
}
