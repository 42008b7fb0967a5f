// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Signing

/// What became of the wish to let a plan go.
package enum PurgeApproval: Sendable, Hashable {
    /// It is approved, and carried out in the background.
    case approved
    /// It was approved before.
    case already
    /// Who asked may not approve: it takes a second person.
    case samePerson
    /// There is no such plan that the caller may approve.
    case nothing
}

/// How far a plan is, after some of it was carried out.
package struct PurgeProgress: Sendable, Hashable {
    /// The plan.
    package let plan: Int64
    /// How many messages were purged just now.
    package let purged: Int
    /// Of how many entries facts and parts were purged just now.
    package var forgotten = 0
    /// How many were kept after all, those that could not be read among them.
    package let kept: Int
    /// The entries that could not be read just now, or not be purged: they are kept.
    package var damaged: [Int64] = []
    /// Whether everything that it names was looked at.
    package let isDone: Bool
}

/// How much of a plan one transaction takes on.
enum PurgeStride {
    /// As much as one transaction may.
    case chunk
    /// One entry, because a chunk could not be purged whole.
    case one
    /// One entry, which cannot be purged: it is kept, and named.
    case passingOver

    /// How many entries it takes on.
    func most(of chunk: Int) -> Int { self == .chunk ? chunk : 1 }
}

/// What is purged next.
struct PurgeStep: Sendable, Hashable {
    /// The plan that names it.
    let plan: Int64
    /// The entry: its message goes, or its facts.
    let entry: Int64
    /// Whether its facts go.
    let isOfFacts: Bool
}

extension Transaction {
    /// Writes down what is due, for a second person to approve.
    mutating func plan(
        _ facts: PlannedFacts, _ due: [DuePart], _ factsDue: FactsDuePart?, partnership: Int
    ) throws(StoreFailure) -> Int64 {
        let parts = due.map(Part.due) + (factsDue.map { [.factsDue($0)] } ?? [])
        return try record(
            Happening(.retention(.planned(facts)), parts: parts),
            partnership: partnership
        ).index
    }

    /// Lets a plan go, in the name of a second person.
    mutating func approve(
        _ entry: Int64, by person: ActingPerson, overseeing partnerships: Set<Int>
    ) throws(StoreFailure) -> PurgeApproval {
        guard let plan = try store.purgePlans().first(where: { $0.entry == entry }),
            partnerships.contains(plan.partnership), let asked = try store.plannedPurge(entry)
        else { return .nothing }
        guard plan.state == .asked else { return .already }
        guard !asked.facts.by.isSamePerson(as: person) else { return .samePerson }
        try record(
            Happening(.retention(.approved(plan: entry, by: person))),
            partnership: plan.partnership)
        return .approved
    }

    /// Purges the next of what an approved plan names, as much as one transaction may.
    ///
    /// Each is looked at again: what is held back by now is kept, and so is what cannot be read, which
    /// the entry names. Where it stopped is in the entry, so that after a crash it goes on there. Facts
    /// go when the messages are done with.
    ///
    /// - Parameter step: what must be first; nil where anything may be. When another plan has come before
    ///   it nothing is done, so that never anything is passed over but what could not be purged.
    mutating func purgeSome(
        _ stride: PurgeStride = .chunk, only step: PurgeStep? = nil
    ) throws(StoreFailure) -> PurgeProgress? {
        if let step, try store.nextPurge() != step {
            return PurgeProgress(plan: step.plan, purged: 0, kept: 0, isDone: false)
        }
        guard let (plan, planned) = try store.nextPlan() else { return nil }
        let rest = planned.entries.filter { $0 > plan.through ?? -1 }
        if rest.isEmpty, !planned.forgettable.isEmpty {
            return try forgetSome(plan, planned, stride)
        }
        let some = rest.prefix(stride.most(of: setting.limits.purgeChunk))
        let chunk = try PurgeChunk(
            some, of: plan, setting.retention, stride, in: store, at: now)
        let isDone = some.count == rest.count && planned.forgettable.isEmpty
        let facts = PurgedFacts(
            cause: .retention, plan: plan.entry, approval: plan.approval, purged: chunk.counts,
            kept: chunk.kept + chunk.damaged.count, damaged: chunk.damaged,
            through: some.last ?? plan.through, isLast: isDone)
        try record(
            Happening(.retention(.purged(facts)), parts: chunk.parts),
            partnership: plan.partnership)
        count("purged", chunk.parts.count)
        noteDamaged(chunk.damaged.count)
        return PurgeProgress(
            plan: plan.entry, purged: chunk.parts.count, kept: facts.kept, damaged: chunk.damaged,
            isDone: isDone)
    }

