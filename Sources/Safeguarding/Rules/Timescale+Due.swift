// SPDX-License-Identifier: Apache-2.0

extension Timescale {
    /// When the expectation is due that starts at a moment; met at that instant is late.
    ///
    /// The earliest of the clock's limit (or of the due time that the opening message states in
    /// its place) and of every additional limit whose conditions hold, so that an urgent message
    /// never waits for a working day.
    package func due(
        from start: Instant, stated: Instant? = nil, particulars: [String: String],
        calendar: WorkingCalendar, school: SchoolCalendar? = nil
    ) throws(CalendarError) -> Instant {
        try decidingLimit(
            from: start, stated: stated, particulars: particulars, calendar: calendar,
            school: school
        ).due
    }

    /// The limit that decides, nil where it is the due time that the message states, and the due
    /// time that it gives.
    func decidingLimit(
        from start: Instant, stated: Instant?, particulars: [String: String],
        calendar: WorkingCalendar, school: SchoolCalendar?
    ) throws(CalendarError) -> (limit: TimeLimit?, due: Instant) {
        var deciding: (limit: TimeLimit?, due: Instant)?
        if let stated { deciding = (nil, stated) }
        let limits = limits(for: particulars)
        for limit in stated == nil ? limits[...] : limits.dropFirst() {
            let due = try limit.due(from: start, calendar: calendar, school: school)
            if let earliest = deciding, earliest.due <= due { continue }
            deciding = (limit, due)
        }
        guard let deciding else { preconditionFailure("a rule has at least the clock's limit") }
        return deciding
    }

    /// The limits that apply to a message with these particulars, the clock's own, or the one in
    /// its place, first.
    package func limits(for particulars: [String: String]) -> [TimeLimit] {
        let replacing = replacingLimits.first { $0.conditions.hold(for: particulars) }
        var limits = [replacing?.limit ?? clock.limit]
        for additional in additionalLimits where additional.conditions.hold(for: particulars) {
            limits.append(additional.limit)
        }
        return limits
    }

    /// Every limit that the rule holds, whatever the message is like.
    package var allLimits: [TimeLimit] { dueLimits + escalation.map(\.after) }

    /// Every limit by which something may fall due, the clock's own first.
    package var dueLimits: [TimeLimit] {
        [clock.limit] + (replacingLimits + additionalLimits).map(\.limit)
    }

    /// Whether school days are counted by working days, because no school's calendar is at hand.
    package func isFallback(particulars: [String: String], school: SchoolCalendar?) -> Bool {
        school == nil && limits(for: particulars).contains(where: \.countsSchoolDays)
    }

    /// Whether a message received on this day opens expectations by this rule.
    package func isInForce(on date: CalendarDate) -> Bool {
        guard effectiveFrom <= date else { return false }
        return effectiveUntil.map { date <= $0 } ?? true
    }

    /// Every role that the rule names, for which a partnership may name an agency.
    package var roles: Set<Role> {
        let holders = [owedBy.role, owedTo?.role, opensWhenSentBy]
        let told = (tells + escalation.flatMap(\.tells)).map(\.role)
        return Set((holders + told).compactMap(\.self)).union(expects.attendedBy)
            .union(expects.eachTo)
    }

    /// The day on which the rule was held against its source, nil when nobody has done that.
    package var verifiedOn: CalendarDate? {
        if case .verified(let date) = verification { date } else { nil }
    }
}
