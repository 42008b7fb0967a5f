// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import Wire

/// The entries whose facts and parts are due in a partnership, gathered a page of the store at a time:
/// first those of messages, then what tells of them alone.
struct FactsGathering: Sendable {
    private let partnership: Int
    private let limit: Int
    private var gone = Gone()
    private var isLooked: Set<ThreadID> = []
    private var entries: [Int64] = []
    private(set) var dueItems: [JSONValue] = []
    private(set) var heldItems: [JSONValue] = []
    private(set) var heldBack: [String: Int] = [:]
    private var damaged: Set<Int64> = []
    /// Whether the sweep has come to what is too new.
    private(set) var isPastHorizon = false

    init(_ partnership: Int, limit: Int) {
        self.partnership = partnership
        self.limit = limit
    }

    /// Whether it names as much as one plan may.
    var isFull: Bool { entries.count >= limit }

    /// How many are due.
    var count: Int { entries.count }

    /// What is due, as a plan names it.
    var part: FactsDuePart? {
        entries.isEmpty ? nil : FactsDuePart(entries: entries.sorted())
    }

    /// Looks at a page of purged messages.
    mutating func look(
        at page: [Int64], in store: any StoreReading, _ setting: Setting, at now: Instant
    ) throws(StoreFailure) {
        var look = try FactsLook(
            store, setting.retention, partnership: partnership, gone: gone, at: now)
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

    /// Looks at a page of the log for what tells of nothing but what is gone.
    mutating func sweep(
        through page: [Int64], in store: any StoreReading, before horizon: Instant,
        _ setting: Setting, at now: Instant
    ) throws(StoreFailure) {
        let look = try FactsLook(
            store, setting.retention, partnership: partnership, gone: gone, at: now)
        for entry in try store.entries(.indices(page)) where !isFull && !isPastHorizon {
            isPastHorizon = entry.at >= horizon
            guard !isPastHorizon else { return }
            guard try look.tellsOfNothingElse(entry, in: store) else { continue }
            take([FactsLook.Going(entry: entry, retentionClass: nil, thread: nil)])
        }
    }

    /// Notes that an entry cannot be read, or what hangs together with it: its facts stay.
    mutating func hold(damaged entry: Int64) {
        guard !isPastHorizon, damaged.insert(entry).inserted else { return }
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

    private mutating func take(_ going: [FactsLook.Going]) {
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
