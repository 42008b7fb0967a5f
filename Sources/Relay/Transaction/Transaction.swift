// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
import Ledger
package import Safeguarding
import Signing
package import TransparencyLog

/// One transaction: the decisions of a batch, made against the store as it is under the head's lock.
///
/// It has one `now`. Every decision reads the store at the moment it is made, the batch's earlier
/// writes included, so that repeats and races inside a batch are seen (interfaces.md section 6).
package struct Transaction {
    let store: any StoreTransaction
    let world: World
    /// The one time of this transaction; log time never goes backwards.
    package let now: Instant
    /// What is in force; a load exchanges it for the rest of the batch.
    var setting: Setting
    private var head: LogHead
    private let numbered: Set<AgencyID>
    private var wroteSomething = false
    /// Whether a load took effect in this transaction.
    private(set) var hasLoaded = false
    /// How the clock stands; while it is in doubt verdicts wait.
    var clock: ClockStanding
    /// What was written about the clock.
    var clockChange: ClockChange?
    var woken: Set<AgencyID> = []
    /// The messages that were accepted or issued, for those who poll soon.
    var fresh: [(entry: Int64, message: HandedMessage)] = []
    /// The entries of the messages that were corrected or retracted.
    var amended: [Int64] = []
    var counts: [String: Int] = [:]
    /// Why something that is due was not judged; nil when nothing was in the way.
    var unjudged: StoreFailure?
    /// The broker's outages since some time, once a miss asked for them: the next asks much the same.
    var outages: (since: Instant, spans: [Interval])?

    init(
        _ store: any StoreTransaction, _ setting: Setting, _ world: World, wallClock: Instant,
        clock: ClockStanding = .believed
    ) throws(StoreFailure) {
        let stored = try store.head()
        self.store = store
        self.setting = setting
        self.world = world
        self.clock = clock
        head =
            stored?.head
            ?? LogHead(
                origin: LogOrigin(setting.origin), frontier: Frontier(),
                lastAt: Instant(milliseconds: 0), configuration: 0)
        numbered = Set(stored.map { Array($0.agencies.values) } ?? [])
        now = max(wallClock, head.lastAt)
        guard head.origin.base == setting.origin else {
            throw .refused(
                "the store holds the log \(head.origin.base), the configuration names "
                    + "\(setting.origin)")
        }
    }

    /// The log's origin, which names its handoffs and expectations.
    package var origin: LogOrigin { head.origin }

    /// The index that the next entry will have.
    var nextIndex: Int64 { head.size }

    /// The entry of the load in force.
    var configuration: Int64 { head.configuration }

    /// Writes a happening as the log's next entry, and what it does to the state.
    @discardableResult
    mutating func record(
        _ happening: Happening, partnership: Int, attachment: Attachment? = nil
    ) throws(StoreFailure) -> LedgerEntry {
        guard happening.parts.count <= PartName.mostParts else {
            throw .refused("one entry would have \(happening.parts.count) parts")
        }
        let entry = LedgerEntry(
            happening, index: head.size, at: now, partnership: partnership, origin: head.origin,
            secret: world.random(EntrySalts.secretBytes))
        let completed = head.append(entry)
        try store.append(.entry(entry, happening, completed, attachment))
        wroteSomething = true
        count("entries")
        return entry
    }

    /// Goes on under another origin after a gap, beginning with the entry that commits to it.
    mutating func goOn(after gap: AcceptedGap) throws(StoreFailure) -> LedgerEntry {
        let restored = head.checkpoint
        guard gap.number > head.origin.number else {
            throw .refused("the log was already \(head.origin.current)")
        }
        head.goOn(as: gap.number)
        return try record(
            Happening(
                .gap(
                    GapFacts(
                        origin: head.checkpoint.origin, kept: gap.kept, restored: restored,
                        witnessed: gap.witnessed))),
            partnership: 0)
    }

    /// Puts the entry just written in force as the load of the configuration.
    mutating func takeEffect(_ load: LedgerEntry, _ setting: Setting) {
        head.takeEffect(load.index)
        self.setting = setting
        hasLoaded = true
    }

    /// Agencies of a setting that have no number in the store yet, numbered on from the last.
    func newNumbers(for agencies: [AgencyID], after last: Int) -> [Int: AgencyID] {
        var numbers: [Int: AgencyID] = [:]
        for agency in agencies where !numbered.contains(agency) {
            numbers[last + numbers.count + 1] = agency
        }
        return numbers
    }

    mutating func repeatCounted(_ entry: Int64) throws(StoreFailure) {
        try store.append(.repetition(of: entry))
        wroteSomething = true
    }

    mutating func count(_ name: String, _ amount: Int = 1) { counts[name, default: 0] += amount }

    /// Signs the head's checkpoint and ends the transaction's writing.
    ///
    /// If we crash before the commit that follows, nobody has seen this checkpoint.
    mutating func seal() throws(StoreFailure) -> CommitSummary {
        guard wroteSomething else {
            return CommitSummary(
                woken: [], checkpoint: nil, newSetting: nil, fresh: [], amended: [], clock: nil,
                counts: counts, unjudged: unjudged)
        }
        count("signatures")
        let checkpoint = SignedCheckpoint(
            size: head.size, note: setting.sign(head.checkpoint, at: now).bytes)
        try store.seal(head, checkpoint)
        return CommitSummary(
            woken: woken, checkpoint: checkpoint, newSetting: hasLoaded ? setting : nil,
            fresh: fresh, amended: amended, clock: clockChange, counts: counts,
            unjudged: unjudged)
    }
}
