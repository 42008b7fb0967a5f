// SPDX-License-Identifier: Apache-2.0

/// One rule of a pack: when a message opens an expectation, of whom, and within how long.
package struct Timescale: Sendable, Hashable {
    /// The rule's name within its pack, such as `R1`.
    package let id: String
    /// What the rule asks for, in one line that a practitioner would write.
    package let title: String
    /// The messages that open an expectation.
    package let opens: MessagePattern
    /// The messages that meet it.
    package let expects: MessagePattern
    /// Who owes it.
    package let owedBy: DutyHolder
    /// To whom it is owed; nil where the rule names nobody.
    package let owedTo: DutyHolder?
    /// Per what one message opens expectations.
    package let per: Counting
    /// What starts and stops the clock, and how long it runs.
    package let clock: RuleClock
    /// Limits that apply beside the clock's under conditions; the earliest due time wins.
    package let additionalLimits: [ConditionalLimit]
    /// Whom the broker tells when it is missed.
    package let tells: [Told]
    /// Whom the broker tells later, step by step, while it stays missed.
    package let escalation: [EscalationStep]
    /// The break that a miss stands for.
    package let breakPoint: BreakPoint
    /// How binding the rule is.
    package let force: Force
    /// The statute, guidance or decision that the rule comes from.
    package let source: String
    /// Which edition of the source.
    package let edition: String
    /// The first day on which a message opens expectations by this rule.
    package let effectiveFrom: CalendarDate
    /// The last such day; nil while the rule is in force.
    package let effectiveUntil: CalendarDate?
    /// Whether the rule was held against its source.
    package let verification: Verification

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
        /// How long after the same start as the clock's.
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
        id: String, title: String, opens: MessagePattern, expects: MessagePattern,
        owedBy: DutyHolder, owedTo: DutyHolder? = nil, per: Counting = .message,
        clock: RuleClock, additionalLimits: [ConditionalLimit] = [], tells: [Told] = [],
        escalation: [EscalationStep] = [], breakPoint: BreakPoint, force: Force,
        source: String, edition: String, effectiveFrom: CalendarDate,
        effectiveUntil: CalendarDate? = nil, verification: Verification = .unverified
    ) {
        self.id = id
        self.title = title
        self.opens = opens
        self.expects = expects
        self.owedBy = owedBy
        self.owedTo = owedTo
        self.per = per
        self.clock = clock
        self.additionalLimits = additionalLimits
        self.tells = tells
        self.escalation = escalation
        self.breakPoint = breakPoint
        self.force = force
        self.source = source
        self.edition = edition
        self.effectiveFrom = effectiveFrom
        self.effectiveUntil = effectiveUntil
        self.verification = verification
    }
}
