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
    /// How many are held back, by what holds them.
    package var heldBack: [String: Int] = [:]
    /// Whether more may be due than one plan holds.
    package var isFull = false
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
        var proposal = gathering.proposal
        guard !proposal.due.isEmpty else { return proposal }
        let facts = PlannedFacts(
            by: person, until: now, due: proposal.due, heldBack: proposal.heldBack)
        let parts = gathering.parts
        proposal.plan = try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.plan(facts, parts, partnership: partnership)
        }
        return proposal
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
    /// - Parameter entries: those that the list outside the store names.
    package func forgetAgain(_ entries: [Int64]) async throws(StoreFailure) {
        let chunk = setting.limits.purgeChunk
        for start in stride(from: 0, to: entries.count, by: chunk) {
            let some = Array(entries[start..<min(start + chunk, entries.count)])
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.purge(listed: some)
            }
        }
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
            let messages: [JSONValue] = planned.due.flatMap { due in
                due.entries.map { ["entry": .integer($0), "class": .string(due.retentionClass)] }
            }
            return try store.json(plan).adding("items", .array(messages))
        }
    }
}

extension StoreReading {
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
