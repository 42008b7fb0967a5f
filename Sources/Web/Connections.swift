// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// The connections of one listener, so that they can be ended when the daemon stops.
final class Connections: Sendable {
    private let open = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let stopping = Atomic(false)

    /// Whether each answer is the last on its connection, because the daemon stops.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    /// From now on each answer is the last on its connection.
    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Remembers a connection until it is closed.
    func add(_ channel: any Channel) {
        let name = ObjectIdentifier(channel)
        open.withLock { $0[name] = channel }
        channel.closeFuture.whenComplete { _ in self.open.withLock { $0[name] = nil } }
    }

    /// Ends each connection: an idle one now, any other once its request is answered.
    func quiesce() {
        for channel in open.withLock({ Array($0.values) }) {
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
