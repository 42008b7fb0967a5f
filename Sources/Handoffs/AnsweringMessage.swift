// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Wire

/// What a message tells the expectations that wait in its matter.
package struct AnsweringMessage: Sendable {
    /// The name of its event type.
    package let type: String
    /// Its coded particulars.
    package let particulars: [String: String]
    /// Who sent it.
    package let sender: AgencyID
    /// Who receives it.
    package let recipients: [AgencyID]
    /// The positions of the subjects it is for, in the thread's opening message; empty for all.
    package let subjects: [Int]
    /// Whether it names subjects, and none of them stands in the thread's opening message.
    package let namesOnlyOthers: Bool
    /// Who was to come to the meeting that it tells of, and who came.
    package let attendance: [Attendee]
    /// Whom the duty is passed on to by it: an acknowledgement says so.
    package let passesOnTo: AgencyID?
    /// The entry of the message that it answers.
    package let answers: Int64?
    /// When the broker received it.
    package let received: Instant
    /// Its payload, for clocks that stop at a time told in it.
    package let payload: JSONNode

    /// Gathers what expectations need.
    package init(
        type: String, particulars: [String: String], sender: AgencyID, recipients: [AgencyID],
        subjects: [Int], namesOnlyOthers: Bool, attendance: [Attendee], passesOnTo: AgencyID?,
        answers: Int64?, received: Instant, payload: JSONNode
    ) {
        self.type = type
        self.particulars = particulars
        self.sender = sender
        self.recipients = recipients
        self.subjects = subjects
        self.namesOnlyOthers = namesOnlyOthers
        self.attendance = attendance
        self.passesOnTo = passesOnTo
        self.answers = answers
        self.received = received
        self.payload = payload
    }

    /// Whether it is of a kind.
    func matches(_ pattern: MessagePattern) -> Bool {
        pattern.matches(type: type, particulars: particulars)
    }

    /// When a clock stops by it: at its receipt, or at an earlier time that it tells.
    func stops(_ clock: RuleClock?) -> Instant {
        min(clock?.stops.moment(in: payload) ?? received, received)
    }

    /// Whether it tells of something that was done before a clock started by what another message tells: of
    /// an earlier episode, or of the very contact, visit or meeting from which the time is counted.
    ///
    /// A date tells the day alone. Where it was asked too late, what was done before that counts.
    func isOfEarlier(than terms: Expectation.Terms, by clock: RuleClock) -> Bool {
        guard case .pointer = clock.starts, terms.askedLateBy == nil,
            let told = clock.stops.moment(in: payload)
        else { return false }
        if told == terms.from { return clock.starts == clock.stops }
        let day = London.date(at: told)
        let isSameDay = told == London.startOfDay(day) && day == London.date(at: terms.from)
        return told < terms.from && !isSameDay
    }

    /// Whether everybody came whom the rule wants there; a role that nobody holds is not missed.
    func isAttended(by wanted: Set<Role>, _ roles: [Role: AgencyID]) -> Bool {
        wanted.compactMap { roles[$0] }.allSatisfy { agency in
            agency == sender || attendance.contains { $0.agency == agency && $0.isPresent }
        }
    }
}

extension Expectation {
    /// Takes what a message in its matter does to it.
    ///
    /// It may pass it on, end it, meet it, stop its clock or let it go on. What is due must have been
    /// judged before.
    ///
    /// - Parameters:
    ///   - rule: the rule it was opened by, while that edition is in force; without it types alone
    ///     say what meets it, since a later edition judges nothing that an earlier one opened.
    ///   - opener: the entry that opened it.
    ///   - time: when the message counts as received.
    /// - Returns: what changed, or nil.
    package mutating func take(
        _ message: AnsweringMessage, by rule: Timescale?, openedBy opener: Int64,
        in partnership: Partnership?, at time: Instant
    ) throws(CalendarError) -> Step? {
        guard isWaiting else { return nil }
        // Who waits for it owes it to nobody.
        if let agency = message.passesOnTo, agency != terms.owedTo, message.answers == opener,
            message.sender == owedBy
        {
            return passOn(to: agency)
        }
        if let lapse = rule?.lapses.first(where: { ends($0, message, openedBy: opener) }) {
            return self.lapse(for: message.subjects, at: time, because: lapse.because)
        }
        if isMet(by: message, rule, partnership?.roles ?? [:]) {
            let stopped = min(message.stops(rule?.clock), time)
            return receive(answerFor: message.subjects, at: time, stopped: stopped)
        }
        return try takePause(message, rule, partnership, time)
    }

