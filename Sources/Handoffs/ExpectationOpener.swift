// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// Opens expectations by the rules of a partnership.
package struct ExpectationOpener: Sendable {
    let partnership: Partnership

    /// Opens by the rules, roles and calendars of a partnership.
    package init(_ partnership: Partnership) { self.partnership = partnership }

    /// What a message opens.
    package struct Opened: Sendable, Hashable {
        /// Each expectation, in the order of the rules.
        package internal(set) var openings: [Opening] = []
        /// The rules whose due time could not be computed, and why; the message is accepted all
        /// the same, and the gap is logged.
        package internal(set) var unjudged: [UnjudgedRule] = []

        /// Nothing.
        package init() {}
    }

    /// An expectation that is opened, and what became of it at once.
    package struct Opening: Sendable, Hashable {
        /// What it is opened with.
        package let terms: Expectation.Terms
        /// What the message that opens it tells of it already: a meeting's record says who came.
        package let steps: [Expectation.Step]
    }

    /// Every expectation that a message opens.
    ///
    /// It is owed by the sender or by a recipient of the message; a duty-holder that the message
    /// does not reach owes nothing, and its sender is told (interfaces.md section 3). Nor does a
    /// recipient as such that only gets the copy of a reply.
    package func open(by message: OpeningMessage) -> Opened {
        var opened = Opened()
        let rules = partnership.rules.timescales(
            openedBy: message.type, particulars: message.particulars,
            on: London.date(at: message.received))
        for rule in rules
        where partnership.heeds(rule, from: message.sender, at: message.received) {
            do throws(CalendarError) {
                try open(by: rule, message, into: &opened.openings)
            } catch {
                opened.unjudged.append(UnjudgedRule(rule: rule.name, why: error))
            }
        }
        return opened
    }

    /// The expectation that a refused message opens: that it is sent again, or taken back.
    ///
    /// - Parameters:
    ///   - sender: who signed it, and so owes it.
    ///   - addressee: who waits for it.
    ///   - type: what it was, where that could be read.
    package func open(
        byRefusalOf type: String?, from sender: AgencyID, to addressee: AgencyID,
        at received: Instant
    ) -> Opened {
        var opened = Opened()
        for rule in partnership.rules.timescales
        where rule.opens == .refusal && rule.isInForce(on: London.date(at: received)) {
            let school = partnership.schools.calendar(among: [addressee, sender])
            do throws(CalendarError) {
                let due = try rule.due(
                    from: received, particulars: [:], calendar: partnership.calendar,
                    school: school)
                let types = rule.expects.pattern.types.union(type.map { [$0] } ?? [])
                let terms = terms(
                    of: rule, from: sender, to: addressee, expecting: types.sorted(),
                    during: received..<due, by: school, subjects: [])
                opened.openings.append(Opening(terms: terms, steps: []))
            } catch {
                opened.unjudged.append(UnjudgedRule(rule: rule.name, why: error))
            }
        }
        return opened
    }
}

/// What a rule opens.
extension ExpectationOpener {
    /// Each is put where it stays: its terms are many, and a copy counts every one of them.
    private func open(
        by rule: Timescale, _ message: OpeningMessage, into openings: inout [Opening]
    ) throws(CalendarError) {
        guard let start = rule.start(in: message) else { return }
        guard !rule.expects.isAttendance else {
            openings += try attendance(of: rule, message, start)
            return
        }
        // A rule opens all that it opens or, where one due time cannot be computed, nothing.
        let pairs = try pairs(of: rule, message).map { (pair) throws(CalendarError) in
            let span = try span(of: rule, message, start, from: pair.owedBy, to: pair.owedTo)
            return (pair, try answerable(span, by: pair.owedBy, rule, message))
        }
        for (pair, span) in pairs { open(by: rule, message, pair, span, into: &openings) }
    }

    /// Nobody is blamed for what was due already when it was asked: where the time that the message tells
    /// or states leaves none, whoever is asked has the whole limit of the rule from the receipt.
    private func answerable(
        _ span: Span, by debtor: AgencyID, _ rule: Timescale, _ message: OpeningMessage
    ) throws(CalendarError) -> Span {
        let received = message.received
        guard span.due <= received, debtor != message.sender, !rule.clock.limit.isBefore else {
            return span
        }
        let due = try rule.due(
            from: received, particulars: message.particulars, calendar: partnership.calendar,
            school: span.school)
        return Span(
            start: received, due: due, school: span.school,
            askedLateBy: span.start < received ? received.milliseconds(since: span.start) : nil)
    }

