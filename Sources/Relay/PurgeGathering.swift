// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Wire

/// What is due in a partnership, gathered a page of the store at a time.
struct PurgeGathering: PlanGathering {
    private let partnership: Int
    private let setting: Setting
    private let now: Instant
    private var due: [String: [Int64]] = [:]
    private var dueItems: [JSONValue] = []
    private var heldItems: [JSONValue] = []
    private var heldBack: [String: Int] = [:]
    private var count = 0
    /// The entries that cannot be read.
    private(set) var damaged: Set<Int64> = []

    /// The most messages of one page: few, so that no snapshot stands in the way for long.
    static let page = 500
    /// The most messages that are named which something holds back; all are counted.
    static let mostHeld = 1_000

    init(_ partnership: Int, _ setting: Setting, at now: Instant) {
        self.partnership = partnership
        self.setting = setting
        self.now = now
    }

    /// The messages of restricted threads of the page that is looked through.
    private var restricted: Set<Int64> = []
    /// What was done to the messages of that page.
    private var amended: [Int64: [Amendment]] = [:]

    /// Whether it names as much as one plan may.
    var isFull: Bool { count >= setting.limits.purgePlan }

    /// What is due, by class, in the order of the classes' names.
    var parts: [DuePart] {
        due.sorted { $0.key < $1.key }.map { DuePart(retentionClass: $0.key, entries: $0.value) }
    }

    var proposal: PurgeProposal {
        PurgeProposal(
            items: dueItems + heldItems, due: due.mapValues(\.count), heldBack: heldBack,
            isFull: isFull)
    }

    /// The next messages whose content is kept.
    func page(after entry: Int64, in store: any StoreReading) throws(StoreFailure) -> [Int64] {
        guard let horizon = setting.retention.horizon(at: now) else { return [] }
        return try store.keptMessages(after: entry, receivedBefore: horizon, limit: Self.page)
    }

    mutating func look(at page: [Int64], in store: any StoreReading) throws(StoreFailure) {
        var look = try RetentionLook(
            store, setting.retention, partnership: partnership, at: now)
        restricted = try store.restricted(page)
        amended = try store.amendments(of: page, within: partnership)
        for entry in page where !isFull {
            guard let message = try store.messages(.entry(entry)).first,
                isOurs(message)
            else { continue }
            take(message, try look.standing(of: message, in: store))
        }
    }

    /// Notes that a message cannot be read, or what decides on it: it is kept.
    ///
    /// Whose it is, of which class and whether its time is over, nobody can tell either.
    mutating func hold(damaged entry: Int64) {
        damaged.insert(entry)
        heldBack[HoldBack.damaged.rawValue, default: 0] += 1
        guard heldItems.count < Self.mostHeld else { return }
        heldItems.append([
            "entry": .integer(entry), "held_back_by": .string(HoldBack.damaged.rawValue),
        ])
    }

    private func isOurs(_ message: MessageRecord) -> Bool {
        [partnership, 0].contains(message.entry.partnership)
    }

    private mutating func take(_ message: MessageRecord, _ standing: RetentionLook.Standing) {
        switch standing {
        case .stays: break
        case .due(let retentionClass):
            count += 1
            due[retentionClass.name, default: []].append(message.entry.index)
            dueItems.append(item(message, retentionClass, nil))
        case .heldBack(let retentionClass, let reason):
            heldBack[reason.rawValue, default: 0] += 1
            guard heldItems.count < Self.mostHeld else { return }
            heldItems.append(item(message, retentionClass, reason))
        }
    }

    /// What was done to a message; nil when nothing was.
    private func amendments(of message: MessageRecord) -> JSONValue? {
        amended[message.entry.index].map(\.planned)
    }

    private func hidesThread(of message: MessageRecord) -> Bool {
        message.entry.partnership != partnership || restricted.contains(message.entry.index)
    }

    /// A message as a plan shows it; of a restricted thread, and of one that is not this partnership's,
    /// not even its name.
    private func item(
        _ message: MessageRecord, _ retentionClass: RetentionClass, _ reason: HoldBack?
    ) -> JSONValue {
        .object(leavingOutNil: [
            "entry": .integer(message.entry.index), "class": .string(retentionClass.name),
            "kept_for": .string(retentionClass.payload.description),
            "counted_from": .string(retentionClass.start.rawValue),
            "received_at": .string(message.entry.at.rfc3339),
            "txn": hidesThread(of: message)
                ? nil : message.namedThread.map { .string($0.text) },
            "amended": hidesThread(of: message) ? nil : amendments(of: message),
            "held_back_by": reason.map { .string($0.rawValue) },
        ])
    }
}

extension [Amendment] {
    /// What was done to a message, as a plan shows it.
    var planned: JSONValue {
        .array(map { ["kind": .string($0.kind.rawValue), "index": .integer($0.by.entry)] })
    }
}