    /// Counts what could not be read where the alarm counts it, whoever met it.
    mutating func noteDamaged(_ number: Int) {
        if number > 0 { count("damaged_reads", number) }
    }

    /// Purges again what the list outside the store names.
    ///
    /// - Returns: how many messages it purged.
    mutating func purge(listed entries: [Int64]) throws(StoreFailure) -> Int {
        let messages = try store.messages(.entries(entries)).filter { $0.key != nil }
        let byPartnership = Dictionary(grouping: messages, by: \.entry.partnership)
        for (partnership, messages) in byPartnership.sorted(by: { $0.key < $1.key }) {
            let parts = messages.compactMap { message in
                message.commitment.map {
                    Part.purged(PurgedPart(entry: message.entry.index, commitment: $0))
                }
            }
            let facts = PurgedFacts(cause: .listed, purged: ["listed": parts.count])
            try record(
                Happening(.retention(.purged(facts)), parts: parts), partnership: partnership)
            count("purged", parts.count)
        }
        return messages.count
    }

    /// Holds a thread for a partnership, or ends that; done twice it is done once.
    mutating func hold(
        _ thread: ThreadID, by person: ActingPerson, partnership: Int, isHeld: Bool
    ) throws(StoreFailure) {
        let holders = try store.heldThreads().holders(of: thread)
        guard holders.contains(partnership) != isHeld else { return }
        try record(
            Happening(
                .retention(isHeld ? .held(thread, by: person) : .released(thread, by: person))),
            partnership: partnership)
    }

    /// Ends the hold of a thread that the store does not have: the list outside it is told so too.
    mutating func end(
        missing thread: ThreadID, by person: ActingPerson, partnership: Int
    ) throws(StoreFailure) {
        try record(
            Happening(.retention(.released(thread, by: person))), partnership: partnership)
    }
}

/// What a plan's entry says.
struct PlannedPurge: Sendable {
    let entry: LedgerEntry
    let facts: PlannedFacts
    let due: [DuePart]
    /// The entries whose facts are due, in log order.
    let forgettable: [Int64]

    /// Every message that it names, in log order.
    var entries: [Int64] { due.flatMap(\.entries).sorted() }
}

extension StoreReading {
    /// What is purged next, by the plans that are approved; nil when nothing is.
    func nextPurge() throws(StoreFailure) -> PurgeStep? {
        guard let (plan, planned) = try nextPlan() else { return nil }
        if let message = planned.entries.first(where: { $0 > plan.through ?? -1 }) {
            return PurgeStep(plan: plan.entry, entry: message, isOfFacts: false)
        }
        return planned.forgettable.first { $0 > plan.factsThrough ?? -1 }.map {
            PurgeStep(plan: plan.entry, entry: $0, isOfFacts: true)
        }
    }

    /// The first plan that is approved, with what it says; nil when there is none.
    ///
    /// One whose own entry is damaged cannot be carried out any more, and is in the way of no other.
    func nextPlan() throws(StoreFailure) -> (PurgePlan, PlannedPurge)? {
        for plan in try purgePlans() where plan.state == .approved {
            do throws(StoreFailure) {
                if let planned = try plannedPurge(plan.entry) { return (plan, planned) }
            } catch { guard case .corrupt = error else { throw error } }
        }
        return nil
    }

    /// What the entry of a plan says, held against its leaf; nil when it is of none.
    func plannedPurge(_ entry: Int64) throws(StoreFailure) -> PlannedPurge? {
        guard let found = try entries(.indices([entry])).first else { return nil }
        if let damage = found.damage { throw damage.failure(of: entry) }
        let happening = try found.restored(origin: "")
        guard case .retention(.planned(let facts)) = happening.facts else { return nil }
        let due = happening.parts.compactMap { part in
            if case .due(let due) = part { due } else { nil }
        }
        let forgettable = happening.parts.flatMap { part in
            if case .factsDue(let due) = part { due.entries } else { [] as [Int64] }
        }
        return PlannedPurge(entry: found, facts: facts, due: due, forgettable: forgettable)
    }
}

extension ActingPerson {
    /// Whether it is the same person, whatever the reference.
    func isSamePerson(as other: ActingPerson) -> Bool {
        agency == other.agency && person == other.person
    }
}
