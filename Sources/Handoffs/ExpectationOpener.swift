// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// What a message tells the rules that may open expectations.
package struct OpeningMessage: Sendable {
    /// The name of its event type.
    package let type: String
    /// Its coded particulars.
    package let particulars: [String: String]
    /// Who sent it.
    package let sender: AgencyID
    /// Who receives it.
    package let recipients: [AgencyID]
    /// Who issued the root of the answers that it belongs to; itself, when it opens the matter.
    package let rootIssuer: AgencyID
    /// The positions of its subjects in the thread's opening message.
    package let subjects: [Int]
    /// When the broker received it.
    package let received: Instant
    /// When what it tells happened (`toe`).
    package let occurred: Instant?
    /// Its payload, for clocks that start at a time told in it.
    package let payload: JSONNode

    /// Gathers what rules need.
    package init(
        type: String, particulars: [String: String], sender: AgencyID, recipients: [AgencyID],
        rootIssuer: AgencyID, subjects: [Int], received: Instant, occurred: Instant?,
        payload: JSONNode
    ) {
        self.type = type
        self.particulars = particulars
        self.sender = sender
        self.recipients = recipients
        self.rootIssuer = rootIssuer
        self.subjects = subjects
        self.received = received
        self.occurred = occurred
        self.payload = payload
    }
}

/// Opens expectations by the rules of a partnership.
package struct ExpectationOpener: Sendable {
    private let partnership: Partnership

    /// Opens by the rules, roles and calendar of a partnership.
    package init(_ partnership: Partnership) { self.partnership = partnership }

    /// What a message opens.
    package struct Opened: Sendable, Hashable {
        /// The terms of each expectation, in the order of the rules.
        package fileprivate(set) var terms: [Expectation.Terms] = []
        /// The rules whose due time could not be computed, and why; the message is accepted all
        /// the same, and the gap is logged.
        package fileprivate(set) var unjudged: [UnjudgedRule] = []

        /// Nothing.
        package init() {}
    }

    /// Every expectation that a message opens.
    ///
    /// It is owed by the sender or by a recipient of the message; a duty-holder that the message
    /// does not reach owes nothing, and its sender is told (interfaces.md section 3).
    package func open(by message: OpeningMessage) -> Opened {
        var opened = Opened()
        for rule in partnership.rules.timescales where applies(rule, to: message) {
            let start = start(of: rule, message)
            do throws(CalendarError) {
                let due = try rule.due(
                    from: start, particulars: message.particulars, calendar: partnership.calendar)
                opened.terms += terms(of: rule, message, from: start, due: due)
            } catch {
                opened.unjudged.append(UnjudgedRule(rule: rule.id, why: error))
            }
        }
        return opened
    }

    private func applies(_ rule: Timescale, to message: OpeningMessage) -> Bool {
        rule.opens.pattern?.matches(type: message.type, particulars: message.particulars) == true
            && rule.isInForce(on: London.date(at: message.received))
            && partnership.heeds(rule, from: message.sender, at: message.received)
    }

    private func start(of rule: Timescale, _ message: OpeningMessage) -> Instant {
        switch rule.clock.starts {
        case .received: message.received
        case .toe: message.occurred ?? message.received
        case .root: message.received
        case .pointer: rule.clock.starts.moment(in: message.payload) ?? message.received
        }
    }

    private func terms(
        of rule: Timescale, _ message: OpeningMessage, from start: Instant, due: Instant
    ) -> [Expectation.Terms] {
        let subjects: [[Int]] =
            rule.per == .subject && !message.subjects.isEmpty
            ? message.subjects.map { [$0] } : [message.subjects]
        return dutyHolders(of: rule, message).flatMap { holder in
            subjects.map { subjects in
                Expectation.Terms(
                    rule: rule.id, pack: partnership.rules.name,
                    calendar: partnership.calendar.edition,
                    isUnverified: rule.verification == .unverified,
                    force: rule.force, breakPoint: rule.breakPoint, owedBy: holder,
                    owedTo: creditor(of: holder, rule, message),
                    expects: rule.expects.pattern.types.sorted(),
                    from: start, due: due, subjects: subjects)
            }
        }
    }

    private func dutyHolders(of rule: Timescale, _ message: OpeningMessage) -> [AgencyID] {
        switch rule.owedBy {
        case .sender: return [message.sender]
        case .recipient: return message.recipients
        case .referrer: return [message.rootIssuer]
        case .role(let role):
            guard let holder = partnership.roles[role], message.recipients.contains(holder) else {
                return []
            }
            return [holder]
        }
    }

    /// To whom it is owed: whom the rule names, else the sender.
    ///
    /// Where that is who owes it, another party of the message; only when there is none, itself.
    private func creditor(
        of holder: AgencyID, _ rule: Timescale, _ message: OpeningMessage
    ) -> AgencyID {
        let named: AgencyID? =
            switch rule.owedTo {
            case .sender, nil: message.sender
            case .referrer: message.rootIssuer
            case .recipient: message.recipients.first { $0 != holder }
            case .role(let role): partnership.roles[role]
            }
        if let named, named != holder { return named }
        return ([message.rootIssuer, message.sender] + message.recipients).first { $0 != holder }
            ?? holder
    }
}

/// A rule that applied and could not be judged.
package struct UnjudgedRule: Sendable, Hashable {
    /// The rule.
    package let rule: String
    /// Why its due time could not be computed.
    package let why: CalendarError
}
