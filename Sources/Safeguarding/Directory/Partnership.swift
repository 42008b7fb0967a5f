// SPDX-License-Identifier: Apache-2.0

/// A safeguarding partnership: the context in which messages are shared and judged.
///
/// A reference, since each message asks for it several times and a copy would count up all it holds.
package final class Partnership: Sendable {
    /// The URI that messages name in `aud`.
    package let id: PartnershipID
    /// The number in the public log, from 1; it is never given to another.
    package let number: Int
    /// What people call it.
    package let name: String
    /// The rules by which expectations are opened and judged.
    package let rules: RulePack
    /// The days on which people are expected to work.
    package let calendar: WorkingCalendar
    /// The days on which its schools are open.
    package let schools: SchoolCalendars
    /// The agency that holds each role.
    package let roles: [Role: AgencyID]
    /// Whether those who oversee it may ask for everything about a person by their keyed name.
    package let allowsLookupByPerson: Bool
    /// How many open cases are not too many.
    package let caseloads: CaseloadLimits

    /// Describes a partnership.
    package init(
        id: PartnershipID, number: Int, name: String, rules: RulePack,
        calendar: WorkingCalendar, schools: SchoolCalendars = SchoolCalendars(),
        roles: [Role: AgencyID],
        caseloads: CaseloadLimits = CaseloadLimits(), allowsLookupByPerson: Bool = true
    ) {
        self.id = id
        self.number = number
        self.name = name
        self.rules = rules
        self.calendar = calendar
        self.schools = schools
        self.roles = roles
        self.caseloads = caseloads
        self.allowsLookupByPerson = allowsLookupByPerson
    }
}

extension Partnership {
    /// Whether a rule looks at what this agency sends at this time.
    ///
    /// A rule may ask for the agency of a role, and for an hour outside the office hours; where the
    /// role is nobody's it never does. A day that the calendar does not cover counts as outside, so
    /// that the rule is shown as one that could not be judged.
    package func heeds(_ rule: Timescale, from sender: AgencyID, at received: Instant) -> Bool {
        if let role = rule.opensWhenSentBy, roles[role] != sender { return false }
        guard rule.opensOutsideHours, let hours = rules.officeHours else { return true }
        return (try? hours.isOutside(received, calendar: calendar)) ?? true
    }

    /// The editions of the calendars by which a rule counts, as a verdict records them: that of a
    /// school too, where the rule counts school days and there is one.
    package func calendars(of rule: Timescale, at school: SchoolCalendar?) -> String {
        guard let school, rule.allLimits.contains(where: \.countsSchoolDays) else {
            return calendar.edition
        }
        return "\(calendar.edition) \(school.edition)"
    }

    /// The roles that owe something by the rules and that no agency holds, each with the first rule.
    ///
    /// A role that is only told, or only sent to, may be nobody's.
    package static func missingRoles(
        of rules: RulePack, among roles: Set<Role>
    ) -> [(role: Role, rule: Timescale)] {
        var seen = roles
        return rules.timescales.compactMap { rule in
            guard let role = rule.owedBy.role, seen.insert(role).inserted else { return nil }
            return (role, rule)
        }
    }
}

extension Partnership: Hashable {
    /// Two partnerships are one when their configurations say the same.
    package static func == (left: Partnership, right: Partnership) -> Bool {
        left.id == right.id && left.number == right.number && left.name == right.name
            && left.rules == right.rules && left.calendar == right.calendar
            && left.schools == right.schools
            && left.roles == right.roles && left.caseloads == right.caseloads
            && left.allowsLookupByPerson == right.allowsLookupByPerson
    }

    /// Hashes the URI and the number, which tell partnerships apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(number)
    }
}
