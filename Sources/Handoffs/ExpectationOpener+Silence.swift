// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

extension ExpectationOpener {
    /// What a silence of an agency opens: that its system is heard of again.
    ///
    /// It is due when the silence has lasted for as long as the pack's limit and the rule's own both
    /// allow, the later of the two; it is owed by who is silent to whom the rule names, else to the
    /// first other agency that it tells.
    ///
    /// - Parameters:
    ///   - agency: who is silent.
    ///   - since: its last sign of life.
    ///   - begun: from when the silence is counted; later than that where the broker was down.
    ///   - usual: the longest time without a sign that is usual for it, in milliseconds.
    ///   - now: the time of the transaction.
    package func open(
        bySilenceOf agency: AgencyID, since: Instant, countedFrom begun: Instant,
        usualInterval usual: Int64, at now: Instant
    ) -> Opened {
        var opened = Opened()
        guard let limit = partnership.rules.silence?.milliseconds(usualInterval: usual) else {
            return opened
        }
        for rule in partnership.rules.timescales
        where rule.opens == .silence && rule.isInForce(on: London.date(at: now)) {
            let school = partnership.schools.calendar(among: [agency])
            do throws(CalendarError) {
                let least = try rule.due(
                    from: begun, particulars: [:], calendar: partnership.calendar,
                    school: school)
                let due = max(least, begun.adding(milliseconds: limit))
                let terms = terms(
                    of: rule, from: agency, to: creditor(of: agency, rule),
                    expecting: rule.expects.pattern.typesInOrder, during: min(since, due)..<due,
                    by: school, subjects: [])
                opened.openings.append(Opening(terms: terms, steps: []))
            } catch {
                opened.unjudged.append(UnjudgedRule(rule: rule.name, why: error))
            }
        }
        return opened
    }

    private func creditor(of agency: AgencyID, _ rule: Timescale) -> AgencyID {
        let roles = ([rule.owedTo?.role] + rule.tells.map(\.role)).compactMap(\.self)
        return roles.compactMap { partnership.roles[$0] }.first { $0 != agency } ?? agency
    }
}
