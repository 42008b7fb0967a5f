// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Intake
import Ledger
import Safeguarding

extension Transaction {
    /// Enters that agencies are silent, and what that opens; it is missed already, and told.
    ///
    /// One entry per agency and partnership. Whoever stands as silent is not found so again.
    ///
    /// - Returns: those that stand as silent now, so that nobody looks for them again.
    mutating func openSilences(_ silences: [Silence]) throws(StoreFailure) -> [Silence] {
        guard clock == .believed else { return [] }
        var (standing, due): ([Silence], [ExpectationRecord]) = ([], [])
        for silence in silences {
            guard let partnership = setting.partnership(number: silence.partnership) else {
                continue
            }
            let begun = now.adding(milliseconds: -silence.elapsed)
            let opened = ExpectationOpener(partnership).open(
                bySilenceOf: silence.agency, since: silence.since, countedFrom: begun,
                usualInterval: silence.usual, at: now)
            if !opened.unjudged.isEmpty { count("unjudged", opened.unjudged.count) }
            guard let last = opened.openings.map(\.terms.due).max(), last <= now else { continue }
            standing.append(silence)
            guard try standingSilences(of: silence.agency, silence.partnership).isEmpty else {
                continue
            }
            let facts = SilenceFacts(
                agency: silence.agency, since: silence.since, usualMilliseconds: silence.usual,
                limitMilliseconds: last.milliseconds(since: begun))
            let entry = try record(
                Happening(.silent(facts), parts: opened.parts(ofEntry: nextIndex, after: 0)),
                partnership: silence.partnership)
            count("silent")
            due += try store.expectations(.opened(by: entry.index))
        }
        try judge(due)
        return standing
    }

    /// Enters that agencies are heard of again; what was missed was done late.
    ///
    /// - Returns: those of whom nothing more is to be entered.
    mutating func endSilences(_ ends: [EndOfSilence]) throws(StoreFailure) -> [EndOfSilence] {
        try end(ends) { $0.receive(answerFor: [], at: $1, stopped: $2) }
    }

    /// Enters that nobody waits any more for agencies that were silent: they are not registered any
    /// more, or share nothing in that partnership.
    ///
    /// - Returns: those of whom nothing more is to be entered.
    mutating func withdrawSilences(_ ends: [EndOfSilence]) throws(StoreFailure) -> [EndOfSilence] {
        try end(ends) { expectation, now, _ in
            expectation.withdraw(
                at: now, because: "the agency takes no part in the partnership any more")
        }
    }

    /// - Parameter step: what becomes of what a silence opened; now, and when the silence ended.
    private mutating func end(
        _ ends: [EndOfSilence],
        by step: (inout Expectation, _ now: Instant, _ at: Instant) -> Expectation.Step?
    ) throws(StoreFailure) -> [EndOfSilence] {
        guard clock == .believed else { return [] }
        let groups = Dictionary(grouping: ends, by: \.partnership)
        for (number, group) in groups.sorted(by: { $0.key < $1.key }) {
            var effects = Effects()
            for end in group {
                for record in try standingSilences(of: end.agency, number) {
                    var expectation = record.expectation
                    guard let step = step(&expectation, now, end.at) else { continue }
                    effects.verdicts.append(ExpectationStep(expectation: record.name, step: step))
                    effects.resolved.append(record)
                }
            }
            guard !effects.verdicts.isEmpty else { continue }
            let entry = try record(Happening(.judged, parts: effects.parts), partnership: number)
            try tellOfResolutions(effects, entry, effects.parts)
        }
        return ends
    }

    private func standingSilences(
        of agency: AgencyID, _ partnership: Int
    ) throws(StoreFailure) -> [ExpectationRecord] {
        try store.expectations(.silences(of: agency)).filter {
            $0.opener.partnership == partnership
        }
    }
}
