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
    /// something is there.
    package func poll(
        _ poll: Poll, mailbox agency: AgencyID
    ) async throws(StoreFailure) -> PollAnswer {
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
        }
    }

    private func report(_ poll: Poll, _ agency: AgencyID) async throws(StoreFailure) {
        let refused = Set(poll.errors.map(\.token))
        var report = PollReport(agency: agency, startedAt: startedAt.index)
        report.acknowledged = poll.acknowledged.filter { !refused.contains($0) }.map {
            reported($0, agency)
        }
        report.refused = poll.errors.map {
            PollReport.RefusedReport(
                message: reported($0.token, agency), error: $0.code, description: $0.description)
        }
        guard !report.isEmpty else { return }
        let entered = report
        let names = entered.acknowledged.compactMap { $0.handedOut?.name }
        mailboxes.at(agency) { desk in for name in names { desk.hold(name) } }
        do throws(StoreFailure) {
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.note(entered)
            }
        } catch {
            let now = world.waitingTime
            mailboxes.at(agency) { desk in for name in names { desk.release(name, at: now) } }
            throw error
        }
        // A refused message stays invisible for the rest of its time, then it is handed out again.
        let (now, window) = (world.waitingTime, setting.limits.visibilityMilliseconds)
        mailboxes.at(agency) { desk in
            for handedOut in entered.acknowledged.compactMap(\.handedOut) {
                desk.acknowledge(handedOut, now: now, forgetting: window)
            }
        }
        if !entered.acknowledged.isEmpty { mailboxes.ring([agency]) }
    }

    private func reported(_ token: TokenID, _ agency: AgencyID) -> PollReport.Reported {
        PollReport.Reported(
            token: token, handedOut: mailboxes.at(agency) { $0.handedOut(token) })
    }

    /// Takes a page out of the mailbox and reads its messages.
    private func handOut(_ poll: Poll, _ agency: AgencyID) async throws(StoreFailure) -> PollAnswer
    {
        let limits = setting.limits
        let wanted = min(poll.maxEvents ?? limits.pollPage, limits.pollPage)
        let lookedAt = world.waitingTime
        let waiting = try await waiting(agency, beyond: wanted)
        guard !waiting.isEmpty else { return PollAnswer(sets: [], moreAvailable: false) }
        let messages = try await messages(waiting.map(\.entry))
        let candidates = waiting.compactMap { name in
            messages[name.entry].map {
                Desk.Candidate(name: name, token: $0.token, partnership: $0.partnership)
            }
        }
        let now = world.waitingTime
        // What was acknowledged since the look is remembered for that long, and no longer.
        guard now.milliseconds(since: lookedAt) < limits.visibilityMilliseconds else {
            return try await handOut(poll, agency)
        }
        let until = Instant(milliseconds: now.milliseconds + limits.visibilityMilliseconds)
        let (taken, isMore) = mailboxes.at(agency) { desk in
            let taken = desk.take(
                candidates, limit: wanted, capacity: limits.handedOut, now: now, until: until)
            let isMore =
                taken.count == wanted
                && candidates.contains {
                    desk.mayTake($0, capacity: limits.handedOut, now: now)
                }
            return (taken, isMore)
        }
        let sets = taken.compactMap { messages[$0.entry] }
        let fitting = sets.fitting(limits.pollBytes)
        if fitting < sets.count { giveBack(taken[fitting...], agency) }
        return PollAnswer(
            sets: sets.prefix(fitting).map { ($0.token, $0.jws) },
            moreAvailable: isMore || fitting < sets.count)
    }

    /// Lets others have what was taken and cannot be sent.
    private func giveBack(_ names: ArraySlice<PartName>, _ agency: AgencyID) {
        mailboxes.at(agency) { desk in for name in names { desk.forget(name) } }
        mailboxes.ring([agency])
    }

    /// The oldest of a mailbox that are not handed out: one more than are wanted.
    private func waiting(
        _ agency: AgencyID, beyond wanted: Int
    ) async throws(StoreFailure) -> [PartName] {
        let limit = wanted + 1 + mailboxes.at(agency) { $0.count }
        let names = try await store.read { store throws(StoreFailure) in
            try store.mailbox(of: agency, limit: limit)
        }
        let now = world.waitingTime
        return Array(mailboxes.at(agency) { $0.free(names, now: now) }.prefix(wanted + 1))
    }

    /// Messages as their recipients are handed them: those at hand, and the others from the store.
    private func messages(
        _ entries: [Int64]
    ) async throws(StoreFailure) -> [Int64: HandedMessage] {
        var messages = fresh.messages(entries)
        let others = entries.filter { messages[$0] == nil }
        guard !others.isEmpty else { return messages }
        for message in try await open(others) {
            messages[message.record.entry.index] = HandedMessage(
                token: message.facts.token, jws: message.jws.token,
                partnership: message.record.entry.partnership)
        }
        return messages
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
