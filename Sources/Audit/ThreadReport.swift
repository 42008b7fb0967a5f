// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Ledger
package import Routing
package import Safeguarding

/// Everything that a viewer may see of one thread: its steps in order, and who owed what by when.
///
/// No content. A party sees the messages that it sent or received and the expectations that it owes
/// or is owed; the sender of a message, partnership and inspector also see its routing and
/// exclusions. Of a restricted thread partnership and inspector see rule, due time and verdict, not
/// its agencies.
package struct ThreadReport: Sendable {
    /// The thread.
    package let thread: ThreadID
    /// Its steps, in log order.
    package let steps: [Step]
    /// Its expectations, in the order in which they are due.
    package let expectations: [ExpectationRecord]
    /// Whether agencies are withheld, because the thread is restricted and the viewer oversees.
    package let withholdsAgencies: Bool

    /// Whether whoever looks oversees, and is no party.
    let isOverseen: Bool

    /// One step of a thread.
    package struct Step: Sendable {
        /// What happened.
        package let kind: Kind
        /// When, by the log's clock.
        package let at: Instant
        /// The part that records it.
        package let name: PartName
        /// The message concerned.
        package let message: MessageFacts
        /// The agency that took the step: a sender, or a recipient.
        package let agency: AgencyID
        /// Recipients and exclusions, for those who may see a message's routing.
        package let routing: Routing?
        /// Whether the message was routed as restricted.
        let isRestricted: Bool
        /// The part that says that the message was purged; nil while it is kept.
        var purgedBy: PartName?
        /// What whoever acknowledged it said of it, as the code that the acknowledgement has; nil where it
        /// was purged, or the viewer may not know.
        var status: String?
    }

    /// What a step was.
    package enum Kind: Sendable, Hashable {
        /// A message was accepted.
        case accepted
        /// The broker issued a message of its own.
        case issued
        /// A handoff took a step.
        case handoff(Handoff.Step)
    }

    /// A message's routing.
    package struct Routing: Sendable, Hashable {
        /// Who receives it.
        package let recipients: [Recipient]
        /// Who fell out.
        package let excluded: [Exclusion]
        /// Duty-holders whom it does not reach.
        package let absent: [AbsentDutyHolder]
    }

    /// Reports a thread; nil when the viewer may see nothing of it.
    package init?(
        _ thread: ThreadID, messages: [MessageRecord], handoffs: [HandoffRecord],
        expectations: [ExpectationRecord], for viewer: Viewer
    ) {
        let recipients = Dictionary(grouping: handoffs) { $0.name.entry }
        let statuses = Self.statuses(messages, viewer)
        let visible = messages.filter { message in
            viewer.sees(message, recipients[message.entry.index] ?? [])
        }
        guard !visible.isEmpty else { return nil }
        self.thread = thread
        isOverseen = viewer.oversees
        withholdsAgencies =
            viewer.oversees && (messages.first?.routing?.isRestricted ?? false)
        steps = visible.flatMap { message in
            Self.steps(of: message, recipients[message.entry.index] ?? [], statuses, viewer)
        }.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
        self.expectations = expectations.filter(viewer.sees)
    }

    private static func steps(
        of message: MessageRecord, _ handoffs: [HandoffRecord], _ statuses: [Int64: String],
        _ viewer: Viewer
    ) -> [Step] {
        guard let facts = message.facts else { return [] }
        let kind: Kind = if case .issued = message.happening.facts { .issued } else { .accepted }
        let seesRouting = viewer.oversees || facts.issuer == viewer.agency
        let arrival = Step(
            kind: kind, at: message.entry.at, name: PartName(entry: message.entry.index, part: 0),
            message: facts, agency: facts.issuer,
            routing: seesRouting ? Routing(message) : nil, isRestricted: message.isRestricted,
            purgedBy: message.purgedBy)
        let shown = handoffs.filter { seesRouting || $0.recipient.agency == viewer.agency }
        return [arrival]
            + shown.flatMap { $0.stepsTaken(facts, message.isRestricted, statuses) }
    }

    /// What acknowledgements say became of a message, by their entries: that it is in hand, or why not.
    private static func statuses(_ messages: [MessageRecord], _ viewer: Viewer) -> [Int64: String] {
        let told = messages.filter { !(viewer.oversees && $0.isRestricted) }.compactMap { message in
            message.particulars?.values["status"].map { (message.entry.index, $0) }
        }
        return Dictionary(told) { $1 }
    }
}

extension ThreadReport.Routing {
    fileprivate init(_ message: MessageRecord) {
        var (recipients, excluded): ([Recipient], [Exclusion]) = ([], [])
        for part in message.happening.parts {
            switch part {
            case .handoff(let recipient): recipients.append(recipient)
            case .exclusion(let exclusion): excluded.append(exclusion)
            default: break
            }
        }
        self.init(
            recipients: recipients, excluded: excluded, absent: message.routing?.absent ?? [])
    }
}

extension HandoffRecord {
    /// The steps that the handoff took, each with the part that records it.
    fileprivate func stepsTaken(
        _ message: MessageFacts, _ isRestricted: Bool, _ statuses: [Int64: String]
    ) -> [ThreadReport.Step] {
        let times: [(Handoff.Step, Instant?)] = [
            (.delivered, handoff.deliveredAt), (.acknowledged, handoff.acknowledgedAt),
            (.answered, handoff.answeredAt), (.refused, handoff.refusedAt),
            (.undeliverable, handoff.undeliverableAt),
        ]
        return times.compactMap { step, at in
            guard let at, let name = steps[step] else { return nil }
            return ThreadReport.Step(
                kind: .handoff(step), at: at, name: name, message: message,
                agency: recipient.agency, routing: nil, isRestricted: isRestricted,
                status: step == .acknowledged ? statuses[name.entry] : nil)
        }
    }
}

extension Viewer {
    var oversees: Bool {
        if case .overseer = self { return true }
        return false
    }

    fileprivate func sees(_ message: MessageRecord, _ handoffs: [HandoffRecord]) -> Bool {
        guard let facts = message.facts else { return false }
        switch self {
        case .party(let agency):
            return facts.issuer == agency || handoffs.contains { $0.recipient.agency == agency }
        case .overseer(_, let partnerships): return partnerships.contains(message.entry.partnership)
        }
    }

    /// Whether an expectation may be shown: to whoever owes it or is owed, and to who oversees.
    func sees(_ record: ExpectationRecord) -> Bool {
        let terms = record.expectation.terms
        switch self {
        case .party(let agency):
            // Who passed it on and who owes it now both see it.
            return [record.expectation.owedBy, terms.owedBy, terms.owedTo].contains(agency)
        case .overseer(_, let partnerships):
            return partnerships.contains(record.opener.partnership)
        }
    }
}