    private func open(
        by rule: Timescale, _ message: OpeningMessage, _ pair: Pair, _ span: Span,
        into openings: inout [Opening]
    ) {
        let (start, due, expects) = (span.start, span.due, rule.expects)
        let isTooLate = rule.clock.limit.isBefore && due <= message.received
        for subjects in subjects(of: rule, message) {
            let terms = terms(
                of: rule, from: pair.owedBy, to: pair.owedTo,
                expecting: expects.pattern.typesInOrder,
                // A clock that runs up to an event runs from the receipt.
                during: rule.clock.limit.isBefore
                    ? min(message.received, due)..<due : start..<max(start, due),
                countedBackFrom: rule.clock.limit.countsBack && start != due ? start : nil,
                askedLateBy: message.lateBy[rule.id] ?? span.askedLateBy, by: span.school,
                subjects: subjects)
            // Nobody is blamed for what was asked when it was due; who asks is judged by another rule.
            let steps =
                isTooLate && terms.owedBy != message.sender
                ? [.notApplicable(because: "it was asked for when it was due already")]
                : terms.steps(at: message, isItself: expects.isItself)
            openings.append(Opening(terms: terms, steps: steps))
        }
    }

    /// The record of a meeting says who came: whoever was to come and did not has missed it.
    private func attendance(
        of rule: Timescale, _ message: OpeningMessage, _ start: Instant
    ) throws(CalendarError) -> [Opening] {
        let attendees = message.attendance.filter { message.parties.contains($0.agency) }
        return try attendees.map { (attendee) throws(CalendarError) in
            let owedTo =
                attendee.agency == message.sender
                ? creditor(of: attendee.agency, nil, message) : message.sender
            let span = try span(of: rule, message, start, from: attendee.agency, to: owedTo)
            let terms = terms(
                of: rule, from: attendee.agency, to: owedTo, expecting: [message.type],
                during: start..<max(start, span.due), by: span.school, subjects: message.subjects)
            let miss = Expectation.Miss(.absent, terms.breakPoint(for: .absent))
            return Opening(
                terms: terms,
                steps: [attendee.isPresent ? .met(at: start) : .missed(miss, next: nil)])
        }
    }

    /// From when, by when, by the calendar of which school, and how much too late it was asked.
    private struct Span {
        let start: Instant
        let due: Instant
        let school: SchoolCalendar?
        var askedLateBy: Int64?
    }

    /// When something is due between two agencies: school days are those of the school that it is
    /// owed to or owed by, else of one that the message goes to.
    private func span(
        of rule: Timescale, _ message: OpeningMessage, _ start: Instant, from debtor: AgencyID,
        to creditor: AgencyID
    ) throws(CalendarError) -> Span {
        let school = partnership.schools.calendar(among: [creditor, debtor] + message.recipients)
        return Span(
            start: start,
            due: try rule.due(in: message, from: start, partnership.calendar, school),
            school: school)
    }

    private func subjects(of rule: Timescale, _ message: OpeningMessage) -> [[Int]] {
        rule.per == .subject && !message.subjects.isEmpty
            ? message.subjects.map { [$0] } : [message.subjects]
    }

    func terms(
        of rule: Timescale, from debtor: AgencyID, to creditor: AgencyID,
        expecting types: [String], during span: Range<Instant>,
        countedBackFrom moment: Instant? = nil, askedLateBy: Int64? = nil,
        by school: SchoolCalendar?, subjects: [Int]
    ) -> Expectation.Terms {
        Expectation.Terms(
            rule: rule.id, duty: rule.duty, pack: partnership.rules.name,
            calendar: partnership.calendars(of: rule, at: school),
            isUnverified: rule.verification == .unverified, force: rule.force,
            breakPoint: askedLateBy == nil
                ? rule.breakPoint : rule.breaks[.askedLate] ?? rule.breakPoint,
            breaks: rule.breaks, shortfall: askedLateBy == nil ? rule.shortfall : .askedLate,
            owedBy: debtor, owedTo: creditor, mustReach: !rule.expects.eachTo.isEmpty,
            expects: types, from: span.lowerBound, due: span.upperBound,
            countedBackFrom: moment, askedLateBy: askedLateBy, subjects: subjects)
    }
}

