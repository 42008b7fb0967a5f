// SPDX-License-Identifier: Apache-2.0

import Ledger
import Logging
import Relay
import Safeguarding
import ServiceLifecycle
import TransparencyLog

/// Enters the start and the load into the log, opens the gate, and tells that the daemon serves once
/// callers can connect at every door.
struct Opening: Service {
    let broker: Broker
    /// What vouches for the log, and the gap that was accepted.
    let origin: Origin
    /// Knows what the store forgot once and has again; nil where nobody does.
    let erasure: (any StoreErasure)?
    /// The interval in which the daemon was down, as far as it can be told.
    let down: Interval?
    let gate: Gate
    let doors: Doors
    let board: StatusBoard
    let logger: Logger

    func run() async throws {
        do throws(StoreFailure) {
            try await broker.start(down: down, accepting: origin.gap)
            try await origin.settle(broker)
            try await forgetAgain()
        } catch { throw StartFailure.store(error) }
        let current = (try? await broker.origin())?.current ?? broker.setting.origin
        gate.open()
        guard await doors.areOpen() else { return }
        logger.notice(
            "the broker serves",
            metadata: [
                "version": "\(Program.version)", "origin": "\(current)",
                "down_since": down.map { "\($0.from)" } ?? "unknown",
            ])
        await board.ready()
        try await gracefulShutdown()
    }

    /// Before anybody is served, what was purged once is purged again, and what was held is held again,
    /// where the store was restored from a backup.
    private func forgetAgain() async throws(StoreFailure) {
        guard let erasure else { return }
        let unforgotten = try await erasure.unforgotten()
        if !unforgotten.isListKnown {
            tellOfUnknownList()
        } else if let gap = origin.gap {
            await tell(of: gap, isListYounger: unforgotten.listPlace != nil)
        }
        guard !unforgotten.isEmpty else { return }
        let purged = try await broker.forgetAgain(unforgotten)
        tell(of: unforgotten.holds, purged)
        // If we crash before this, the next start looks at the same names again, and finds fewer.
        try await erasure.settle(unforgotten)
        // Nobody reads yet who could be in the way.
        _ = try await erasure.wipe()
        tell(of: unforgotten, purged)
    }

    private func tell(of unforgotten: Unforgotten, _ purged: ForgottenAgain) {
        let unreadable = unforgotten.unreadable
        if !unreadable.isEmpty {
            logger.error(
                "what was purged and cannot be read is overwritten unread: run `batond fsck`",
                metadata: [
                    "entries": .array(unreadable.map { "\($0.entry)" }),
                    "kept": .array(unreadable.filter(\.parts.isEmpty).map { "\($0.entry)" }),
                ])
        }
        guard !unforgotten.messages.isEmpty || !unforgotten.facts.isEmpty || !unreadable.isEmpty
        else { return }
        logger.notice(
            "what was purged before the store was restored is purged again",
            metadata: [
                "messages": "\(purged.messages)", "facts": "\(purged.facts)",
                "facts_kept": "\(unforgotten.facts.count - purged.facts)",
            ])
    }

    private func tell(of holds: [UnheldThread], _ done: ForgottenAgain) {
        if done.held + done.released > 0 {
            logger.notice(
                "legal holds that were placed or ended before the store was restored are so again",
                metadata: ["held": "\(done.held)", "released": "\(done.released)"])
        }
        let lost = holds.filter { $0.thread == nil && $0.isHeld }
        guard !lost.isEmpty else { return }
        logger.error(
            """
            threads under a legal hold came after the backup and are not in the store: ask the agencies to \
            send them again, which places the holds again, or have those who placed them end them \
            (baton retention release); until then each start says so
            """,
            metadata: [
                "entries": .array(lost.map { "\($0.entry)" }),
                "agencies": .array(Set(lost.map(\.agency.uri)).sorted().map { "\($0)" }),
            ])
    }

    /// The list outside the store must have at least what the store knew of it.
    ///
    /// It is told whether or not the store went back in time: the list may have done so alone.
    private func tellOfUnknownList() {
        logger.error(
            """
            the list beside the store ends before what the store knew of it, or is another list: legal \
            holds that were placed since may be lost, and what was purged since may be back. Ask each \
            partnership for its holds, and place them again before a purge is approved
            """)
    }

    /// After a gap the list outside the store should go on where the store ends.
    ///
    /// Where it does not, nobody can tell whether it was lost too.
    private func tell(of gap: AcceptedGap, isListYounger: Bool) async {
        let first = (try? await broker.origin())?.gaps.last?.first
        let told: Logger.Metadata = [
            "after_entry": first.map { "\($0 - 1)" } ?? "unknown", "origin": "\(gap.number)",
        ]
        guard !isListYounger else {
            return logger.notice(
                """
                legal holds and purges of after the backup are done again as far as the list beside the \
                store names them: those that came after its last line are lost
                """, metadata: told)
        }
        logger.error(
            """
            the list beside the store names nothing that is younger than the store: if it was restored \
            too, or is lost, legal holds that were placed since are lost, and what was purged since is \
            back. Ask each partnership for its holds, and place them again before a purge is approved
            """, metadata: told)
    }
}

/// Under which origin the log goes on, and what was kept of the one before.
struct Origin: Sendable {
    let vouched: Vouched
    let gap: AcceptedGap?

    /// Moves away what was kept under an origin that is followed by another, now that the log says so.
    func settle(_ broker: Broker) async throws(StoreFailure) {
        if gap == nil, try await !vouched.isSettled(in: broker.snapshots) { return }
        vouched.putAside(before: try await broker.origin()?.number ?? 1)
    }
}

/// Is told first that the daemon stops: polls that wait are answered at once.
struct Farewell: Service {
    let broker: Broker
    let board: StatusBoard
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
        logger.notice("the broker stops")
        board.stopping()
        broker.letWaitersGo()
    }
}
