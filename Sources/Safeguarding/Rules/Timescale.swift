// SPDX-License-Identifier: Apache-2.0

/// One duty of a rule: what opens an expectation, of whom, and within how long.
///
/// A rule with several duties is several of these with one `id`, each with a `duty` of its own. It holds a
/// reference to what it says, since for each message several are handed around, and a copy would count up
/// two dozen of its members.
package struct Timescale: Sendable, Hashable {
    private var held: Held
    private var said: Said { held.said }

    /// The rule's name within its pack, such as `R6`.
    package var id: String { said.id }
    /// Which of the rule's duties this is, such as `response`; nil where the rule has but one.
    package var duty: String? { said.duty }
    /// What the rule asks for, in one line that a practitioner would write.
    package var title: String { said.title }
    /// What opens an expectation.
    package var opens: Opening { said.opens }
    /// The role whose agency the sender of the opening message must be; nil where anybody may.
    package var opensWhenSentBy: Role? { said.opensWhenSentBy }
    /// Whether only a message received outside the partnership's office hours opens.
    package var opensOutsideHours: Bool { said.opensOutsideHours }
    /// What has to come.
    package var expects: Expected { said.expects }
    /// Who owes it; with `per: attendee` each agency on the list, and with `per: role` this one
    /// for every role.
    package var owedBy: DutyHolder { said.owedBy }
    /// To whom it is owed; nil where the rule names nobody.
    package var owedTo: DutyHolder? { said.owedTo }
    /// Per what one message opens expectations.
    package var per: Counting { said.per }
    /// What starts and stops the clock, and how long it runs.
    package internal(set) var clock: RuleClock {
        get { said.clock }
        set { change { $0.clock = newValue } }
    }
    /// Limits in place of the clock's under conditions; the first that holds counts.
    package internal(set) var replacingLimits: [ConditionalLimit] {
        get { said.replacingLimits }
        set { change { $0.replacingLimits = newValue } }
    }
    /// Limits that apply beside that one under conditions; the earliest due time wins.
    package internal(set) var additionalLimits: [ConditionalLimit] {
        get { said.additionalLimits }
        set { change { $0.additionalLimits = newValue } }
    }
    /// What ends the expectation as not applicable.
    package var lapses: [Lapse] { said.lapses }
    /// What stops its clock for a while.
    package var pauses: [Pause] { said.pauses }
    /// Whom the broker tells when it is missed.
    package internal(set) var tells: [Told] {
        get { said.tells }
        set { change { $0.tells = newValue } }
    }
    /// Whom the broker tells later, step by step, while it stays missed.
    package internal(set) var escalation: [EscalationStep] {
        get { said.escalation }
        set { change { $0.escalation = newValue } }
    }
    /// In what way it fell short when who owes it had the message and acknowledged it.
    package var shortfall: Shortfall { said.shortfall }
    /// The break that a miss stands for, where `breaks` names no other.
    package var breakPoint: BreakPoint { said.breakPoint }
    /// The break that a miss stands for that fell short in a certain way.
    package var breaks: [Shortfall: BreakPoint] { said.breaks }
    /// How binding the rule is.
    package internal(set) var force: Force {
        get { said.force }
        set { change { $0.force = newValue } }
    }
    /// The statute, guidance or decision that the rule comes from.
    package internal(set) var source: String {
        get { said.source }
        set { change { $0.source = newValue } }
    }
    /// Which edition of the source.
    package var edition: String { said.edition }
    /// The first day on which a message opens expectations by this rule.
    package var effectiveFrom: CalendarDate { said.effectiveFrom }
    /// The last such day; nil while the rule is in force.
    package var effectiveUntil: CalendarDate? { said.effectiveUntil }
    /// Whether the rule was held against its source.
    package internal(set) var verification: Verification {
        get { said.verification }
        set { change { $0.verification = newValue } }
    }
    /// The members that a partnership set for itself in an overlay, by the names of the format.
    package internal(set) var overridden: Set<String> {
        get { said.overridden }
        set { change { $0.overridden = newValue } }
    }

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
        held = Held(
            Said(
                tells: tells, id: id, duty: duty, title: title, opens: opens,
                opensWhenSentBy: opensWhenSentBy, opensOutsideHours: opensOutsideHours,
                expects: expects, owedBy: owedBy, owedTo: owedTo, per: per, clock: clock,
                replacingLimits: replacingLimits, additionalLimits: additionalLimits,
                lapses: lapses, pauses: pauses, escalation: escalation,
                shortfall:
                    shortfall, breakPoint: breakPoint, breaks: breaks, force: force,
                source:
                    source, edition: edition, effectiveFrom: effectiveFrom,
                effectiveUntil:
                    effectiveUntil, verification: verification, overridden: overridden))
    }

    /// The duty's name within its pack: the rule's, or `R6.response` where it has several.
    package var name: String { duty.map { "\(id).\($0)" } ?? id }

    /// The break that a miss stands for that fell short in this way.
    package func breakPoint(for shortfall: Shortfall) -> BreakPoint {
        breaks[shortfall] ?? breakPoint
    }
}

extension Timescale {
    /// What a duty says.
    private struct Said: Sendable, Hashable {
        var tells: [Told]
        var id: String
        var duty: String?
        var title: String
        var opens: Opening
        var opensWhenSentBy: Role?
        var opensOutsideHours: Bool
        var expects: Expected
        var owedBy: DutyHolder
        var owedTo: DutyHolder?
        var per: Counting
        var clock: RuleClock
        var replacingLimits: [ConditionalLimit]
        var additionalLimits: [ConditionalLimit]
        var lapses: [Lapse]
        var pauses: [Pause]
        var escalation: [EscalationStep]
        var shortfall: Shortfall
        var breakPoint: BreakPoint
        var breaks: [Shortfall: BreakPoint]
        var force: Force
        var source: String
        var edition: String
        var effectiveFrom: CalendarDate
        var effectiveUntil: CalendarDate?
        var verification: Verification
        var overridden: Set<String>
    }

    private final class Held: Sendable, Hashable {
        let said: Said

        init(_ said: Said) { self.said = said }

        static func == (left: Held, right: Held) -> Bool {
            left === right || left.said == right.said
        }

        func hash(into hasher: inout Hasher) { hasher.combine(said) }
    }

    private mutating func change(_ change: (inout Said) -> Void) {
        var said = said
        change(&said)
        held = Held(said)
    }
}
