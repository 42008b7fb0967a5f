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
    /// Who owes it now: whom it was passed on to, else whom it was opened with.
    package private(set) var owedBy: AgencyID
    /// The first instant that is too late; a pause moves it.
    package private(set) var due: Instant
    /// How it was missed, once it was.
    package private(set) var miss: Miss?
    /// How many rungs of the ladder its miss has climbed.
    package private(set) var rung: Int
    /// When it must be looked at next: when it is due, or when its miss climbs; nil for never.
    package private(set) var next: Instant?

    /// How an expectation stands.
    package enum Verdict: Sendable, Hashable {
        /// Nothing has come and it is not due.
        case open
        /// Its clock stands still.
        case paused(since: Instant)
        /// The due time passed and nothing had come.
        case missed(at: Instant)
        /// What was expected was done in time, whenever that was told.
        case met(at: Instant)
        /// It was done after it was due; the miss stays on record.
        case metLate(at: Instant, missed: Instant)
        /// It fell away, because what opened it was taken back.
        case withdrawn(at: Instant, missed: Instant?)
        /// It turned out that nothing was owed.
        case notApplicable(at: Instant, missed: Instant?)
    }

    /// What a miss was: the step at which it stopped, and the break that this is.
    package struct Miss: Sendable, Hashable {
        /// What had happened by then, and what had not.
        package let shortfall: Shortfall
        /// The break that it stands for.
        package let breakPoint: BreakPoint
        /// Whether it is one of so many of one cause that they are told together.
        package let isDigested: Bool

        /// Classifies a miss.
        package init(
            _ shortfall: Shortfall, _ breakPoint: BreakPoint, isDigested: Bool = false
        ) {
            self.shortfall = shortfall
            self.breakPoint = breakPoint
            self.isDigested = isDigested
        }
    }

    /// Opens an expectation.
    package init(_ terms: Terms) {
        self.init(
            restoring: terms, verdict: .open, outstanding: terms.subjects, next: terms.due)
    }

    /// Takes up an expectation as a store kept it.
    ///
    /// - Parameters:
    ///   - owedBy: whom it was passed on to; nil while it is whom the terms name.
    ///   - due: when it is due since a pause; nil while it is when the terms say.
    package init(
        restoring terms: Terms, verdict: Verdict, outstanding: [Int], owedBy: AgencyID? = nil,
        due: Instant? = nil, miss: Miss? = nil, rung: Int = 0, next: Instant? = nil
    ) {
        self.terms = terms
        self.verdict = verdict
        self.outstanding = outstanding
        self.owedBy = owedBy ?? terms.owedBy
        self.due = due ?? terms.due
        self.miss = miss
        self.rung = rung
        self.next = next
    }

    /// Whether something is still waited for.
    package var isWaiting: Bool {
        switch verdict {
        case .open, .paused, .missed: true
        case .met, .metLate, .withdrawn, .notApplicable: false
        }
    }

    /// Takes an answer of the expected kind from whoever owes it.
    ///
    /// Met at the due instant or after it is late (interfaces.md section 5). An expectation that is
    /// due must have been judged before, so that a late answer never hides the miss. What was done in
    /// time and told late was not missed, by a rule whose clock stops at the time that is told.
    ///
    /// - Parameters:
    ///   - subjects: whom the answer is for; empty means all.
    ///   - stopped: when the clock stopped, where the rule takes a time that the answer tells; never
    ///     later than the receipt, which nil stands for.
    /// - Returns: what changed, or nil when nothing is waited for.
    package mutating func receive(
        answerFor subjects: [Int], at now: Instant, stopped: Instant? = nil
    ) -> Step? {
        guard isWaiting else { return nil }
        precondition(
            verdict != .open || now < due, "what is due is judged before answers are taken")
        if let part = settle(subjects) { return part.isEmpty ? nil : .partlyMet(subjects: part) }
        let stopped = min(stopped ?? now, now)
        next = nil
        guard case .missed(let missed) = verdict, stopped >= due else {
            verdict = .met(at: stopped)
            miss = nil
            return .met(at: stopped)
        }
        verdict = .metLate(at: stopped, missed: missed)
        return .metLate(at: stopped)
    }

    /// Strikes out subjects for whom nothing is waited for any more; nil when none is left.
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
    ///
    /// - Parameters:
    ///   - shortfall: what had happened by then; nil for what the terms say.
    ///   - next: when the miss climbs the first rung of its ladder; nil when there is none.
    package mutating func judge(
        at now: Instant, _ shortfall: Shortfall? = nil, next: Instant? = nil
    ) -> Step? {
        guard verdict == .open, now >= due else { return nil }
        let shortfall = shortfall ?? terms.shortfall
        let miss = Miss(shortfall, terms.breakPoint(for: shortfall))
        verdict = .missed(at: now)
        self.miss = miss
        self.next = next
        return .missed(miss, next: next)
    }

    /// Climbs the next rung of the ladder, once; nil when nothing is missed any more.
    package mutating func escalate(next: Instant?) -> Step? {
        guard case .missed = verdict else { return nil }
        rung += 1
        self.next = next
        return .escalated(rung: rung, next: next)
    }

    /// Lets it fall away, because what opened it was taken back.
    package mutating func withdraw(at now: Instant, because reason: String) -> Step? {
        guard isWaiting else { return nil }
        verdict = .withdrawn(at: now, missed: verdict.missed)
        next = nil
        return .withdrawn(because: reason)
    }

    /// Ends it because nothing was owed after all, or not for these subjects; empty means all.
    package mutating func lapse(
        for subjects: [Int] = [], at now: Instant, because reason: String
    ) -> Step? {
        guard isWaiting else { return nil }
        if let part = settle(subjects) { return part.isEmpty ? nil : .partlyMet(subjects: part) }
        verdict = .notApplicable(at: now, missed: verdict.missed)
        next = nil
        return .notApplicable(because: reason)
    }

    /// Waits again, because the answer that met it was taken back.
    ///
    /// Its miss stays what it was and when it was, as if the late answer had not come: nothing erases it.
    ///
    /// - Parameter rung: when a miss climbs the first rung of its ladder; nil when there is none.
    package mutating func reopen(because reason: String, next rung: Instant? = nil) -> Step? {
        switch verdict {
        case .met, .metLate, .notApplicable: break
        case .open, .paused, .missed, .withdrawn: return nil
        }
        outstanding = terms.subjects
        self.rung = 0
        guard let missed = verdict.missed else {
            (verdict, miss, next) = (.open, nil, due)
            return .reopened(because: reason)
        }
        (verdict, next) = (.missed(at: missed), rung)
        return .reopened(because: reason, next: rung)
    }

    /// Stops its clock.
    package mutating func pause(at now: Instant, because reason: String) -> Step? {
        guard verdict == .open else { return nil }
        verdict = .paused(since: now)
        next = nil
        return .paused(because: reason)
    }

    /// Lets its clock go on; it is due later by what the pause took.
    package mutating func resume(due: Instant) -> Step? {
        guard case .paused = verdict else { return nil }
        verdict = .open
        self.due = due
        next = due
        return .resumed(due: due)
    }

    /// Passes it on to another agency; the clock goes on, the owner changes.
    package mutating func passOn(to agency: AgencyID) -> Step? {
        guard isWaiting, agency != owedBy else { return nil }
        owedBy = agency
        return .passedOn(to: agency)
    }
}
