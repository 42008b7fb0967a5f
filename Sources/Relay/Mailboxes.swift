// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import Synchronization

/// The desks of all mailboxes.
///
/// Kept in memory only: after a restart everything that was not acknowledged is handed out again,
/// which receivers of SETs must bear (RFC 8936 section 2).
final class Mailboxes: Sendable {
    private let world: World
    private let state = Mutex(State())

    private struct State {
        var desks: [AgencyID: Desk] = [:]
        var isClosed = false
    }

    init(world: World) { self.world = world }

    /// Looks at one desk or changes it.
    func at<Result: Sendable>(
        _ agency: AgencyID, _ body: (inout Desk) -> Result
    ) -> Result {
        state.withLock { body(&$0.desks[agency, default: Desk()]) }
    }

    /// Rings at the desks of agencies that may have something new.
    func ring(_ agencies: Set<AgencyID>) {
        let waiters = state.withLock { state in
            agencies.sorted().flatMap { state.desks[$0, default: Desk()].ring() }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Lets everybody go, now and from now on: the daemon stops.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            return state.desks.keys.sorted().flatMap { state.desks[$0, default: Desk()].ring() }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Whether nobody waits any more.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Waits until something new may be in a mailbox, or a message that was handed out is visible
    /// again, or the time is over.
    ///
    /// - Parameter generation: that of the desk before the mailbox was found empty, so that nothing
    ///   which arrived since is slept through.
    /// - Parameter lookedAt: when the mailbox was found empty; what becomes visible after it counts.
    func wait(
        _ agency: AgencyID, since generation: Int, lookedAt: Instant, until deadline: Instant
    ) async {
        let visible = at(agency) { $0.nextVisible(after: lookedAt) }
        let end = min(deadline, visible ?? deadline)
        let now = world.waitingTime
        guard end > now else { return }
        let nap = Duration.milliseconds(end.milliseconds - now.milliseconds)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sleep(agency, since: generation) }
            group.addTask { try? await self.world.sleep(nap) }
            await group.next()
            group.cancelAll()
        }
    }

    private func sleep(_ agency: AgencyID, since generation: Int) async {
        let ticket = at(agency) { $0.ticket() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let waits = state.withLock { state in
                    guard !state.isClosed, !Task.isCancelled else { return false }
                    return state.desks[agency, default: Desk()]
                        .wait(waiter, ticket: ticket, since: generation)
                }
                if !waits { waiter.resume() }
            }
        } onCancel: {
            at(agency) { $0.leave(ticket) }?.resume()
        }
    }
}
