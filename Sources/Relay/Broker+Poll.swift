// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
package import Safeguarding
import Signing

extension Broker {
    /// Answers a poll: first what it reports, in one transaction, then what waits, in log order.
    ///
    /// With nothing there and `returnImmediately` false it waits for something, for as long as the
    /// limit says (RFC 8936 section 2.4); also with `maxEvents` 0, which then only learns that
    /// something is there. Who cancels the wait is given nothing that has come meanwhile.
    package func poll(
        _ poll: Poll, mailbox agency: AgencyID
    ) async throws(StoreFailure) -> PollAnswer {
        hear(agency)
        try await report(poll, agency)
        let limits = setting.limits
        let deadline = Instant(
            milliseconds: world.waitingTime.milliseconds + limits.longPollMilliseconds)
        while true {
            let (generation, lookedAt) = (mailboxes.at(agency) { $0.generation }, world.waitingTime)
            let answer = try await handOut(poll, agency)
            let isOver =
                poll.returnImmediately || world.waitingTime >= deadline || mailboxes.isClosed
                || Task.isCancelled
            if !answer.sets.isEmpty || answer.moreAvailable || isOver { return answer }
            await mailboxes.wait(agency, since: generation, lookedAt: lookedAt, until: deadline)
            // Nobody hears the answer any more: what has come is for whoever asks next.
            if Task.isCancelled { return .nothing(isMore: false) }
        }
    }