    private func ends(_ lapse: Lapse, _ message: AnsweringMessage, openedBy opener: Int64) -> Bool {
        message.matches(lapse.pattern)
            && (!lapse.isByDebtor || message.sender == owedBy)
            && (!lapse.answersOpening || message.answers == opener)
            && !isForOthers(message)
    }

    /// Whether a message is for children whom the thread's first message does not name: it does
    /// nothing for those whom that names.
    private func isForOthers(_ message: AnsweringMessage) -> Bool {
        message.namesOnlyOthers && !terms.subjects.isEmpty
    }

    private func isMet(
        by message: AnsweringMessage, _ rule: Timescale?, _ roles: [Role: AgencyID]
    ) -> Bool {
        guard message.sender == owedBy, terms.expects.contains(message.type) else { return false }
        if isForOthers(message) { return false }
        if terms.mustReach, !message.recipients.contains(terms.owedTo) { return false }
        guard let rule else { return true }
        return rule.expects.pattern.conditions.hold(for: message.particulars)
            && !message.isOfEarlier(than: terms, by: rule.clock)
            && message.isAttended(by: rule.expects.attendedBy, roles)
    }

    private mutating func takePause(
        _ message: AnsweringMessage, _ rule: Timescale?, _ partnership: Partnership?,
        _ time: Instant
    ) throws(CalendarError) -> Step? {
        guard let rule, let partnership else { return nil }
        if case .paused(let since) = verdict {
            guard rule.pauses.contains(where: { message.matches($0.until) }) else { return nil }
            return resume(
                due: try limit(of: rule, partnership).moved(
                    due, byPauseFrom: since, until: time, calendar: partnership.calendar))
        }
        return rule.pauses.first { message.matches($0.pattern) }.flatMap {
            pause(at: time, because: $0.because)
        }
    }

    /// The limit by which it is due, of those that the rule has; the clock's own where the message
    /// that opened it stated the time itself.
    private func limit(of rule: Timescale, _ partnership: Partnership) -> TimeLimit {
        let school = partnership.schools.recorded(in: terms.calendar)
        return rule.dueLimits.first { limit in
            terms.due
                == (try? limit.due(
                    from: terms.from, calendar: partnership.calendar, school: school))
        } ?? rule.clock.limit
    }
}

extension TimeLimit {
    /// A due time after a pause: later by the time that the pause took, in the limit's own days.
    ///
    /// Who could do nothing until a day off has the next working day for it.
    fileprivate func moved(
        _ due: Instant, byPauseFrom since: Instant, until time: Instant, calendar: WorkingCalendar
    ) throws(CalendarError) -> Instant {
        if isElapsed { return due.adding(milliseconds: time.milliseconds(since: since)) }
        let (first, last) = (London.date(at: since), London.date(at: time))
        let dueDay = London.date(at: due.adding(milliseconds: -1))
        let days = last.dayNumber - first.dayNumber
        guard countsWorkingDays else { return London.endOfDay(dueDay.adding(days: days)) }
        let worked = days - (try calendar.closedDays(after: first, through: last).count)
        let moved =
            worked > 0 ? moment(of: try calendar.workingDay(worked, after: dueDay)) : due
        return moved > time ? moved : moment(of: try calendar.workingDay(1, after: last))
    }

    /// When something is late on the last day for it: at the limit's time of day, else at the end.
    private func moment(of day: CalendarDate) -> Instant {
        timeOfDay.map { London.instant(day, at: $0) } ?? London.endOfDay(day)
    }
}
