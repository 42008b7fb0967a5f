// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Tells those who wait what a transaction brought, after it is durable.
struct CommitBell: CommitObserver {
    let mailboxes: Mailboxes
    let fresh: FreshMessages
    let tally: Tally
    let checkpoints: any CheckpointKeeper

    func committed(_ summary: CommitSummary) {
        tally.count(summary)
        fresh.keep(summary.fresh)
        fresh.forget(summary.amended)
        mailboxes.ring(summary.woken)
        if let checkpoint = summary.checkpoint { checkpoints.keep(checkpoint) }
    }

    func took(_ duration: Duration, for works: Int) {
        tally.time(.commit, duration)
        tally.record(.batch, works)
    }

    func couldNotJudge(_ failure: StoreFailure) { tally.count("judging_failures") }
}

/// Keeps the newest checkpoint outside the database, so that a store which went back in time is
/// noticed (interfaces.md section 6).
package protocol CheckpointKeeper: Sendable {
    /// Hears of a checkpoint after its transaction is durable; writing it may lag a second behind.
    func keep(_ checkpoint: SignedCheckpoint)
}

/// The size of the log when the daemon started.
///
/// What was routed before may be acknowledged without a hand-out that is remembered.
final class StartIndex: Sendable {
    private let box = Mutex<Int64>(0)

    var index: Int64 {
        get { box.withLock { $0 } }
        set { box.withLock { $0 = newValue } }
    }
}
