// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding
import Wire

/// Q5: everything about one child, of all agencies, in order, with the gaps.
struct ChildFinding: Finding {
    private let inquiry: Inquiry
    /// The child's ids in each thread that is about it.
    private var threads: [ThreadID: Set<SubjectID>] = [:]
    private var lines: [Line] = []

    /// One line of the child's story.
    private struct Line {
        let at: Instant
        let entry: Int64
        let kind: String
        let agency: AgencyID
        let to: [AgencyID]
        let message: ReadMessage
        var rule: String?
        var breakPoint: String?
        var until: Instant?
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        find(message)
        guard let ids = threads[message.facts.thread], inquiry.covers(message.at) else { return }
        let named = message.particulars?.subjects ?? []
        guard named.isEmpty || ids.isEmpty || !ids.isDisjoint(with: named) else { return }
        lines.append(
            Line(
                at: message.at, entry: message.entry, kind: "sent", agency: message.facts.issuer,
                to: message.recipients, message: message))
        for record in message.opened {
            guard record.expectation.verdict.missed != nil else { continue }
            lines.append(
                Line(
                    at: record.expectation.due, entry: message.entry,
                    kind: Standing(record) == .late ? "late" : "missed",
                    agency: record.expectation.owedBy, to: [record.expectation.terms.owedTo],
                    message: message, rule: record.expectation.terms.name,
                    breakPoint: record.breakPoint.code,
                    until: record.expectation.verdict.met))
        }
    }

    /// Takes up the message's thread when it is about the child.
    private mutating func find(_ message: ReadMessage) {
        let thread = message.facts.thread
        switch inquiry.subject {
        case .thread(thread): threads[thread] = threads[thread] ?? []
        case .person(let name):
            guard let particulars = message.particulars else { return }
            for pseudonym in particulars.pseudonyms
            where particulars.subjects.indices.contains(pseudonym.subject)
                && Hex.encode(pseudonym.bytes) == name
            {
                threads[thread, default: []].insert(particulars.subjects[pseudonym.subject])
            }
        case .thread, nil: return
        }
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let lines = lines.sorted { ($0.at, $0.entry, $0.kind) < ($1.at, $1.entry, $1.kind) }
        let gaps = lines.filter { $0.kind != "sent" }
        let figures: [Answer.Cell] = [
            .count(threads.count), .count(lines.count - gaps.count), .count(gaps.count),
            .count(gaps.count { $0.kind == "missed" }),
        ]
        return (
            [
                Self.outline.tables[0].filled(lines.map(row)),
                Self.outline.tables[1].filled([figures]),
            ],
            [
                Answer.Note(
                    "What was said to the child, or about the child outside the broker, is not here."
                )
            ]
        )
    }

    private func row(_ line: Line) -> [Answer.Cell] {
        let names = line.to.map(inquiry.roll.name).sorted()
        return [
            .time(line.at), .text(line.kind), .text(inquiry.roll.name(of: line.agency)),
            .text(line.message.type),
            names.isEmpty ? .absent : .text(names.joined(separator: "; ")),
            .text(optional: line.rule), .text(optional: line.breakPoint),
            .time(optional: line.until), .text(line.message.facts.thread.text),
            .text(line.message.facts.token.text), .amended(line.message),
        ]
    }
}

extension ChildFinding {
    static let outline = Answer.Outline(
        title: "Everything about one child, in order, with the gaps", asker: "Ofsted",
        sentence:
            "What did every agency send about this child, in order, and what was owed and not "
            + "done in time?",
        tables: [
            Answer.Table(
                "timeline", "What happened, and what did not", columns: timeline, rows: [],
                isList: true),
            Answer.Table("all", "How many", columns: all, rows: []),
        ])

    private static let timeline = [
        Answer.Column(
            "at", .time, "When the broker received the message, or when what was owed was due.",
            showsPerson: true),
        Answer.Column(
            "kind", .code,
            "sent: a message; late: something was due and was done late; missed: something was due "
                + "and is not done, or fell away afterwards.", showsPerson: true),
        Answer.Column("agency", .text, "Who sent it, or owed it.", showsPerson: true),
        Answer.Column(
            "type", .code, "The message's type, or that of the message that opened what was owed.",
            showsPerson: true),
        Answer.Column("to", .text, "Who received it, or to whom it was owed.", showsPerson: true),
        Answer.Column("rule", .code, "The rule by which it was owed.", showsPerson: true),
        Answer.Column("break_point", .code, "The break that this is.", showsPerson: true),
        Answer.Column("done_at", .time, "When it was done late.", showsPerson: true),
        Answer.Column(
            "txn", .identifier, "The thread.", showsPerson: true, isForPrograms: true),
        Answer.Column(
            "jti", .identifier, "The message.", showsPerson: true, isForPrograms: true),
        Answer.Column.amended(showsPerson: true),
    ]

    private static let all = [
        Answer.Column("threads", .count, "Threads about the child."),
        Answer.Column("messages", .count, "Messages of the period in them."),
        Answer.Column("gaps", .count, "What those opened and was not done in time."),
        Answer.Column("missed", .count, "Gaps that were not closed.", partOf: "gaps"),
    ]
}
