// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// The register of cases that were referred back to the authority, by inspectors, auditors or the
/// partnership: a variant of the question about children whom nobody owns.
struct ReferredBack: Sendable {
    private var cases: [Case] = []

    private struct Case {
        let message: ReadMessage
        let acknowledged: Standing
        let answered: Standing
        let answeredAt: Instant?
    }

    mutating func take(_ message: ReadMessage) {
        let answered = message.opened(.referredBackAnswered)
        cases.append(
            Case(
                message: message,
                acknowledged: Standing(message.opened(.referredBackAcknowledged)),
                answered: Standing(answered),
                answeredAt: answered.compactMap(\.expectation.verdict.met).max()))
    }

    /// The register, the longest waiting first.
    func rows(asOf now: Instant, _ roll: Roll) -> [[Answer.Cell]] {
        cases.map { entry in
            let message = entry.message
            let waited = (entry.answeredAt ?? now).milliseconds(since: message.at)
            return [
                .text(message.facts.thread.text), .text(roll.name(of: message.facts.issuer)),
                .text(optional: message.value("by")), .text(optional: message.value("reason_code")),
                .time(message.at), .time(optional: message.time("response_due")),
                .text(Self.word(entry.acknowledged)), .text(Self.word(entry.answered)),
                .time(optional: entry.answeredAt), .span(max(0, waited), per: Span.day),
                .amended(message),
            ]
        }
    }

    /// How many there were, and what became of them.
    var figures: [Answer.Cell] {
        let acknowledgements = cases.map(\.acknowledged).filter(\.isJudged)
        let answers = cases.map(\.answered).filter(\.isJudged)
        return [.count(cases.count), .count(acknowledgements.count)]
            + .share(acknowledgements.count { $0 == .inTime }, of: acknowledgements.count)
            + [.count(answers.count)]
            + .share(answers.count { $0 == .inTime }, of: answers.count)
            + [.count(answers.count { $0 == .overdue })]
    }

    private static func word(_ standing: Standing) -> String {
        switch standing {
        case .none: "not owed"
        case .inTime: "in time"
        case .pending: "not due"
        case .late: "late"
        case .overdue: "overdue"
        }
    }

    static let register = Answer.Table(
        "referred_back", "Cases that were referred back in the period",
        columns: [
            Answer.Column("txn", .identifier, "The thread."),
            Answer.Column("agency", .text, "The agency that referred it back."),
            Answer.Column("by", .code, "inspectorate, auditor or partnership, as it said."),
            Answer.Column("reason_code", .code, "Why, as it said."),
            Answer.Column("received_at", .time, "When the broker received it."),
            Answer.Column("response_due", .time, "By when an answer was asked for."),
            Answer.Column(
                "acknowledged", .code,
                "in time, late, overdue, not due, or not owed: whether the authority said that it has "
                    + "it (rule R26)."),
            Answer.Column(
                "answered", .code, "The same of whether it decided what follows (rule R26)."),
            Answer.Column("answered_at", .time, "When it did."),
            Answer.Column("days", .days, "Days until then, or until now, weekends included."),
            Answer.Column.amended(),
        ], rows: [], isList: true)

    static let counts = Answer.Table(
        "referred_back_all", "How many were referred back",
        columns: [
            Answer.Column("cases", .count, "Cases that were referred back in the period."),
            Answer.Column(
                "acknowledgements_due", .count,
                "Those whose acknowledgement was due by now, or came.", partOf: "cases",
                isForPrograms: true),
        ]
            + Answer.Column.share(
                "acknowledged_in_time", of: "acknowledgements_due",
                "Those that were acknowledged in time (rule R26).")
            + [
                Answer.Column(
                    "answers_due", .count, "Those whose answer was due by now, or came.",
                    partOf: "cases", isForPrograms: true)
            ]
            + Answer.Column.share(
                "answered_in_time", of: "answers_due",
                "Those that were answered in time (rule R26).")
            + [
                Answer.Column(
                    "overdue_now", .count, "Those whose answer is overdue.", partOf: "answers_due")
            ], rows: [],
        splits: [Answer.Split("answers_due", into: ["answered_in_time", "overdue_now"])])
}
