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

/// What is due is looked for a page of the store at a time, beside whoever else reads and writes.
extension Broker {
    /// Finds out what is due in a partnership, and writes it down as a plan.
    ///
    /// What is of no partnership goes with any partnership's plan. What cannot be read is kept and
    /// named, and ends nothing.
    package func planPurge(
        of partnership: Int, by person: ActingPerson
    ) async throws(StoreFailure) -> PurgeProposal {
        let (setting, now) = (setting, now)
        let content = try await gather(PurgeGathering(partnership, setting, at: now))
        let told = try await gather(
            FactsGathering(partnership, setting, told: content.damaged, at: now))
        let start = swept.place(of: partnership)
        let sweep = try await gather(FactsSweep(told, from: start), after: start - 1)
        swept.note(sweep.settled, of: partnership)
        var proposal = content.proposal.adding(sweep.gathering)
        guard !proposal.due.isEmpty || proposal.factsDue > 0 else { return proposal }
        let facts = PlannedFacts(
            by: person, until: now, due: proposal.due, heldBack: proposal.heldBack,
            factsDue: proposal.factsDue)
        let (parts, forgetting) = (content.parts, sweep.gathering.part)
        proposal.plan = try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.plan(facts, parts, forgetting, partnership: partnership)
        }
        return proposal
    }

    /// Looks at page after page, from behind an entry on, until there is no more or it is full.
    private func gather<Gathering: PlanGathering>(
        _ empty: Gathering, after entry: Int64 = -1
    ) async throws(StoreFailure) -> Gathering {
        var (gathering, place) = (empty, Int64?(entry))
        while let from = place, !gathering.isFull {
            let page = try await store.read { [gathering] store throws(StoreFailure) in
                try gathering.page(after: from, in: store)
            }
            try await look(at: page, &gathering)
            place = page.count == PurgeGathering.page ? page.last : nil
        }
        return gathering
    }

    /// Looks at a page, and when something of it cannot be read, at one entry after the other.
    ///
    /// So the rest is looked at all the same, and whoever watches the store hears of the damage.
    private func look(
        at page: [Int64], _ gathering: inout some PlanGathering
    ) async throws(StoreFailure) {
        do throws(StoreFailure) { return gathering = try await looked(at: page, gathering) } catch {
            guard case .corrupt = error else { throw error }
        }
        for entry in page {
            do throws(StoreFailure) {
                gathering = try await looked(at: [entry], gathering)
            } catch {
                guard case .corrupt = error else { throw error }
                gathering.hold(damaged: entry)
            }
        }
    }

    private func looked<Gathering: PlanGathering>(
        at page: [Int64], _ gathering: Gathering
    ) async throws(StoreFailure) -> Gathering {
        try await store.read { store throws(StoreFailure) in
            var looked = gathering
            try looked.look(at: page, in: store)
            return looked
        }
    }
}