/// Who owes it to whom.
extension ExpectationOpener {
    private struct Pair {
        let owedBy: AgencyID
        let owedTo: AgencyID
    }

    private func pairs(of rule: Timescale, _ message: OpeningMessage) -> [Pair] {
        dutyHolders(of: rule, message).flatMap { holder -> [Pair] in
            guard rule.per == .role else {
                return [Pair(owedBy: holder, owedTo: creditor(of: holder, rule.owedTo, message))]
            }
            // A copy for one of those who were to have it opens nothing for the others anew.
            let isCopy = message.met.contains(rule.name)
            return rule.expects.eachTo.compactMap { role in
                guard let agency = partnership.roles[role], agency != holder,
                    !isCopy || message.recipients.contains(agency)
                else { return nil }
                return Pair(owedBy: holder, owedTo: agency)
            }
        }
    }

    private func dutyHolders(of rule: Timescale, _ message: OpeningMessage) -> [AgencyID] {
        switch rule.owedBy {
        case .sender: return [message.sender]
        case .recipient: return message.asked
        case .referrer: return message.rootIssuer.map { [$0] } ?? []
        case .named(let pointer):
            return message.recipient(at: pointer).map { [$0] } ?? message.asked
        case .role(let role):
            guard let holder = partnership.roles[role], message.parties.contains(holder) else {
                return []
            }
            // What is owed to the sender, the sender does not owe itself.
            return holder == message.sender && rule.owedTo == .sender ? [] : [holder]
        }
    }

    /// To whom it is owed: whom the rule names, else the sender.
    ///
    /// Where that is who owes it, another party of the message; only when there is none, itself.
    private func creditor(
        of holder: AgencyID, _ owedTo: DutyHolder?, _ message: OpeningMessage
    ) -> AgencyID {
        let named: AgencyID? =
            switch owedTo {
            case .sender, nil: message.sender
            case .referrer: message.rootIssuer
            case .recipient: message.recipients.first { $0 != holder }
            case .role(let role): partnership.roles[role]
            case .named(let pointer): message.recipient(at: pointer)
            }
        if let named, named != holder { return named }
        let parties = [message.rootIssuer].compactMap(\.self) + message.parties
        return parties.first { $0 != holder } ?? holder
    }
}

extension Timescale {
    /// When the clock starts; nil where the rule waits for a time that the message does not tell.
    ///
    /// What it tells of as done was done by its receipt: nobody puts off what they owe by a later time.
    fileprivate func start(in message: OpeningMessage) -> Instant? {
        let isLimited =
            clock.starts.tellsOfDone && (!clock.limit.isBefore || expects.isAttendance)
        return told(in: message).map { isLimited ? min($0, message.received) : $0 }
    }

    private func told(in message: OpeningMessage) -> Instant? {
        switch clock.starts {
        case .received: return message.received
        case .toe: return message.occurred ?? message.received
        case .root: return message.rootReceived
        case .pointer:
            let told = clock.starts.moment(in: message.payload)
            return told ?? (clock.limit.isBefore ? nil : message.received)
        }
    }

    /// When it is due: at the time that the message sets, else by the limit.
    fileprivate func due(
        in message: OpeningMessage, from start: Instant, _ calendar: WorkingCalendar,
        _ school: SchoolCalendar?
    ) throws(CalendarError) -> Instant {
        try due(
            from: start, stated: clock.statedDue(in: message.payload),
            particulars: message.particulars, calendar: calendar, school: school)
    }
}

extension Expectation.Terms {
    /// What the message that opens it tells of it at once: it is what was expected, or reaches whom
    /// it was expected to reach.
    fileprivate func steps(at message: OpeningMessage, isItself: Bool) -> [Expectation.Step] {
        let reaches =
            mustReach && expects.contains(message.type) && message.recipients.contains(owedTo)
        guard isItself || reaches else { return [] }
        guard message.received >= due else { return [.met(at: message.received)] }
        let miss = Expectation.Miss(shortfall, breakPoint(for: shortfall))
        return [.missed(miss, next: nil), .metLate(at: message.received)]
    }
}

/// A rule that applied and could not be judged.
package struct UnjudgedRule: Sendable, Hashable {
    /// The rule, and its duty.
    package let rule: String
    /// Why its due time could not be computed.
    package let why: CalendarError
}
