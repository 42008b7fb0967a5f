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
        let content = try await contentDue(in: partnership, setting, at: now)
        let forgetting = try await factsDue(in: partnership, setting, at: now)
        var proposal = content.proposal.adding(forgetting)
        guard !proposal.due.isEmpty || proposal.factsDue > 0 else { return proposal }
        let facts = PlannedFacts(
            by: person, until: now, due: proposal.due, heldBack: proposal.heldBack,
            factsDue: proposal.factsDue)
        let parts = content.parts
        proposal.plan = try await sequencer.enter { transaction throws(StoreFailure) in
            try transaction.plan(facts, parts, forgetting.part, partnership: partnership)
        }
        return proposal
    }

    /// Whose content is due.
    private func contentDue(
        in partnership: Int, _ setting: Setting, at now: Instant
    ) async throws(StoreFailure) -> PurgeGathering {
        var gathering = PurgeGathering(partnership, limit: setting.limits.purgePlan)
        guard let horizon = setting.retention.horizon(at: now) else { return gathering }
        var place: Int64? = -1
        while let from = place, !gathering.isFull {
            let page = try await store.read { store throws(StoreFailure) in
                try store.keptMessages(
                    after: from, receivedBefore: horizon, limit: PurgeGathering.page)
            }
            try await look(at: page, &gathering) {
                gathering, page, store throws(StoreFailure) in
                try gathering.look(at: page, in: store, setting, at: now)
            } damaged: {
                $0.hold(damaged: $1)
            }
            place = page.count == PurgeGathering.page ? page.last : nil
        }
        return gathering
    }

    /// Whose facts and parts are due: of messages first, then what tells of those alone.
    private func factsDue(
        in partnership: Int, _ setting: Setting, at now: Instant
    ) async throws(StoreFailure) -> FactsGathering {
        var gathering = FactsGathering(partnership, limit: setting.limits.purgePlan)
        guard let horizon = setting.retention.factsHorizon(at: now) else { return gathering }
        var place: Int64? = -1
        while let from = place, !gathering.isFull {
            let page = try await store.read { store throws(StoreFailure) in
                try store.purgedMessages(
                    after: from, receivedBefore: horizon, limit: PurgeGathering.page)
            }
            try await look(at: page, &gathering) {
                gathering, page, store throws(StoreFailure) in
                try gathering.look(at: page, in: store, setting, at: now)
            } damaged: {
                $0.hold(damaged: $1)
            }
            place = page.count == PurgeGathering.page ? page.last : nil
        }
        try await sweep(&gathering, before: horizon, setting, at: now)
        return gathering
    }

    /// Goes through the log, up to what is too new, for what tells of nothing but what is gone.
    private func sweep(
        _ gathering: inout FactsGathering, before horizon: Instant, _ setting: Setting,
        at now: Instant
    ) async throws(StoreFailure) {
        let size = try await store.read { store throws(StoreFailure) in try store.size() }
        var from: Int64 = 0
        while from < size, !gathering.isFull, !gathering.isPastHorizon {
            let end = min(size, from + Int64(PurgeGathering.page))
            try await look(at: Array(from..<end), &gathering) {
                gathering, page, store throws(StoreFailure) in
                try gathering.sweep(through: page, in: store, before: horizon, setting, at: now)
            } damaged: {
                $0.hold(damaged: $1)
            }
            from = end
        }
    }

    /// Looks at a page, and when something of it cannot be read, at one entry after the other.
    ///
    /// So the rest is looked at all the same, and whoever watches the store hears of the damage.
    private func look<Gathering: Sendable>(
        at page: [Int64], _ gathering: inout Gathering,
        _ look:
            @escaping @Sendable (inout Gathering, [Int64], any StoreReading)
            throws(StoreFailure) -> Void,
        damaged: (inout Gathering, Int64) -> Void
    ) async throws(StoreFailure) {
        do throws(StoreFailure) {
            return gathering = try await looked(at: page, gathering, look)
        } catch {
            guard case .corrupt = error else { throw error }
        }
        for entry in page {
            do throws(StoreFailure) {
                gathering = try await looked(at: [entry], gathering, look)
            } catch {
                guard case .corrupt = error else { throw error }
                damaged(&gathering, entry)
            }
        }
    }

    private func looked<Gathering: Sendable>(
        at page: [Int64], _ gathering: Gathering,
        _ look:
            @escaping @Sendable (inout Gathering, [Int64], any StoreReading)
            throws(StoreFailure) -> Void
    ) async throws(StoreFailure) -> Gathering {
        try await store.read { store throws(StoreFailure) in
            var looked = gathering
            try look(&looked, page, store)
            return looked
        }
    }
}
