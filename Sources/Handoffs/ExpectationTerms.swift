// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

extension Expectation {
    /// What an expectation is opened with.
    package struct Terms: Sendable, Hashable {
        /// The rule, such as `R1`.
        package let rule: String
        /// Which duty of the rule, where it has several.
        package let duty: String?
        /// The pack that the rule stands in, such as `england-2026.1`.
        package let pack: String
        /// The edition of the calendar that the due time was counted by.
        package let calendar: String
        /// Whether the rule's figures were not verified against their source.
        package let isUnverified: Bool
        /// Whether the limit is statute, statutory guidance or a local norm.
        package let force: Force
        /// The break that a miss stands for, where `breaks` does not say otherwise.
        package let breakPoint: BreakPoint
        /// The break that each kind of miss stands for.
        package let breaks: [Shortfall: BreakPoint]
        /// What a miss is, when the message reached its recipient and was acknowledged.
        package let shortfall: Shortfall
        /// Who owes it.
        package let owedBy: AgencyID
        /// To whom it is owed.
        package let owedTo: AgencyID
        /// Whether it is met only by a message that reaches whom it is owed to.
        package let mustReach: Bool
        /// The names of the types that meet it.
        package let expects: [String]
        /// When its clock started.
        package let from: Instant
        /// The first instant that is too late.
        package let due: Instant
        /// The moment that days were counted back from; nil where none were.
        package let countedBackFrom: Instant?
        /// By how many milliseconds it was asked for late, where that was owed by a rule too.
        package let askedLateBy: Int64?
        /// The subjects that it is about, by their position in the opening message.
        package let subjects: [Int]

        /// Gathers the terms; what is left out is so for most rules.
        package init(
            rule: String, duty: String? = nil, pack: String, calendar: String, isUnverified: Bool,
            force: Force, breakPoint: BreakPoint, breaks: [Shortfall: BreakPoint] = [:],
            shortfall: Shortfall = .neverSent, owedBy: AgencyID, owedTo: AgencyID,
            mustReach: Bool = false, expects: [String], from: Instant, due: Instant,
            countedBackFrom: Instant? = nil, askedLateBy: Int64? = nil, subjects: [Int]
        ) {
            self.rule = rule
            self.duty = duty
            self.pack = pack
            self.calendar = calendar
            self.isUnverified = isUnverified
            self.force = force
            self.breakPoint = breakPoint
            self.breaks = breaks
            self.shortfall = shortfall
            self.owedBy = owedBy
            self.owedTo = owedTo
            self.mustReach = mustReach
            self.expects = expects
            self.from = from
            self.due = due
            self.countedBackFrom = countedBackFrom
            self.askedLateBy = askedLateBy
            self.subjects = subjects
        }

        /// The rule and its duty, such as `R6.held`: the name by which a pack has it.
        package var name: String { duty.map { "\(rule).\($0)" } ?? rule }

        /// Whether it is of a rule, or of that duty of one, by the name by which a pack has it.
        package func isOf(_ name: String) -> Bool { rule == name || self.name == name }

        /// The break that a kind of miss stands for.
        package func breakPoint(for shortfall: Shortfall) -> BreakPoint {
            breaks[shortfall] ?? breakPoint
        }
    }
}
