// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import Wire

/// The entries whose facts and parts are due in a partnership, gathered a page of the store at a time:
/// those of messages; what tells of them alone, a `FactsSweep` adds.
struct FactsGathering: PlanGathering {
    /// Before which time the facts of anything may be due; nil where none ever are.
    let horizon: Instant?
    private let partnership: Int
    private let setting: Setting
    private let now: Instant
    private var gone = Gone()
    private var isLooked: Set<ThreadID> = []
    private var entries: [Int64] = []
    private(set) var dueItems: [JSONValue] = []
    private(set) var heldItems: [JSONValue] = []
    private(set) var heldBack: [String: Int] = [:]
    private var damaged: Set<Int64>

    /// - Parameter damaged: the entries that the same plan has told to be damaged already.
    init(_ partnership: Int, _ setting: Setting, told damaged: Set<Int64>, at now: Instant) {
        self.partnership = partnership
        self.setting = setting
        self.damaged = damaged
        self.now = now
        horizon = setting.retention.factsHorizon(at: now)
    }

    /// Whether it names as much as one plan may.
    var isFull: Bool { entries.count >= setting.limits.purgePlan }

    /// How many are due.
    var count: Int { entries.count }

    /// What is due, as a plan names it.
    var part: FactsDuePart? {
        entries.isEmpty ? nil : FactsDuePart(entries: entries.sorted())
    }

    /// The next purged messages.
    func page(after entry: Int64, in store: any StoreReading) throws(StoreFailure) -> [Int64] {
        guard let horizon else { return [] }
        return try store.purgedMessages(
            after: entry, receivedBefore: horizon, limit: PurgeGathering.page)
    }

    /// What looks at more of them, with what goes so far.
    func look(in store: any StoreReading) throws(StoreFailure) -> FactsLook {
        try FactsLook(
            store, setting.retention, partnership: partnership, gone: gone, at: now)
    }

    mutating func look(at page: [Int64], in store: any StoreReading) throws(StoreFailure) {
        var look = try look(in: store)
        for entry in page where !isFull && !look.gone.has(entry) {
            guard let message = try store.messages(.entry(entry)).first, isNew(message) else {
                continue
            }
            switch try look.standing(of: message, in: store) {
            case .stays: break
            case .due(let going):
                look.letGo(going)
                take(going)
            case .heldBack(let retentionClass, let reason):
                hold(message.entry, retentionClass, reason)
            }
        }
        gone = look.gone
    }

    /// Notes that an entry cannot be read, or what hangs together with it: its facts stay.
    mutating func hold(damaged entry: Int64) {
        gone.add(unread: entry)
        guard damaged.insert(entry).inserted else { return }
        heldBack[HoldBack.damaged.rawValue, default: 0] += 1
        guard heldItems.count < PurgeGathering.mostHeld else { return }
        heldItems.append([
            "entry": .integer(entry), "what": "facts",
            "held_back_by": .string(HoldBack.damaged.rawValue),
        ])
    }

    /// Whether a message was not looked at before, with its thread.
    private mutating func isNew(_ message: MessageRecord) -> Bool {
        guard let thread = message.facts?.thread else { return true }
        return isLooked.insert(thread).inserted
    }

    /// Takes what goes.
    mutating func take(_ going: [FactsLook.Going]) {
        for one in going {
            entries.append(one.entry.index)
            dueItems.append(Self.item(one.entry, one.retentionClass))
        }
    }

    private mutating func hold(
        _ entry: LedgerEntry, _ retentionClass: RetentionClass, _ reason: HoldBack
    ) {
        heldBack[reason.rawValue, default: 0] += 1
        guard heldItems.count < PurgeGathering.mostHeld else { return }
        heldItems.append(
            Self.item(entry, retentionClass).adding("held_back_by", .string(reason.rawValue)))
    }

    /// An entry as a plan shows it; its thread is not told, as it is not of a purged message.
    private static func item(_ entry: LedgerEntry, _ retentionClass: RetentionClass?) -> JSONValue {
        .object(leavingOutNil: [
            "entry": .integer(entry.index), "what": "facts",
            "class": retentionClass.map { .string($0.name) },
            "kept_for": (retentionClass?.facts).map { .string($0.description) },
            "counted_from": retentionClass.map { .string($0.start.rawValue) },
            "received_at": .string(entry.at.rfc3339),
        ])
    }
}
