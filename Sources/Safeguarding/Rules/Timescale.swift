// SPDX-License-Identifier: Apache-2.0

/// One duty of a rule: what opens an expectation, of whom, and within how long.
///
/// A rule with several duties is several of these with one `id`, each with a `duty` of its own.
package struct Timescale: Sendable, Hashable {
    /// The rule's name within its pack, such as `R6`.
    package let id: String
    /// Which of the rule's duties this is, such as `response`; nil where the rule has but one.
    package let duty: String?
    /// What the rule asks for, in one line that a practitioner would write.
    package let title: String
    /// What opens an expectation.
    package let opens: Opening
    /// The role whose agency the sender of the opening message must be; nil where anybody may.
    package let opensWhenSentBy: Role?
    /// Whether only a message received outside the partnership's office hours opens.
    package let opensOutsideHours: Bool
    /// What has to come.
    package let expects: Expected
    /// Who owes it; with `per: attendee` each agency on the list, and with `per: role` this one
    /// for every role.
    package let owedBy: DutyHolder
    /// To whom it is owed; nil where the rule names nobody.
    package let owedTo: DutyHolder?
    /// Per what one message opens expectations.
    package let per: Counting
    /// What starts and stops the clock, and how long it runs.
    package internal(set) var clock: RuleClock
    /// Limits in place of the clock's under conditions; the first that holds counts.
    package internal(set) var replacingLimits: [ConditionalLimit]
    /// Limits that apply beside that one under conditions; the earliest due time wins.
    package internal(set) var additionalLimits: [ConditionalLimit]
    /// What ends the expectation as not applicable.
    package let lapses: [Lapse]
    /// What stops its clock for a while.
    package let pauses: [Pause]
    /// Whom the broker tells when it is missed.
    package internal(set) var tells: [Told]
    /// Whom the broker tells later, step by step, while it stays missed.
    package internal(set) var escalation: [EscalationStep]
    /// In what way it fell short when who owes it had the message and acknowledged it.
    package let shortfall: Shortfall
    /// The break that a miss stands for, where `breaks` names no other.
    package let breakPoint: BreakPoint
    /// The break that a miss stands for that fell short in a certain way.
    package let breaks: [Shortfall: BreakPoint]
    /// How binding the rule is.
    package internal(set) var force: Force
    /// The statute, guidance or decision that the rule comes from.
    package internal(set) var source: String
    /// Which edition of the source.
    package let edition: String
    /// The first day on which a message opens expectations by this rule.
    package let effectiveFrom: CalendarDate
    /// The last such day; nil while the rule is in force.
    package let effectiveUntil: CalendarDate?
    /// Whether the rule was held against its source.
    package internal(set) var verification: Verification
    /// The members that a partnership set for itself in an overlay, by the names of the format.
    package internal(set) var overridden: Set<String>

    /// A limit for messages with certain particulars.
    package struct ConditionalLimit: Sendable, Hashable {
        /// Which messages it is for, by the particulars of the one that opens.
        package let conditions: Conditions
        /// Within how long, on the same clock.
        package let limit: TimeLimit

        /// Describes a limit for messages with certain particulars.
        package init(conditions: Conditions, limit: TimeLimit) {
            self.conditions = conditions
            self.limit = limit
        }
    }

    /// A rung of the ladder that a miss climbs.
    package struct EscalationStep: Sendable, Hashable {
        /// How long after the same start as the clock's, counted in the same way as its limits.
        package let after: TimeLimit
        /// Whom the broker tells then.
        package let tells: [Told]

        /// Describes a rung of the ladder.
        package init(after: TimeLimit, tells: [Told]) {
            self.after = after
            self.tells = tells
        }
    }

    /// Describes a rule; what is left out has the value that most rules have.
    package init(
        id: String, duty: String? = nil, title: String, opens: Opening,
        opensWhenSentBy: Role? = nil, opensOutsideHours: Bool = false, expects: Expected,
        owedBy: DutyHolder, owedTo: DutyHolder? = nil, per: Counting = .message,
        clock: RuleClock, replacingLimits: [ConditionalLimit] = [],
        additionalLimits: [ConditionalLimit] = [], lapses: [Lapse] = [], pauses: [Pause] = [],
        tells: [Told] = [], escalation: [EscalationStep] = [],
        shortfall: Shortfall = .neverSent, breakPoint: BreakPoint,
        breaks: [Shortfall: BreakPoint] = [:], force: Force, source: String, edition: String,
        effectiveFrom: CalendarDate, effectiveUntil: CalendarDate? = nil,
        verification: Verification = .unverified, overridden: Set<String> = []
    ) {
        self.id = id
        self.duty = duty
        self.title = title
        self.opens = opens
        self.opensWhenSentBy = opensWhenSentBy
        self.opensOutsideHours = opensOutsideHours
        self.expects = expects
        self.owedBy = owedBy
        self.owedTo = owedTo
        self.per = per
        self.clock = clock
        self.replacingLimits = replacingLimits
        self.additionalLimits = additionalLimits
        self.lapses = lapses
        self.pauses = pauses
        self.tells = tells
        self.escalation = escalation
        self.shortfall = shortfall
        self.breakPoint = breakPoint
        self.breaks = breaks
        self.force = force
        self.source = source
        self.edition = edition
        self.effectiveFrom = effectiveFrom
        self.effectiveUntil = effectiveUntil
        self.verification = verification
        self.overridden = overridden
    }

    /// The duty's name within its pack: the rule's, or `R6.response` where it has several.
    package var name: String { duty.map { "\(id).\($0)" } ?? id }

    /// The break that a miss stands for that fell short in this way.
    package func breakPoint(for shortfall: Shortfall) -> BreakPoint {
        breaks[shortfall] ?? breakPoint
    }
}
