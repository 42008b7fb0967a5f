// SPDX-License-Identifier: Apache-2.0

import Audit
package import Ledger
import Safeguarding
package import Wire

/// Plans that are let go and carried out.
extension Broker {
    /// Lets a plan go, in the name of a second person.
    package func approvePurge(
        _ plan: Int64, by person: ActingPerson, overseeing partnerships: Set<Int>
    ) async throws(StoreFailure) -> PurgeApproval {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.approve(plan, by: person, overseeing: partnerships)
        }
    }

    /// Carries out a little of what was approved; nil when nothing is left to do.
    package func purgeSome() async throws(StoreFailure) -> PurgeProgress? {
        guard try await isAnyApproved() else { return nil }
        do throws(StoreFailure) { return try await purgeSome(.chunk) } catch {
            guard error.isOfRows else { throw error }
        }
        // Something in the chunk cannot be purged: one by one, and what it is stays.
        let first = try await store.read { store throws(StoreFailure) in try store.nextPurge() }
        do throws(StoreFailure) { return try await purgeSome(.one, only: first) } catch {
            guard error.isOfRows else { throw error }
        }
        return try await purgeSome(.passingOver, only: first)
    }

    /// Whether a plan is approved and can be carried out.
    ///
    /// Each is read by itself, so that whoever watches the store hears of one that is damaged.
    private func isAnyApproved() async throws(StoreFailure) -> Bool {
        let approved = try await store.read { store throws(StoreFailure) in
            try store.purgePlans().filter { $0.state == .approved }.map(\.entry)
        }
        for entry in approved where try await planned(entry) != nil { return true }
        return false
    }

    /// What the entry of a plan says; nil where it is damaged.
    private func planned(_ entry: Int64) async throws(StoreFailure) -> PlannedPurge? {
        try await unlessDamaged { store throws(StoreFailure) in try store.plannedPurge(entry) }
    }

    /// What can be read; nil where it is damaged, of which whoever watches the store hears.
    private func unlessDamaged<Found: Sendable>(
        _ work: @escaping @Sendable (any StoreReading) throws(StoreFailure) -> Found?
    ) async throws(StoreFailure) -> Found? {
        do throws(StoreFailure) { return try await store.read(work) } catch {
            guard case .corrupt = error else { throw error }
            return nil
        }
    }

    private func purgeSome(
        _ stride: PurgeStride, only step: PurgeStep? = nil
    ) async throws(StoreFailure) -> PurgeProgress? {
        try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.purgeSome(stride, only: step)
        }
    }

    /// Forgets again what a store that was restored from a backup still has, and holds what was held
    /// since.
    ///
    /// Holds come first, so that nothing else is done without them. What opens messages goes next, a chunk at
    /// a time; then facts and parts, all in one transaction, because no thread may be torn apart, and nobody
    /// is served yet who would wait for it.
    ///
    /// - Parameter unforgotten: what the list outside the store names.
    @discardableResult
    package func forgetAgain(
        _ unforgotten: Unforgotten
    ) async throws(StoreFailure) -> ForgottenAgain {
        var purged = try await holdAgain(unforgotten.holds)
        // Facts were purged after the content, so that goes too where no line names it any more.
        let entries = Set(unforgotten.messages).union(unforgotten.facts).sorted()
        let chunk = setting.limits.purgeChunk
        for start in stride(from: 0, to: entries.count, by: chunk) {
            let some = Array(entries[start..<min(start + chunk, entries.count)])
            purged.messages += try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.purge(listed: some)
            }
        }
        if !unforgotten.unreadable.isEmpty {
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.forget(unreadable: unforgotten.unreadable)
            }
        }
        guard !unforgotten.facts.isEmpty else { return purged }
        purged.facts = try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.forget(listed: unforgotten.facts)
        }
        return purged
    }

    /// Holds again what the list outside the store names as held, and ends what it names as ended; what it
    /// names of threads that are not there is shown until somebody has answered it.
    package func holdAgain(_ holds: [UnheldThread]) async throws(StoreFailure) -> ForgottenAgain {
        var done = ForgottenAgain()
        for hold in holds {
            guard let thread = hold.thread else { continue }
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.hold(
                    thread, by: hold.actor, partnership: hold.partnership, isHeld: hold.isHeld)
            }
            if hold.isHeld { done.held += 1 } else { done.released += 1 }
        }
        missingHolds.replace(with: holds)
        tally.show(missingHolds: missingHolds.all.count)
        return done
    }

    /// The plans of partnerships and how far each is, in log order.
    package func purgePlans(of partnerships: Set<Int>) async throws(StoreFailure) -> [JSONValue] {
        let plans = try await store.read { store throws(StoreFailure) in
            try store.purgePlans().filter { partnerships.contains($0.partnership) }
        }
        var shown: [JSONValue] = []
        for plan in plans {
            let approver = try await unlessDamaged { store throws(StoreFailure) in
                try store.approver(of: plan)
            }
            shown.append(plan.json(try await planned(plan.entry), approvedBy: approver))
        }
        return shown
    }

    /// One plan with the messages that it names; nil when partnerships have none of that entry.
    package func purgePlan(
        _ entry: Int64, of partnerships: Set<Int>
    ) async throws(StoreFailure) -> JSONValue? {
        try await store.read { store throws(StoreFailure) -> JSONValue? in
            let found = try store.purgePlans().first { $0.entry == entry }
            guard let plan = found, partnerships.contains(plan.partnership),
                let planned = try store.plannedPurge(entry)
            else { return nil }
            let amended = try store.amendments(planned: planned, plan.partnership)
            let messages: [JSONValue] = planned.due.flatMap { due in
                due.entries.map { entry in
                    .object(leavingOutNil: [
                        "entry": .integer(entry), "class": .string(due.retentionClass),
                        "amended": amended[entry]?.planned,
                    ])
                }
            }
            let facts: [JSONValue] = planned.forgettable.map {
                ["entry": .integer($0), "what": "facts"]
            }
            return plan.json(planned, approvedBy: try store.approver(of: plan))
                .adding("items", .array(messages + facts))
        }
    }
}