    private func report(_ poll: Poll, _ agency: AgencyID) async throws(StoreFailure) {
        let report = report(of: poll, agency)
        guard !report.isEmpty else { return }
        hold(report)
        do throws(StoreFailure) {
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.note(report)
            }
        } catch {
            release(report)
            throw error
        }
        acknowledge(report)
    }

    /// What a poll reports, with what was handed out under each `jti`.
    ///
    /// A `jti` counts once, however often it is named; as refused where it is acknowledged too.
    func report(of poll: Poll, _ agency: AgencyID) -> PollReport {
        var report = PollReport(agency: agency, startedAt: startedAt.index)
        var named: Set<TokenID> = []
        report.refused = poll.errors.filter { named.insert($0.token).inserted }.map {
            PollReport.RefusedReport(
                message: reported($0.token, agency), error: $0.code, description: $0.description)
        }
        report.acknowledged = poll.acknowledged.filter { named.insert($0).inserted }.map {
            reported($0, agency)
        }
        return report
    }

    /// What is acknowledged is not handed out while that is being committed.
    func hold(_ report: PollReport) {
        mailboxes.at(report.agency) { desk in
            for handedOut in report.handedOut { desk.hold(handedOut.name) }
        }
    }

    /// The report could not be committed.
    func release(_ report: PollReport) {
        let now = world.waitingTime
        mailboxes.at(report.agency) { desk in
            for handedOut in report.handedOut { desk.release(handedOut.name, at: now) }
        }
    }

    /// The report is durable.
    ///
    /// A refused message stays invisible for the rest of its time, then it is handed out again.
    func acknowledge(_ report: PollReport) {
        let (now, window) = (world.waitingTime, setting.limits.visibilityMilliseconds)
        mailboxes.at(report.agency) { desk in
            for handedOut in report.handedOut {
                desk.acknowledge(handedOut, now: now, forgetting: window)
            }
        }
        if !report.acknowledged.isEmpty { mailboxes.ring([report.agency]) }
    }

    private func reported(_ token: TokenID, _ agency: AgencyID) -> PollReport.Reported {
        PollReport.Reported(
            token: token, handedOut: mailboxes.at(agency) { $0.handedOut(token) })
    }

    /// Takes a page out of the mailbox and reads its messages.
    private func handOut(_ poll: Poll, _ agency: AgencyID) async throws(StoreFailure) -> PollAnswer
    {
        let wanted = wanted(poll)
        let visit = visit(of: poll, at: world.waitingTime)
        let limit = lookLimit(agency, wanted)
        let names = try await store.read { store throws(StoreFailure) in
            try store.mailbox(of: agency, limit: limit)
        }
        let (waiting, isMore) = free(names, agency, beyond: wanted, for: visit)
        guard !waiting.isEmpty else { return .nothing(isMore: isMore) }
        let messages = try await messages(waiting.map(\.entry), for: agency)
        let unreadable = waiting.filter { messages[$0.entry] == nil }
        guard unreadable.isEmpty else {
            setAside(unreadable, agency)
            return try await handOut(poll, agency)
        }
        let strays = strays(waiting, messages, agency)
        guard strays.isEmpty else {
            try await store.tell(damaged: strays.map { $0.strayed(inMailboxOf: agency) })
            setAside(strays, agency)
            return try await handOut(poll, agency)
        }
        if let answer = take(waiting, messages, wanted, agency, for: visit) {
            return answer.withMore(isMore)
        }
        return try await handOut(poll, agency)
    }

    /// Those of a mailbox's handoffs that are another agency's by their entries.
    func strays(
        _ waiting: [PartName], _ messages: [Int64: HandedMessage], _ agency: AgencyID
    ) -> [PartName] {
        waiting.filter { messages[$0.entry]?.isRouted(to: agency, as: $0) == false }
    }

    /// How many messages a poll is given at most.
    func wanted(_ poll: Poll) -> Int {
        let page = setting.limits.pollPage
        return min(poll.maxEvents ?? page, page)
    }

    /// How many of a mailbox must be looked at to find as many as are wanted, and one more.
    func lookLimit(_ agency: AgencyID, _ wanted: Int) -> Int {
        wanted + 1 + mailboxes.at(agency) { $0.count }
    }

    /// A poll as its mailbox's desk sees it.
    func visit(of poll: Poll, at now: Instant) -> Desk.Visit {
        let limits = setting.limits
        return Desk.Visit(
            now: now, until: now.adding(milliseconds: limits.visibilityMilliseconds),
            capacity: limits.handedOut,
            acknowledging: Set(poll.acknowledged).union(poll.noted))
    }

    /// The oldest of those that may be handed out to a poll: one more than are wanted; and whether
    /// others wait for it to come again.
    func free(
        _ names: [PartName], _ agency: AgencyID, beyond wanted: Int, for visit: Desk.Visit
    ) -> (names: [PartName], isMore: Bool) {
        let (names, isMore) = mailboxes.at(agency) { $0.free(names, for: visit) }
        return (Array(names.prefix(wanted + 1)), isMore)
    }

    /// Takes a page of what waits; nil when it must be looked for again: the look was too long ago, since
    /// what was acknowledged after it is remembered for a time and no longer, or among what it found
    /// something has to wait for another message under its `jti`.
    func take(
        _ waiting: [PartName], _ messages: [Int64: HandedMessage], _ wanted: Int,
        _ agency: AgencyID, for look: Desk.Visit
    ) -> PollAnswer? {
        let limits = setting.limits
        let candidates = waiting.compactMap { name in
            messages[name.entry].map {
                Desk.Candidate(name: name, token: $0.token, partnership: $0.partnership)
            }
        }
        let now = world.waitingTime
        guard now.milliseconds(since: look.now) < limits.visibilityMilliseconds else { return nil }
        var visit = look
        (visit.now, visit.until) = (now, now.adding(milliseconds: limits.visibilityMilliseconds))
        let found = mailboxes.at(agency) { [visit] desk -> (taken: [PartName], isMore: Bool)? in
            guard !desk.keepBack(candidates, from: visit) else { return nil }
            let taken = desk.take(candidates, limit: wanted, for: visit)
            return (taken, candidates.contains { desk.mayTake($0, for: visit) })
        }
        guard let (taken, isMore) = found else { return nil }
        let sets = taken.compactMap { messages[$0.entry] }
        let fitting = sets.fitting(limits.pollBytes)
        if fitting < sets.count { giveBack(taken[fitting...], agency) }
        let given = sets.prefix(fitting)
        return PollAnswer(
            sets: given.map { ($0.token, $0.jws) },
            amended: given.filter { !$0.amended.isEmpty }.map { ($0.token, $0.amended) },
            moreAvailable: isMore || fitting < sets.count)
    }

    /// Leaves out for a while what is damaged, misplaced or was purged, so that what waits behind it is
    /// handed out.
    private func setAside(_ names: [PartName], _ agency: AgencyID) {
        let now = world.waitingTime
        let until = now.adding(milliseconds: setting.limits.visibilityMilliseconds)
        mailboxes.at(agency) { $0.setAside(names, now: now, until: until) }
    }

    /// Lets others have what was taken and cannot be sent.
    private func giveBack(_ names: ArraySlice<PartName>, _ agency: AgencyID) {
        mailboxes.at(agency) { desk in for name in names { desk.forget(name) } }
        mailboxes.ring([agency])
    }

    /// Messages as their recipients are handed them: those at hand, and of the others from the store
    /// those that are neither damaged nor purged, with the marks of what was done to them.
    private func messages(
        _ entries: [Int64], for agency: AgencyID
    ) async throws(StoreFailure) -> [Int64: HandedMessage] {
        var messages = fresh.messages(entries)
        let others = entries.filter { messages[$0] == nil }
        guard !others.isEmpty else { return messages }
        let whole = try await openWhole(others)
        let marks = try await marks(on: whole.map(\.record.entry.index), for: agency)
        for message in whole {
            let entry = message.record.entry
            messages[entry.index] = HandedMessage(
                token: message.facts.token, jws: message.jws.token,
                partnership: entry.partnership,
                recipients: message.record.routing?.recipients ?? [],
                amended: marks[entry.index] ?? [])
        }
        return messages
    }

    /// What was done to messages, as their recipient is told it.
    ///
    /// Where what says so is damaged, the message is handed out without its mark: the damage is told where
    /// it was read, and nobody waits for a referral because of it.
    private func marks(
        on entries: [Int64], for agency: AgencyID
    ) async throws(StoreFailure) -> [Int64: [AmendmentPart.Kind]] {
        guard !entries.isEmpty else { return [:] }
        let amended = try await store.read { store throws(StoreFailure) in
            try store.amendments(of: entries).keys.sorted()
        }
        var marks: [Int64: [AmendmentPart.Kind]] = [:]
        for entry in amended {
            do throws(StoreFailure) {
                marks[entry] = try await store.read { store throws(StoreFailure) in
                    try (store.shownAmendments(of: [entry], to: .party(agency))[entry] ?? []).kinds
                }
            } catch { guard case .corrupt = error else { throw error } }
        }
        return marks
    }
}

extension [HandedMessage] {
    /// How many of the first fit into so many bytes; one always does.
    fileprivate func fitting(_ limit: Int) -> Int {
        var bytes = 0
        for (position, message) in enumerated() {
            bytes += message.jws.count
            if bytes > limit, position > 0 { return position }
        }
        return count
    }
}
