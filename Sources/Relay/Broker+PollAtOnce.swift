// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Safeguarding

extension Broker {
    /// Notes what a poll reports, and looks into its mailbox in the same transaction: for callers
    /// without a task, and without a second reading of the store.
    ///
    /// A poll that reports nothing has no transaction to look in; it takes the other way.
    ///
    /// - Parameter answer: is called once the report is durable, on the sequencer's own thread; it
    ///   must not wait for anything.
    package func report(
        _ poll: Poll, mailbox agency: AgencyID,
        then answer: @escaping @Sendable (Outcome<MailboxLook>) -> Void
    ) {
        hear(agency)
        let report = report(of: poll, agency)
        let wanted = wanted(poll)
        hold(report)
        sequencer.enter { [self] transaction throws(StoreFailure) in
            try transaction.note(report)
            let lookedAt = world.waitingTime
            let names = try transaction.store.mailbox(
                of: agency, limit: lookLimit(agency, wanted))
            return MailboxLook(agency: agency, wanted: wanted, names: names, at: lookedAt)
        } then: { [self] outcome in
            if case .success = outcome { acknowledge(report) } else { release(report) }
            answer(outcome)
        }
    }

    /// Hands out what a look found, from the messages at hand.
    ///
    /// - Returns: nil when the poll must wait, or not all that was found is at hand: then the poll,
    ///   whose report is noted, goes on by way of `poll(_:mailbox:)`, with what it acknowledged as `noted`.
    package func handOut(_ look: MailboxLook, to poll: Poll) -> PollAnswer? {
        let visit = visit(of: poll, at: look.at)
        let (waiting, isMore) = free(look.names, look.agency, beyond: look.wanted, for: visit)
        guard !waiting.isEmpty else {
            return isMore || poll.returnImmediately ? .nothing(isMore: isMore) : nil
        }
        let messages = fresh.messages(waiting.map(\.entry))
        guard messages.count == Set(waiting.map(\.entry)).count,
            strays(waiting, messages, look.agency).isEmpty
        else { return nil }
        let answer = take(waiting, messages, look.wanted, look.agency, for: visit)?
            .withMore(isMore)
        let isWaiting = answer?.sets.isEmpty != false && answer?.moreAvailable != true
        return isWaiting && !poll.returnImmediately ? nil : answer
    }
}

/// What waited in a mailbox when a poll's report was noted.
package struct MailboxLook: Sendable {
    let agency: AgencyID
    /// How many messages the poll is given at most.
    let wanted: Int
    let names: [PartName]
    let at: Instant
}
