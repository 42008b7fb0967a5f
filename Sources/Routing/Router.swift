// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Safeguarding

/// Decides who receives a message (interfaces.md section 3).
///
/// Recipients = (agencies in `aud` ∪ subscribers) ∩ allowed by an agreement, minus the sender. A
/// reply also goes to the issuer of what it answers and of its root. Default is deny: a
/// subscription narrows and never widens, and nothing is ever broadcast.
package struct Router: Sendable {
    private let directory: Directory

    /// Routes by what a directory says.
    package init(_ directory: Directory) { self.directory = directory }

    /// Routes an admitted message within its thread.
    ///
    /// - Parameter now: when it is received, since a rule that is not in force asks for nobody, and an
    ///   agreement past its day of review is marked.
    package func route(
        _ message: AdmittedMessage, in circle: ThreadCircle, at now: Instant
    ) -> RoutingDecision {
        let today = London.date(at: now)
        var ballot = Ballot(message, circle, directory, today)
        for agency in message.audience.agencies { ballot.consider(agency, as: .addressed) }
        if let agency = circle.answeredIssuer { ballot.reply(to: agency, as: .answered) }
        if let agency = circle.rootIssuer { ballot.reply(to: agency, as: .root) }
        for agency in circle.earlierRecipients { ballot.follow(agency) }
        for subscription in subscriptions(to: message) { ballot.subscribe(subscription.agency) }
        return ballot.decision(absent: absentDutyHolders(message, ballot.recipients, now, today))
    }

    private func subscriptions(to message: AdmittedMessage) -> [Subscription] {
        guard !message.entry.isAddressedOnly else { return [] }
        return directory.subscribers(
            partnership: message.audience.partnership, type: message.type.name,
            from: message.claims.issuer
        ).filter { $0.where.hold(for: message.content.particulars) }
    }

    /// Duty-holders by role whom the message should have reached for a rule to hold.
    private func absentDutyHolders(
        _ message: AdmittedMessage, _ recipients: [Recipient], _ now: Instant,
        _ today: CalendarDate
    ) -> [AbsentDutyHolder] {
        guard let partnership = directory.partnership(message.audience.partnership) else {
            return []
        }
        let rules = partnership.rules.timescales(
            openedBy: message.type.name, particulars: message.content.particulars, on: today)
        var found: [AbsentDutyHolder] = []
        for rule in rules {
            guard
                case .role(let role) = rule.owedBy, let holder = partnership.roles[role],
                holder != message.claims.issuer,
                partnership.heeds(rule, from: message.claims.issuer, at: now),
                !recipients.contains(where: { $0.agency == holder })
            else { continue }
            found.append(AbsentDutyHolder(agency: holder, role: role, rule: rule.id))
        }
        return found
    }
}

/// One message's candidates, each let in or excluded once.
private struct Ballot {
    private let message: AdmittedMessage
    private let circle: ThreadCircle
    private let directory: Directory
    private let today: CalendarDate
    private(set) var recipients: [Recipient] = []
    private var excluded: [Exclusion] = []
    /// Subscribers who get it as the issuer of what it answers, and would have got it anyway.
    private var subscribed: Set<AgencyID> = []
    private var overdueAgreements: [String] = []

    init(
        _ message: AdmittedMessage, _ circle: ThreadCircle, _ directory: Directory,
        _ today: CalendarDate
    ) {
        self.message = message
        self.circle = circle
        self.directory = directory
        self.today = today
    }

    private var sender: AgencyID { message.claims.issuer }

    /// Whether the message goes to none but those its issuer names: the thread was restricted by
    /// its first message, or this message restricts itself.
    private var isRestricted: Bool { circle.members != nil || message.content.isRestricted }

