// SPDX-License-Identifier: Apache-2.0

extension Timescale {
    /// When the expectation is due that starts at a moment; met at that instant is late.
    ///
    /// The earliest of the clock's limit and of every additional limit whose conditions hold, so
    /// that an urgent message never waits for a working day.
    package func due(
        from start: Instant, particulars: [String: String], calendar: WorkingCalendar
    ) throws(CalendarError) -> Instant {
        var due = try clock.limit.due(from: start, calendar: calendar)
        for limit in limits(for: particulars).dropFirst() {
            due = min(due, try limit.due(from: start, calendar: calendar))
        }
        return due
    }

    /// The limits that apply to a message with these particulars, the clock's own first.
    package func limits(for particulars: [String: String]) -> [TimeLimit] {
        var limits = [clock.limit]
        for additional in additionalLimits where additional.conditions.hold(for: particulars) {
            limits.append(additional.limit)
        }
        return limits
    }

    /// Whether a message received on this day opens expectations by this rule.
    package func isInForce(on date: CalendarDate) -> Bool {
        guard effectiveFrom <= date else { return false }
        return effectiveUntil.map { date <= $0 } ?? true
    }

    /// Every role that the rule names, for which a partnership must name an agency.
    package var roles: Set<Role> {
        let holders = [owedBy.role, owedTo?.role]
        let told = (tells + escalation.flatMap(\.tells)).map(\.role)
        return Set((holders + told).compactMap(\.self))
    }

    /// The day on which the rule was held against its source, nil when nobody has done that.
    package var verifiedOn: CalendarDate? {
        if case .verified(let date) = verification { date } else { nil }
    }
}
