// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Somebody owes something by a time.
///
/// What it was opened with never changes, so that a verdict is never recomputed: it names the rule,
/// the edition of its pack and the calendar that it was judged by (design.md section 5, promise 7).
package struct Expectation: Sendable, Hashable {
    /// What it was opened with.
    package let terms: Terms
    /// How it stands.
    package private(set) var verdict: Verdict
    /// The subjects for whom nothing has come yet, by their position in the opening message.
    package private(set) var outstanding: [Int]

    /// What an expectation is opened with.
    package struct Terms: Sendable, Hashable {
        /// The rule, such as `R1`.
        package let rule: String
        /// The pack that the rule stands in, such as `england-2026.1`.
        package let pack: String
        /// The edition of the calendar that the due time was counted by.
        package let calendar: String
        /// Whether the rule's figures were not verified against their source.
        package let isUnverified: Bool
        /// Whether the limit is statute, statutory guidance or a local norm.
        package let force: Force
        /// Where a handoff breaks when this is missed.
        package let breakPoint: BreakPoint
        /// Who owes it.
        package let owedBy: AgencyID
        /// To whom it is owed.
        package let owedTo: AgencyID
        /// The names of the types that meet it.
        package let expects: [String]
        /// When its clock started.
        package let from: Instant
        /// The first instant that is too late.
        package let due: Instant
        /// The subjects that it is about, by their position in the opening message.
        package let subjects: [Int]

        /// Gathers the terms.
        package init(
            rule: String, pack: String, calendar: String, isUnverified: Bool, force: Force,
            breakPoint: BreakPoint, owedBy: AgencyID, owedTo: AgencyID, expects: [String],
            from: Instant, due: Instant, subjects: [Int]
        ) {
            self.rule = rule
            self.pack = pack
            self.calendar = calendar
            self.isUnverified = isUnverified
            self.force = force
            self.breakPoint = breakPoint
            self.owedBy = owedBy
            self.owedTo = owedTo
            self.expects = expects
            self.from = from
            self.due = due
            self.subjects = subjects
        }
    }

    /// How an expectation stands.
    package enum Verdict: Sendable, Hashable {
        /// The state while nothing has come and it is not due.
        case open
        /// What was expected came in time.
        case met(at: Instant)
        /// The due time passed and nothing had come.
        case missed(at: Instant)
        /// It came after it was missed; the miss stays on record.
        case metLate(at: Instant, missed: Instant)
        /// It fell away, because what opened it was withdrawn.
        case withdrawn(at: Instant)
    }

    /// Something that happened to an expectation and changed it.
    package enum Step: Sendable, Hashable {
        /// An answer came for some of its subjects only.
        case partlyMet(subjects: [Int])
        /// It was met in time.
        case met
        /// It was missed.
        case missed
        /// It was met after the miss.
        case metLate
        /// It was withdrawn.
        case withdrawn
    }

    /// Opens an expectation.
    package init(_ terms: Terms) {
        self.terms = terms
        verdict = .open
        outstanding = terms.subjects
    }

    /// Takes up an expectation as a store kept it.
    package init(restoring terms: Terms, verdict: Verdict, outstanding: [Int]) {
        self.terms = terms
        self.verdict = verdict
        self.outstanding = outstanding
    }

    /// Takes an answer of the expected kind from whoever owes it.
    ///
    /// Met at the due instant or after it is late (interfaces.md section 5). An expectation that is
    /// due must have been judged before, so that a late answer never hides the miss.
    ///
    /// - Parameter subjects: whom the answer is for; empty means all.
    /// - Returns: what changed, or nil when it was met or withdrawn before.
    package mutating func receive(answerFor subjects: [Int], at now: Instant) -> Step? {
        switch verdict {
        case .met, .metLate, .withdrawn: return nil
        case .open, .missed: break
        }
        precondition(
            verdict != .open || now < terms.due, "what is due is judged before answers are taken")
        if let part = settle(subjects) { return part.isEmpty ? nil : .partlyMet(subjects: part) }
        guard case .missed(let missed) = verdict else {
            verdict = .met(at: now)
            return .met
        }
        verdict = .metLate(at: now, missed: missed)
        return .metLate
    }

    /// Strikes out subjects that were answered for; nil when none is left.
    private mutating func settle(_ subjects: [Int]) -> [Int]? {
        guard !subjects.isEmpty, !outstanding.isEmpty else {
            outstanding = []
            return nil
        }
        let settled = outstanding.filter(subjects.contains)
        outstanding.removeAll(where: subjects.contains)
        return outstanding.isEmpty ? nil : settled
    }

    /// Declares it missed when its time has come.
    package mutating func judge(at now: Instant) -> Step? {
        guard verdict == .open, now >= terms.due else { return nil }
        verdict = .missed(at: now)
        return .missed
    }

    /// Lets it fall away.
    package mutating func withdraw(at now: Instant) -> Step? {
        guard verdict == .open else { return nil }
        verdict = .withdrawn(at: now)
        return .withdrawn
    }
}

extension Expectation.Verdict {
    /// The word for it in answers and pages.
    package var word: String {
        switch self {
        case .open: "open"
        case .met: "met"
        case .missed: "missed"
        case .metLate: "met_late"
        case .withdrawn: "withdrawn"
        }
    }
}