    /// Lets a candidate in when an agreement allows it and no restriction forbids it.
    mutating func consider(_ agency: AgencyID, as reason: Recipient.Reason) {
        guard agency != sender, !isSettled(agency) else { return }
        guard allowsByRestriction(agency, reason) else {
            return exclude(agency, .restrictedOperation, reason)
        }
        guard let agreement = agreement(reaching: agency) else {
            return exclude(agency, .noAgreement, reason)
        }
        if agreement.isOverdue(on: today), !overdueAgreements.contains(agreement.id) {
            overdueAgreements.append(agreement.id)
        }
        recipients.append(Recipient(agency: agency, reason: reason, agreement: agreement.id))
    }

    /// A reply goes back without an agreement of its own, and a correction after what it corrects.
    ///
    /// The one that let the question out, or the message that is corrected, covers it. An agency that
    /// was refused as addressee still gets the reply that is its due.
    mutating func reply(to agency: AgencyID, as reason: Recipient.Reason) {
        guard agency != sender, !recipients.contains(where: { $0.agency == agency }) else { return }
        excluded.removeAll { $0.agency == agency }
        recipients.append(Recipient(agency: agency, reason: reason, agreement: nil))
    }

    /// A correction goes after what it corrects, unless its own caveat keeps it to whom it addresses.
    ///
    /// What is right now may be what the others must not learn. That a message is taken back they always
    /// learn.
    mutating func follow(_ agency: AgencyID) {
        let isKeptBack =
            message.content.isRestricted && !circle.isTakenBack
            && !message.audience.agencies.contains(agency)
        guard isKeptBack else { return reply(to: agency, as: .earlier) }
        guard agency != sender, !isSettled(agency) else { return }
        exclude(agency, .restrictedOperation, .earlier)
    }

    /// Lets a subscriber in; one that has a copy of the reply already is a subscriber all the same.
    mutating func subscribe(_ agency: AgencyID) {
        consider(agency, as: .subscribed)
        guard recipients.contains(where: { $0.agency == agency && $0.reason.isCopy }),
            allowsByRestriction(agency, .subscribed), agreement(reaching: agency) != nil
        else { return }
        subscribed.insert(agency)
    }

    private func agreement(reaching agency: AgencyID) -> Agreement? {
        directory.agreement(
            partnership: message.audience.partnership, from: sender, to: agency,
            type: message.type.name)
    }

    private func isSettled(_ agency: AgencyID) -> Bool {
        recipients.contains { $0.agency == agency } || excluded.contains { $0.agency == agency }
    }

    /// Subscribers never see a restricted message; those addressed do when they belong to the
    /// circle, or when the opener of the thread widens it by naming them.
    private func allowsByRestriction(_ agency: AgencyID, _ reason: Recipient.Reason) -> Bool {
        guard isRestricted else { return true }
        guard reason == .addressed else { return false }
        guard let members = circle.members, sender != circle.opener else { return true }
        return members.contains(agency)
    }

    private mutating func exclude(
        _ agency: AgencyID, _ rule: Exclusion.Rule, _ reason: Recipient.Reason
    ) {
        excluded.append(
            Exclusion(agency: agency, rule: rule, wasAddressed: reason == .addressed))
    }

    func decision(absent: [AbsentDutyHolder]) -> RoutingDecision {
        RoutingDecision(
            recipients: recipients, copied: recipients.map(\.agency).filter(isOnlyCopied),
            excluded: excluded, absent: absent, overdueAgreements: overdueAgreements,
            isRestricted: isRestricted)
    }

    /// Whether a recipient is neither addressed, nor a subscriber, nor told of a correction.
    ///
    /// A reply that names no agency is for whoever sent what it answers.
    private func isOnlyCopied(_ agency: AgencyID) -> Bool {
        let named = message.audience.agencies
        let answered = [circle.answeredIssuer, circle.rootIssuer].compactMap(\.self)
        let addressed = named.isEmpty ? Array(answered.filter { $0 != sender }.prefix(1)) : named
        return answered.contains(agency) && !addressed.contains(agency)
            && !subscribed.contains(agency) && !circle.earlierRecipients.contains(agency)
    }
}
