// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q9: disagreements that agencies escalated, how far, how soon they were answered and how they
/// ended; and who never escalates.
struct EscalationFinding: Finding {
    private let inquiry: Inquiry
    private var raised: [Int64: Raised] = [:]
    /// The escalation that each answer is to.
    private var answered: [Int64: Int64] = [:]

    /// One stage that was raised.
    private struct Raised {
        let agency: AgencyID
        let stage: Int
        let answers: Standing
        let spans: [Int64]
        /// How it ended; nil while it has not.
        var outcome: String?
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        switch message.type {
        case Kind.escalation where inquiry.covers(message.at):
            let owed = message.opened(.escalationAnswered)
            raised[message.entry] = Raised(
                agency: inquiry.roll.head(of: message.facts.issuer),
                stage: message.value("stage").flatMap { Int($0) } ?? 0, answers: Standing(owed),
                spans: owed.compactMap(\.expectation.verdict.met).map {
                    max(0, $0.milliseconds(since: message.at))
                })
        case Kind.escalationAnswer:
            if let follows = message.facts.follows { answered[message.entry] = follows }
        case Kind.escalationClosed:
            guard let follows = message.facts.follows else { return }
            raised[answered[follows] ?? follows]?.outcome = message.value("outcome") ?? "closed"
        default: return
        }
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let byAgency = Dictionary(grouping: raised.values, by: \.agency)
        let agencies = inquiry.roll.all(byAgency.keys)
        let rows = agencies.map { inquiry.roll.cells(of: $0) + cells(byAgency[$0] ?? []) }
        let total = [.absent, .text("All")] + cells(Array(raised.values))
        let silent = agencies.count { byAgency[$0] == nil }
        return (
            [Self.outline.tables[0].filled(rows, total: total)],
            [
                Answer.Note(
                    silent, "agency of \(agencies.count) raised nothing in the period.",
                    "agencies of \(agencies.count) raised nothing in the period."),
                Answer.Note("Only escalations that were sent as messages are seen."),
            ].compactMap(\.self)
        )
    }

    private func cells(_ raised: [Raised]) -> [Answer.Cell] {
        let judged = raised.filter(\.answers.isJudged)
        let spans = raised.flatMap(\.spans)
        return [.count(raised.count)]
            + (1...2).map { stage in .count(raised.count { $0.stage == stage }) }
            + [.count(raised.count { $0.stage > 2 }), .count(judged.count)]
            + .share(judged.count { $0.answers == .inTime }, of: judged.count)
            + [.count(spans.count)] + .spread(spans, per: Span.hour)
            + [
                .count(raised.count { $0.outcome != nil }),
                .count(raised.count { Self.changes.contains($0.outcome ?? "") }),
                .count(raised.count { $0.answers == .overdue }),
            ]
    }

    /// Outcomes by which whoever escalated was heard.
    private static let changes: Set<String> = ["resolved", "decision-changed"]

    static let outline = Answer.Outline(
        title: "Escalations, by the agency that raised them", asker: "The scrutineer",
        sentence: "Who escalates disagreements, to which stage, how soon are they answered, how do "
            + "they end, and who never escalates?",
        tables: [
            Answer.Table(
                "by_agency", "Escalations raised in the period", columns: columns, rows: [],
                splits: [
                    Answer.Split(
                        "raised", into: ["stage_1", "stage_2", "stage_3_on"], isExact: true),
                    Answer.Split("answers_due", into: ["answers", "overdue_now"]),
                    Answer.Split("answers_due", into: ["answered_in_time", "overdue_now"]),
                    Answer.Split("answers", into: ["answered_in_time"]),
                ])
        ])

    private static let columns =
        Answer.Column.agency("the agency that escalated.") + [
            Answer.Column("raised", .count, "Escalations that it raised, each stage counted."),
            Answer.Column("stage_1", .count, "Those of stage 1.", partOf: "raised"),
            Answer.Column("stage_2", .count, "Those of stage 2.", partOf: "raised"),
            Answer.Column("stage_3_on", .count, "Those of stage 3 or later.", partOf: "raised"),
            Answer.Column(
                "answers_due", .count, "Those whose answer was due by now, or came.",
                partOf: "raised", isForPrograms: true),
        ]
        + Answer.Column.share(
            "answered_in_time", of: "answers_due", "Those answered in time (rule R24).")
        + [
            Answer.Column(
                "answers", .count, "Answers that came, in time or late.", partOf: "answers_due")
        ]
        + Answer.Column.spread(
            "hours_to_answer", .hours, over: "answers",
            "the hours from an escalation to its answer, nights and weekends included.")
        + [
            Answer.Column("closed", .count, "Those that were closed.", partOf: "raised"),
            Answer.Column(
                "changed", .count,
                "Those closed as resolved or with the decision changed.", partOf: "closed"),
            Answer.Column(
                "overdue_now", .count, "Those whose answer is overdue.", partOf: "answers_due"),
        ]
}
