// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q1: what became of the referrals of each agency.
struct ReferralFinding: Finding {
    private let inquiry: Inquiry
    private var referrals: [Int64: Referral] = [:]

    /// One referral, and what is known of it so far.
    private struct Referral {
        let source: AgencyID
        let receivedAt: Instant
        let acknowledged: Standing
        let decided: Standing
        let decidedAt: Instant?
        /// Whether the referrer was told each decision.
        var told: [Standing] = []

        var isOverdue: Bool { ([acknowledged, decided] + told).contains(.overdue) }
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        if Kind.contacts.contains(message.type), inquiry.covers(message.at) {
            let decision = message.opened(.decided)
            referrals[message.entry] = Referral(
                source: inquiry.roll.head(of: message.facts.issuer), receivedAt: message.at,
                acknowledged: Standing(message.opened(.acknowledged)),
                decided: Standing(decision),
                decidedAt: decision.compactMap(\.expectation.verdict.met).max())
        }
        let telling = message.opened(.told)
        guard let root = telling.first?.opener.root else { return }
        referrals[root]?.told.append(Standing(telling))
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let bySource = Dictionary(grouping: referrals.values, by: \.source)
        let rows = inquiry.roll.all(bySource.keys).map { agency in
            inquiry.roll.cells(of: agency) + cells(bySource[agency] ?? [])
        }
        let total = [.absent, .text("All")] + cells(Array(referrals.values))
        let stray = referrals.values.count { $0.acknowledged == .none && $0.decided == .none }
        return (
            [Self.outline.tables[0].filled(rows, total: total)],
            [
                Answer.Note(
                    stray,
                    "referral owed nothing to its sender: it did not go to the front door, "
                        + "or was taken back.",
                    "referrals owed nothing to their senders: they did not go to the front door, "
                        + "or were taken back.")
            ].compactMap(\.self)
        )
    }

    private func cells(_ referrals: [Referral]) -> [Answer.Cell] {
        let acknowledgements = referrals.map(\.acknowledged).filter(\.isJudged)
        let decisions = referrals.filter(\.decided.isJudged)
        let told = referrals.flatMap(\.told).filter(\.isJudged)
        let spans = referrals.compactMap { referral in
            referral.decidedAt.map { max(0, $0.milliseconds(since: referral.receivedAt)) }
        }
        return [.count(referrals.count), .count(acknowledgements.count)]
            + .share(acknowledgements.count { $0 == .inTime }, of: acknowledgements.count)
            + [.count(decisions.count)]
            + .share(decisions.count { $0.decided == .inTime }, of: decisions.count)
            + [.count(spans.count)] + .spread(spans, per: Span.hour) + [.count(told.count)]
            + .share(told.count(where: \.isDone), of: told.count)
            + [.count(referrals.count(where: \.isOverdue))]
    }

    static let outline = Answer.Outline(
        title: "Referrals: acknowledged, decided, and who was told",
        asker: "The business manager",
        sentence:
            "How many referrals of each agency were acknowledged and decided within the limit, "
            + "and who was told the outcome?",
        tables: [
            Answer.Table(
                "by_agency", "Referrals received in the period, by the agency that sent them",
                columns: columns, rows: [],
                splits: [
                    Answer.Split("decisions_due", into: ["decided"]),
                    Answer.Split("decided", into: ["decided_in_time"]),
                ])
        ])

    private static let columns =
        Answer.Column.agency("the agency that sent the referrals.") + [
            Answer.Column(
                "referrals", .count,
                "Referrals and incident notices that were received in the period."),
            Answer.Column(
                "acknowledgements_due", .count,
                "Those whose acknowledgement was due by now, or came.", partOf: "referrals",
                isForPrograms: true),
        ]
        + Answer.Column.share(
            "acknowledged_in_time", of: "acknowledgements_due",
            "Those that a named role or team said in time to have (rule R1).")
        + [
            Answer.Column(
                "decisions_due", .count, "Those whose decision was due by now, or came.",
                partOf: "referrals", isForPrograms: true)
        ]
        + Answer.Column.share(
            "decided_in_time", of: "decisions_due", "Those that were decided in time (rule R2).")
        + [
            Answer.Column(
                "decided", .count, "Those that were decided, in time or late.",
                partOf: "referrals")
        ]
        + Answer.Column.spread(
            "hours_to_decision", .hours, over: "decided",
            "the hours from receipt to decision, nights and weekends included.")
        + [
            Answer.Column(
                "outcomes_due", .count,
                "Decisions whose outcome had to be told to the referrer by now, or was.",
                isForPrograms: true)
        ]
        + Answer.Column.share(
            "referrer_told", of: "outcomes_due",
            "Decisions whose outcome the referrer was told, in time or late (rule R3).")
        + [
            Answer.Column(
                "overdue_now", .count,
                "Referrals of which something is overdue: acknowledgement, decision or outcome.",
                partOf: "referrals")
        ]
}
