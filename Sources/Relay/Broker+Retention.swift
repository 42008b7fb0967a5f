// SPDX-License-Identifier: Apache-2.0

import Audit
package import Ledger
import Safeguarding
package import Wire

/// What is due to be purged, and what holds the rest back.
package struct PurgeProposal: Sendable {
    /// The plan's entry; nil when nothing is due, and so nothing was planned.
    package var plan: Int64?
    /// The messages, each with its class and, when it is kept, why: those that are due first.
    package var items: [JSONValue] = []
    /// How many are due, by class.
    package var due: [String: Int] = [:]
    /// Of how many entries facts and parts are due.
    package var factsDue = 0
    /// How many are held back, by what holds them.
    package var heldBack: [String: Int] = [:]
    /// Whether more may be due than one plan holds.
    package var isFull = false
}

extension PurgeProposal {
    /// The proposal with the facts that are due besides.
    fileprivate func adding(_ gathering: FactsGathering) -> PurgeProposal {
        var both = self
        both.factsDue = gathering.count
        both.items =
            items.filter { $0["held_back_by"] == nil } + gathering.dueItems
            + items.filter { $0["held_back_by"] != nil } + gathering.heldItems
        both.heldBack.merge(gathering.heldBack, uniquingKeysWith: +)
        both.isFull = isFull || gathering.isFull
        return both
    }
}

extension Broker {
    /// Finds out what is due in a partnership, and writes it down as a plan.
    ///
    /// The store is looked through a page at a time, beside whoever else reads and writes. What is
    /// of no partnership goes with any partnership's plan.
    package func planPurge(
        of partnership: Int, by person: ActingPerson
    ) async throws(StoreFailure) -> PurgeProposal {
        let (setting, now) = (setting, now)
        var gathering = PurgeGathering(partnership, limit: setting.limits.purgePlan)
        if let horizon = setting.retention.horizon(at: now) {
            var place: Int64? = -1
            while let from = place, !gathering.isFull {
                let before = gathering
                (gathering, place) = try await store.read { store throws(StoreFailure) in
                    var gathering = before
                    let last = try gathering.look(
                        through: store, after: from, before: horizon, setting, at: now)
                    return (gathering, last)
                }
            }
        }
        let forgetting = try await factsDue(in: partnership, setting, at: now)
        var proposal = gathering.proposal.adding(forgetting)
        guard !proposal.due.isEmpty || proposal.factsDue > 0 else { return proposal }
        let facts = PlannedFacts(
            by: person, until: now, due: proposal.due, heldBack: proposal.heldBack,
            factsDue: proposal.factsDue)
        let parts = gathering.parts
        proposal.plan = try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.plan(facts, parts, forgetting.part, partnership: partnership)
        }
        return proposal
    }

    /// Whose facts and parts are due: of messages first, then what tells of those alone.
    private func factsDue(
        in partnership: Int, _ setting: Setting, at now: Instant
    ) async throws(StoreFailure) -> FactsGathering {
        var gathering = FactsGathering(partnership, limit: setting.limits.purgePlan)
        guard let horizon = setting.retention.factsHorizon(at: now) else { return gathering }
        for isSweep in [false, true] {
            var place: Int64? = -1
            while let from = place, !gathering.isFull {
                let before = gathering
                (gathering, place) = try await store.read { store throws(StoreFailure) in
                    var gathering = before
                    let last =
                        try isSweep
                        ? gathering.sweep(
                            through: store, after: from, before: horizon, setting, at: now)
                        : gathering.look(
                            through: store, after: from, before: horizon, setting, at: now)
                    return (gathering, last)
                }
            }
        }
        return gathering
    }

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
        let isApproved = try await store.read { store throws(StoreFailure) in
            try store.purgePlans().contains { $0.state == .approved }
        }
        guard isApproved else { return nil }
        return try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.purgeSome()
        }
    }

    /// Forgets again what a store that was restored from a backup still has.
    ///
    /// What opens messages goes first, a chunk at a time; then facts and parts, all in one transaction,
    /// because no thread may be torn apart, and nobody is served yet who would wait for it.
    ///
    /// - Parameter unforgotten: what the list outside the store names.
    @discardableResult
    package func forgetAgain(
        _ unforgotten: Unforgotten
    ) async throws(StoreFailure) -> ForgottenAgain {
        var purged = ForgottenAgain()
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

    /// The plans of partnerships and how far each is, in log order.
    package func purgePlans(of partnerships: Set<Int>) async throws(StoreFailure) -> [JSONValue] {
        try await store.read { store throws(StoreFailure) in
            try store.purgePlans().filter { partnerships.contains($0.partnership) }
                .map { plan throws(StoreFailure) in try store.json(plan) }
        }
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
            return try store.json(plan).adding("items", .array(messages + facts))
        }
    }
}

extension StoreReading {
    /// What was done to the messages that a plan names, but for those of restricted threads and those that
    /// are not the partnership's.
    fileprivate func amendments(
        planned: PlannedPurge, _ partnership: Int
    ) throws(StoreFailure) -> [Int64: [Amendment]] {
        let found = try amendments(of: planned.due.flatMap(\.entries))
        guard !found.isEmpty else { return [:] }
        let entries = found.keys.sorted()
        let restricted = try restricted(entries)
        let own = try self.entries(.indices(entries)).filter { $0.partnership == partnership }
        let shown = Set(own.map(\.index)).subtracting(restricted)
        return found.filter { shown.contains($0.key) }
    }

    fileprivate func json(_ plan: PurgePlan) throws(StoreFailure) -> JSONValue {
        let planned = try plannedPurge(plan.entry)
        return .object(leavingOutNil: [
            "plan": .integer(plan.entry), "state": .string(plan.state.rawValue),
            "asked_at": (planned?.entry.at.rfc3339).map(JSONValue.string),
            "asked_by": (planned?.facts.by.agency.uri).map(JSONValue.string),
            "person": (planned?.facts.by.person).map(JSONValue.string),
            "reference": planned?.facts.by.reference.map(JSONValue.string),
            "due": planned.map { .counts($0.facts.due) },
            "held_back": planned.map { .counts($0.facts.heldBack) },
            "approval": plan.approval.map(JSONValue.integer),
            "approved_by": try plan.approval.flatMap { approval throws(StoreFailure) in
                try approver(approval)
            },
            "total": planned.map { .integer(Int64($0.facts.total)) },
            "purged": .integer(Int64(plan.purged)), "kept": .integer(Int64(plan.kept)),
            "facts_due": planned.flatMap {
                $0.facts.factsDue > 0 ? .integer(Int64($0.facts.factsDue)) : nil
            },
            "forgotten": plan.forgotten > 0 ? .integer(Int64(plan.forgotten)) : nil,
        ])
    }

    /// The person who approved a plan.
    private func approver(_ entry: Int64) throws(StoreFailure) -> JSONValue? {
        guard let found = try entries(.indices([entry])).first,
            case .retention(.approved(_, let person)) = try found.restored(origin: "").facts
        else { return nil }
        return .string(person.person)
    }
}
