// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
package import Safeguarding

/// Why an expectation stands as it does: its rule, the arithmetic of its due time, every clock beside
/// every other, and the entries that record it.
package struct Explanation: Sendable {
    /// The expectation.
    package let record: ExpectationRecord
    /// The duty's text in the pack that is in force; nil when that is another than it was opened by.
    let rule: Timescale?
    /// How its due time was counted, in sentences.
    let arithmetic: [String]
    /// The message that opened it, by its own clocks.
    let opening: Signed
    /// The entries that record verdicts on it, in order.
    let verdicts: [Verdict]
    /// What changed it without deciding it, in order.
    let changes: [Change]
    /// Spans within its time in which the broker was down.
    let outages: [Interval]
    /// What was tried within its time: to hand the message over, or to answer it.
    let attempts: [Attempt]
    /// Spans within its time in which those who owe or owed it could not be reached.
    let silentSpans: [SilentSpan]
    /// Whether agencies are withheld, because the thread is restricted and the viewer oversees.
    let withholdsAgencies: Bool
    /// What was done to the message that opened it, as far as the viewer may know.
    let amended: [ShownAmendment]

    /// What a message says of its own times.
    package struct Signed: Sendable, Hashable {
        /// When it says that it was issued (`iat`); nil where that is withheld.
        let issuedAt: Instant?
        /// When it says that what it tells happened (`toe`); nil where that is withheld.
        let occurredAt: Instant?
        /// When the broker received it.
        let receivedAt: Instant
    }

    /// An entry that records a verdict.
    package struct Verdict: Sendable, Hashable {
        /// The part that records it.
        let name: PartName
        /// When the entry was made.
        let at: Instant
        /// The message that brought it; nil where the clock did.
        let message: Signed?
    }

    /// Explains an expectation; nil when the viewer may not see it.
    ///
    /// - Parameters:
    ///   - partnership: the one it is of, as it is configured now.
    ///   - particulars: those of the message that opened it; empty once it was erased.
    ///   - entries: the entry that opened it and those that record verdicts, with what they say.
    ///   - withheld: those of them whose facts the viewer may not know.
    ///   - changes: what messages did to it without deciding it, in log order.
    ///   - outages: spans in which the broker was down.
    ///   - attempts: what was tried, as far as the viewer may know.
    ///   - silentSpans: spans in which those who owe or owed it were silent.
    ///   - amended: what the viewer may know of what was done to the message that opened it.
    ///   - now: the time until which an open one runs.
    package init?(
        _ record: ExpectationRecord, of partnership: Partnership?, particulars: [String: String],
        entries: [(entry: LedgerEntry, happening: Happening)], withheld: Set<Int64> = [],
        changes: [Change] = [], outages: [Interval], attempts: [Attempt] = [],
        silentSpans: [SilentSpan] = [],
        amended: [ShownAmendment] = [], now: Instant, for viewer: Viewer
    ) {
        guard viewer.sees(record) else { return nil }
        self.record = record
        self.amended = amended
        let terms = record.expectation.terms
        rule = partnership.flatMap { partnership in
            partnership.rules.name == terms.pack
                ? partnership.rules.timescale(terms.name) : nil
        }
        let told = Dictionary(
            entries.map { ($0.entry.index, $0) }, uniquingKeysWith: { first, _ in first })
        if case .silent(let facts)? = told[record.name.entry]?.happening.facts {
            arithmetic = facts.arithmetic(terms)
        } else {
            let pauses = Self.pauses(changes, due: record.expectation.due)
            arithmetic =
                Self.arithmetic(terms, rule, partnership, particulars, isMoved: !pauses.isEmpty)
                + pauses
        }
        self.changes = changes
        let changing = Set(changes.map(\.name))
        opening =
            told[record.name.entry].map { Signed($0, withholding: withheld) }
            ?? Signed(issuedAt: nil, occurredAt: nil, receivedAt: record.opener.at)
        verdicts = record.verdicts.filter { !changing.contains($0) }.compactMap { name in
            told[name.entry].map { pair in
                Verdict(
                    name: name, at: pair.entry.at,
                    message: pair.happening.isMessage
                        ? Signed(pair, withholding: withheld) : nil)
            }
        }
        let end = record.expectation.verdict.met ?? now
        self.outages = outages.filter { $0.from < end && $0.until > terms.from }
        withholdsAgencies = viewer.oversees && record.opener.isRestricted
        // When an agency was silent tells which one it is, as what it took or refused does.
        self.attempts = withholdsAgencies ? [] : attempts
        self.silentSpans =
            withholdsAgencies ? [] : silentSpans.filter { $0.overlaps(terms.from, end) }
    }

    /// The arithmetic by the same calendar; what another calendar or another pack would give is not
    /// said, since verdicts are never recomputed.
    private static func arithmetic(
        _ terms: Expectation.Terms, _ rule: Timescale?, _ partnership: Partnership?,
        _ particulars: [String: String], isMoved: Bool
    ) -> [String] {
        guard let rule, let partnership else {
            return [
                "The pack \(terms.pack), by which it was opened, is not in force here any more."
            ]
        }
        let school = partnership.schools.recorded(in: terms.calendar)
        guard partnership.calendars(of: rule, at: school) == terms.calendar else {
            return [
                "It was counted by calendar \(terms.calendar), which is not in force here any more."
            ]
        }
        let start = rule.clock.limit.isBefore ? terms.countedBackFrom ?? terms.due : terms.from
        // The limit decided, or the message itself stated when it is due.
        for stated in [nil, rule.clock.dueAt.map { _ in terms.due }] {
            if let explained = try? rule.explanation(
                from: start, stated: stated, particulars: particulars,
                calendar: partnership.calendar, school: school),
                explained.due == terms.due
            {
                return explained.sentences(isMoved: isMoved) + rule.clock.sentences
            }
        }
        return [
            "The limit is: \(rule.clock.limit), from \(rule.clock.starts).",
            "It counts from a time in the message itself, which is content and is not shown.",
        ]
            + (isMoved ? [] : ["It is late from \(London.rfc3339(at: terms.due)) on."])
    }
}