extension StoreReading {
    /// What was done to the messages that a plan names, but for those of restricted threads and those that
    /// are not the partnership's.
    fileprivate func amendments(
        planned: PlannedPurge, _ partnership: Int
    ) throws(StoreFailure) -> [Int64: [Amendment]] {
        let found = try amendments(of: planned.due.flatMap(\.entries), within: partnership)
        guard !found.isEmpty else { return [:] }
        let entries = found.keys.sorted()
        let restricted = try restricted(entries)
        let own = try self.entries(.indices(entries)).filter { $0.partnership == partnership }
        let shown = Set(own.map(\.index)).subtracting(restricted)
        return found.filter { shown.contains($0.key) }
    }

    /// The person who approved a plan; nil while nobody has.
    fileprivate func approver(of plan: PurgePlan) throws(StoreFailure) -> String? {
        guard let approval = plan.approval,
            let found = try entries(.indices([approval])).first,
            case .retention(.approved(_, let person)) = try found.restored(origin: "").facts
        else { return nil }
        return person.person
    }
}

extension PurgePlan {
    /// The plan as it is shown; without what its entry says where that is damaged, which is told too.
    fileprivate func json(_ planned: PlannedPurge?, approvedBy approver: String?) -> JSONValue {
        let damaged = damaged + (planned == nil ? [entry] : [])
        return .object(leavingOutNil: [
            "plan": .integer(entry), "state": .string(state.rawValue),
            "asked_at": (planned?.entry.at.rfc3339).map(JSONValue.string),
            "asked_by": (planned?.facts.by.agency.uri).map(JSONValue.string),
            "person": (planned?.facts.by.person).map(JSONValue.string),
            "reference": planned?.facts.by.reference.map(JSONValue.string),
            "due": planned.map { .counts($0.facts.due) },
            "held_back": planned.map { .counts($0.facts.heldBack) },
            "approval": approval.map(JSONValue.integer),
            "approved_by": approver.map(JSONValue.string),
            "total": planned.map { .integer(Int64($0.facts.total)) },
            "purged": .integer(Int64(purged)), "kept": .integer(Int64(kept)),
            "damaged": damaged.isEmpty ? nil : .array(damaged.map(JSONValue.integer)),
            "facts_due": planned.flatMap {
                $0.facts.factsDue > 0 ? .integer(Int64($0.facts.factsDue)) : nil
            },
            "forgotten": forgotten > 0 ? .integer(Int64(forgotten)) : nil,
        ])
    }
}

extension StoreFailure {
    /// Whether it is the matter of some rows alone, so that others may be written all the same.
    var isOfRows: Bool {
        switch self {
        case .corrupt, .refused: true
        case .full, .inputOutput, .inDoubt, .busy, .damaged, .stopped: false
        }
    }
}
