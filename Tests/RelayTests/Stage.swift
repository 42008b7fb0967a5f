// SPDX-License-Identifier: Apache-2.0

import Audit
import CoreMetrics
import Fixtures
import Foundation
import Handoffs
import Ledger
import Relay
import SQLiteStore
import Safeguarding
import SampleTown
import Signing
import Synchronization
import Wire

@testable import Relay

/// A broker on a real store in a folder of its own, with a clock that the test moves.
final class Stage: Sendable {
    let town: SampleTown
    let clock: ManualClock
    let broker: Broker
    let store: SQLiteStore
    let checkpoints = KeptCheckpoints()
    private let way: PollingWay
    private let loop: Task<Void, any Error>
    /// The folder of the store, for a second stage on it.
    let place: TemporaryFolder

    /// Opens a stage; the broker has started and its configuration is in force.
    init(
        _ town: SampleTown, setting: Setting? = nil, at now: Instant = SampleTown.morning,
        folder: TemporaryFolder? = nil, down: Interval? = nil, polling way: PollingWay = .waiting
    ) async throws {
        self.town = town
        self.way = way
        place = try folder ?? TemporaryFolder()
        clock = ManualClock(now)
        store = try SQLiteStore(
            path: place.appending(path: "baton.db").path, origin: SampleTown.origin)
        broker = Broker(
            store: store, world: clock.world, setting: try setting ?? town.setting(),
            checkpoints: checkpoints, metrics: NOOPMetricsHandler.instance)
        let sequencer = broker.sequencer
        loop = Task { try await sequencer.run() }
        try await broker.start(down: down)
    }

    /// Ends the broker and closes its store.
    func close() throws {
        loop.cancel()
        try store.close()
    }

    deinit {
        loop.cancel()
        try? store.close()
    }

    /// Posts a letter as its own sender.
    @discardableResult
    func post(_ letter: Letter) async throws -> Reception {
        let issuer = try AgencyID(letter.claims["iss"]?.string ?? "")
        return try await broker.receive(try letter.bytes(), from: issuer)
    }

    /// Posts a letter that must be accepted.
    @discardableResult
    func accept(_ letter: Letter) async throws -> LedgerEntry {
        switch try await post(letter) {
        case .accepted(_, let entry, _), .repeated(_, let entry, _): return entry
        case .refused(let refusal): throw refusal
        }
    }

    /// What waits in a mailbox, without waiting for more.
    func poll(
        _ resident: Resident, max: Int? = nil, acknowledging tokens: [TokenID] = [],
        errors: [Poll.SetError] = []
    ) async throws -> PollAnswer {
        var poll = Poll(
            maxEvents: max, returnImmediately: true, acknowledged: tokens, errors: errors)
        if way == .atOnce, poll.isReport {
            let outcome: Outcome<MailboxLook> = await withCheckedContinuation { continuation in
                broker.report(poll, mailbox: resident.id) { continuation.resume(returning: $0) }
            }
            if let answer = broker.handOut(try outcome.get(), to: poll) { return answer }
            (poll.noted, poll.acknowledged, poll.errors) = (poll.acknowledged, [], [])
        }
        return try await broker.poll(poll, mailbox: resident.id)
    }

    /// The notices that a mailbox holds: each payload under its event's name.
    func notices(_ resident: Resident) async throws -> [(name: String, payload: JSONValue)] {
        try await poll(resident).sets.compactMap { set in
            let jws = try CompactJWS(parsing: set.jws)
            let claims = try JSONDocument(parsing: jws.payloadBytes).root
            guard claims["iss"]?.string == town.broker.uri, let events = claims["events"],
                let event = events.members.first(where: { _ in true })
            else { return nil }
            return (event.name.string ?? "", event.value.value)
        }
    }

    /// Lets the watchman's transaction run once.
    func tick() async throws {
        try await broker.sequencer.enter { _ throws(StoreFailure) in }
    }

    /// The audit's report of a thread.
    func thread(_ thread: ThreadID, for viewer: Viewer) async throws -> JSONValue? {
        try await broker.thread(thread, for: viewer)
    }

    /// How many entries the log has.
    func size() async throws -> Int64 {
        try await store.read { store throws(StoreFailure) in try store.head()?.head.size ?? 0 }
    }

    /// An entry of the log.
    func entry(_ index: Int64) async throws -> LedgerEntry? {
        try await store.read { store throws(StoreFailure) in
            try store.entries(.range(index..<index + 1)).first
        }
    }
}

/// Keeps the checkpoints that were signed, for tests.
final class KeptCheckpoints: CheckpointKeeper {
    private let kept = Mutex<[SignedCheckpoint]>([])

    func keep(_ checkpoint: SignedCheckpoint) { kept.withLock { $0.append(checkpoint) } }

    var all: [SignedCheckpoint] { kept.withLock { $0 } }
}

/// How polls that report something are answered: both ways must come to the same.
enum PollingWay: CaseIterable {
    /// In a task, as the framework's road does.
    case waiting
    /// Within the transaction that notes the report, as the short road does.
    case atOnce
}
