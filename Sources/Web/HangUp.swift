// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Notices that the other side of a connection has ended it, and cancels what waits to answer it.
///
/// Who has said that nothing more comes may still listen (RFC 9112 section 9.6): it is answered, only without
/// waiting. Stands next to the socket: further behind, the end is told once the request is answered.
final class HangUp: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let state = Mutex(State())

    private struct State {
        var hasCome = false
        /// Who waits for it: one, as a connection has one request at a time.
        var waiter: CheckedContinuation<Void, Never>?
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { come() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        come()
        context.fireChannelInactive()
    }

    /// Whether the other side has hung up.
    var isThere: Bool { state.withLock { $0.hasCome } }

    /// Does what may wait; it is cancelled when the other side hangs up, or has done so.
    func cancelling<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                await self.wait()
                return nil
            }
            while let next = try await group.next() {
                group.cancelAll()
                if let next { return next }
            }
            throw CancellationError()
        }
    }

    /// Returns when it has come, or the task is cancelled.
    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isOver = state.withLock { state in
                    if state.hasCome || Task.isCancelled { return true }
                    state.waiter = waiter
                    return false
                }
                if isOver { waiter.resume() }
            }
        } onCancel: {
            letGo { _ in }
        }
    }

    private func come() { letGo { $0.hasCome = true } }

    private func letGo(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
