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
        let hangUp: HangUp
    }

    /// Whether each answer is the last on its connection, because the daemon stops.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// From now on each answer is the last on its connection.
    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Remembers a connection until it is closed, who is at its other end, and what notices its end.
    func add(_ channel: any Channel, _ peer: ConnectionPeer?, _ hangUp: HangUp) {
        let name = ObjectIdentifier(channel)
        open.withLock { $0[name] = Open(channel: channel, peer: peer, hangUp: hangUp) }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0[name] = nil } }
    }

    /// Tells of a request on which connection it came.
    func introduce(_ context: inout CallContext, on channel: any Channel) {
        let known = open.withLock { $0[ObjectIdentifier(channel)] }
        (context.peer, context.hangUp) = (known?.peer, known?.hangUp)
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