extension RuleClock {
    /// Where the moment comes from that it starts at or runs up to, where that is not the receipt.
    fileprivate var sentences: [String] {
        switch starts {
        case .received: []
        case .toe: ["That moment is when the message says that it happened, else its receipt."]
        case .root: ["That moment is the receipt of the first message of the matter."]
        case .pointer(let pointer):
            [
                "That moment is told in the message itself, at \(pointer)"
                    + (limit.isBefore
                        ? "." : "; where it is not, or cannot be counted from, it is the receipt.")
            ]
        }
    }
}

extension Explanation.Signed {
    fileprivate init(
        _ pair: (entry: LedgerEntry, happening: Happening), withholding withheld: Set<Int64>
    ) {
        receivedAt = pair.entry.at
        guard !withheld.contains(pair.entry.index) else {
            (issuedAt, occurredAt) = (nil, nil)
            return
        }
        switch pair.happening.facts {
        case .accepted(let facts), .issued(let facts):
            issuedAt = Instant(seconds: facts.issuedAt)
            occurredAt = facts.occurredAt.map(Instant.init(seconds:))
        case .refused(let facts):
            issuedAt = facts.issuedAt.map(Instant.init(seconds:))
            occurredAt = facts.occurredAt.map(Instant.init(seconds:))
        case .withdrawn, .polled, .judged, .silent, .started, .loaded, .read, .clock, .gap,
            .revoked, .settled, .retention:
            (issuedAt, occurredAt) = (nil, nil)
        }
    }
}

extension Happening {
    fileprivate var isMessage: Bool {
        switch facts {
        case .accepted, .issued: true
        case .refused, .withdrawn, .polled, .judged, .silent, .started, .loaded, .read, .clock,
            .gap, .revoked, .settled, .retention:
            false
        }
    }
}
