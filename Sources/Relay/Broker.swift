// SPDX-License-Identifier: Apache-2.0

package import CoreMetrics
import Intake
package import Ledger
package import Safeguarding
import Signing
import TransparencyLog

/// The running broker: the doors of the product, free of HTTP, files and signals.
package final class Broker: Sendable {
    let store: ReadingStore
    let world: World
    /// The one clock.
    package let clock: LogClock
    let current: CurrentSetting
    let mailboxes: Mailboxes
    let fresh: FreshMessages
    let signs = SignsOfLife()
    let nodeClocks = NodeClocks()
    let shown = ShownCertificates()
    /// The loop that must run for anything to be committed.
    package let sequencer: Sequencer
    /// What is counted, for the metrics page.
    package let tally: Tally
    /// What witnesses have signed under the newest checkpoints.
    package let cosignatures = Cosignatures()
    /// The tiles that nearly all proofs share.
    let tiles = TileMemory()
    /// How far the log was swept for what is to be forgotten.
    let swept = SweptLog()
    let startedAt = StartIndex()
    /// Legal holds of threads that came after the backup from which the store was restored.
    package let missingHolds = MissingHolds()

    /// Puts a broker before a store.
    ///
    /// - Parameter checkpoints: keeps the newest checkpoint outside the database.
    /// - Parameter metrics: where counts go.
    /// - Parameter executor: where transactions run; nil for where the sequencer's task does.
    package init(
        store: any Store, world: World, setting: Setting, checkpoints: any CheckpointKeeper,
        metrics: any MetricsFactory, executor: (any TaskExecutor)? = nil
    ) {
        self.world = world
        clock = LogClock(world)
        tally = Tally(metrics)
        current = CurrentSetting(setting)
        mailboxes = Mailboxes(world: world)
        fresh = FreshMessages(bytes: setting.limits.freshBytes)
        sequencer = Sequencer(
            store: store, world: world, clock: clock, current: current,
            observer: CommitBell(
                mailboxes: mailboxes, fresh: fresh, tally: tally, checkpoints: checkpoints),
            executor: executor)
        self.store = ReadingStore(store, stopping: sequencer)
    }

    /// What is in force now.
    package var setting: Setting { current.setting }

    /// Goes up with each load of the configuration that takes effect, and when callers are forgotten.
    package var generation: Int { current.generation }

    /// Forgets who calls: whoever was proven by what is trusted no more proves it anew.
    package func forgetCallers() { current.renew() }

    /// What the broker's clock says.
    package var now: Instant { clock.read().now }

    /// Starts: two entries in one transaction, the start and the load.
    ///
    /// The sequencer must run.
    ///
    /// - Parameter gap: what lies between the store and what is vouched for outside it, where an
    ///   operator accepted that; then its entry comes first.
    package func start(
        down: Interval?, accepting gap: AcceptedGap? = nil
    ) async throws(StoreFailure) {
        let setting = setting
        let (head, last) = try await store.read { store throws(StoreFailure) in
            (try store.head()?.head, try store.lastDoubt())
        }
        startedAt.index = head?.size ?? 0
        if let start = head?.lastAt ?? gap.map({ _ in world.now() }) {
            clock.start(
                after: start, wasInDoubt: last != nil,
                isRestored: gap != nil || last?.reason == .restored)
        }
        let doubt = clock.read().doubt
        // How long the broker was down cannot be told by a clock in doubt.
        let down = doubt == nil ? down?.beginning(afterLast: head?.lastAt) : nil
        try await sequencer.enter { transaction throws(StoreFailure) in
            if let gap { _ = try transaction.goOn(after: gap) }
            try transaction.start(version: setting.version, down: down)
            try transaction.load(setting)
            if let doubt { try transaction.doubtClock(doubt) }
        }
    }

    /// Puts another setting in force, all or nothing, once its entry is durable.
    package func load(_ setting: Setting) async throws(StoreFailure) {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.load(setting)
        }
    }

    /// Takes a message: proves it, judges it, and enters it into the next transaction.
    ///
    /// - Parameter carrier: the agency that called.
    /// - Returns: once it is durable: accepted, repeated or refused, with every reason.
    package func receive(
        _ bytes: [UInt8], from carrier: AgencyID
    ) async throws(StoreFailure) -> Reception {
        let outcome: Outcome<Reception> = await withCheckedContinuation { continuation in
            receive(bytes, from: carrier) { continuation.resume(returning: $0) }
        }
        return try outcome.get()
    }

    /// Takes a message as above, for callers without a task: what proves and judges it runs here.
    ///
    /// - Parameter answer: is called once it is durable; it must not wait for anything.
    package func receive(
        _ bytes: [UInt8], from carrier: AgencyID,
        then answer: @escaping @Sendable (Outcome<Reception>) -> Void
    ) {
        let began = world.monotonic()
        let (setting, generation) = current.both
        let examination: Examination
        tally.count("verifications")
        do throws(RefusedToken) {
            let verified = try setting.frontDoor.verify(bytes)
            let time = clock.read()
            examination = setting.frontDoor.examine(
                verified, carriedBy: carrier, now: time.now, clock: time.standing)
            hear(carrier, at: time.now)
            if let path = verified.key.path {
                note(path, of: verified.key.agency, for: .signing)
            }
            if time.doubt == nil, let wrong = nodeClocks.note(examination, at: time.now) {
                tally.show(wrongClocks: wrong)
            }
            if examination.isCarriedRightly, verified.key.agency != carrier {
                hear(verified.key.agency, at: time.now)
            }
        } catch {
            hear(carrier)
            tally.count(unattributed: error)
            return answer(.success(.refused(error)))
        }
        sequencer.enter {
            [current] transaction throws(StoreFailure) -> Reception in
            guard current.generation == generation, !transaction.hasLoaded else {
                return try transaction.receive(bytes, from: carrier)
            }
            return try transaction.receive(examination)
        } then: { [tally, world] outcome in
            if case .success(let reception) = outcome {
                tally.time(.reception, world.monotonic() - began)
                tally.count(reception)
                if examination.isRevocationInDoubt { tally.count("revocation_doubts") }
            }
            answer(outcome)
        }
    }

    /// Who waits is let go, now and from now on: polls are answered at once when the daemon stops.
    package func letWaitersGo() { mailboxes.close() }
}

extension StoreReading {
    /// The doubt that stood when the daemon ended, and that nobody has confirmed.
    ///
    /// A start in doubt enters the doubt again, after itself: so the last standing tells.
    fileprivate func lastDoubt() throws(StoreFailure) -> ClockDoubt? {
        guard let last = try entries(.lastStanding).first else { return nil }
        guard case .clock(.doubted(let doubt)) = try last.restored(origin: "").facts else {
            return nil
        }
        return doubt
    }
}

extension Interval {
    /// The same outage, begun no earlier than the log's last entry: then the broker was up.
    fileprivate func beginning(afterLast entry: Instant?) -> Interval? {
        let from = max(from, entry ?? from)
        return from < until ? Interval(from: from, until: until) : nil
    }
}
