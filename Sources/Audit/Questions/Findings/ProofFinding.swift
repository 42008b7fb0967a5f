// SPDX-License-Identifier: Apache-2.0

import Ledger
import Safeguarding
import Signing
import TransparencyLog
import Wire

/// Q10: what proves the log, who read, and what was withheld.
struct ProofFinding: Finding {
    private let inquiry: Inquiry
    private var head: LogHead?
    private var reads: [Reading: Tally] = [:]
    private var answers: [AgencyID: Answers] = [:]

    /// Who asked what.
    private struct Reading: Hashable {
        let agency: AgencyID
        let question: String
    }

    private struct Tally {
        var all = 0
        var byPersons = 0
        var forPurposes = 0
    }

    /// How an agency answered requests for information.
    private struct Answers {
        var all = 0
        var withheld: [String: Int] = [:]
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        guard inquiry.covers(message.at), Kind.answers.contains(message.type) else { return }
        let agency = inquiry.roll.head(of: message.facts.issuer)
        answers[agency, default: Answers()].all += 1
        guard message.type == Kind.withheld else { return }
        let reason = message.value("reason").flatMap { Self.reasons.contains($0) ? $0 : nil }
        answers[agency]?.withheld[reason ?? Self.otherReason, default: 0] += 1
    }

    mutating func take(_ read: ReadFacts, at moment: Instant) {
        guard inquiry.covers(moment) else { return }
        let reading = Reading(agency: read.agency, question: read.question)
        reads[reading, default: Tally()].all += 1
        if read.person != nil { reads[reading]?.byPersons += 1 }
        if read.purpose != nil { reads[reading]?.forPurposes += 1 }
    }

    mutating func take(_ head: LogHead) { self.head = head }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let outline = Self.outline.tables
        let log = head.map { head in
            [
                Answer.Cell.text(head.origin.current), .count(Int(head.size)),
                .text(Base64.encode(head.checkpoint.root.bytes)), .time(head.lastAt),
            ]
        }
        return (
            [
                outline[0].filled(log.map { [$0] } ?? []), outline[1].filled(readRows),
                outline[2].filled(withheldRows, total: [.absent, .text("All")] + cells(sum)),
            ],
            [
                Answer.Note(
                    "To prove the log, take all of its entries from `/log/tile/entries`, compute the root "
                        + "and compare it with the checkpoint that the log signed (`baton log "
                        + "checkpoint`): that trusts nobody. "
                        + "`GET /audit/reads` lists each read.")
            ]
        )
    }

    private var readRows: [[Answer.Cell]] {
        reads.sorted {
            ($0.key.agency.uri, $0.key.question) < ($1.key.agency.uri, $1.key.question)
        }.map { reading, tally in
            inquiry.roll.cells(of: reading.agency) + [.text(reading.question), .count(tally.all)]
                + [.count(tally.byPersons), .count(tally.forPurposes)]
        }
    }

    private var withheldRows: [[Answer.Cell]] {
        inquiry.roll.all(answers.keys).map { agency in
            inquiry.roll.cells(of: agency) + cells(answers[agency] ?? Answers())
        }
    }

    private var sum: Answers {
        answers.values.reduce(into: Answers()) { sum, answers in
            sum.all += answers.all
            sum.withheld.merge(answers.withheld, uniquingKeysWith: +)
        }
    }

    private func cells(_ answers: Answers) -> [Answer.Cell] {
        let withheld = answers.withheld.values.reduce(0, +)
        return [.count(answers.all)] + .share(withheld, of: answers.all)
            + (Self.reasons + [Self.otherReason]).map { .count(answers.withheld[$0] ?? 0) }
    }

    /// The reasons of `codes.withheld-reason`, each of which has a column.
    private static let reasons = [
        "more-detrimental", "not-held", "not-identified", "legal-privilege",
    ]
    private static let otherReason = "other"

    private static func column(of reason: String) -> String { reason.replacing("-", with: "_") }
}

extension ProofFinding {
    static let outline = Answer.Outline(
        title: "The log's proof, who read, and what was withheld",
        asker: "A senior information risk owner, the Information Commissioner or a court",
        sentence: "Is the log complete and unaltered, who read what, and which information was "
            + "withheld and why?",
        tables: [
            Answer.Table("log", "The log as it stands", columns: log, rows: [], isList: false),
            Answer.Table(
                "reads", "Reads of the period, by who read and what was asked", columns: reads,
                rows: []),
            Answer.Table(
                "withheld", "Answers to requests for information in the period", columns: withheld,
                rows: [],
                splits: [
                    Answer.Split(
                        "withheld", into: (reasons + [otherReason]).map(column(of:)),
                        isExact: true)
                ]),
        ])

    private static let log = [
        Answer.Column("origin", .identifier, "The log's origin."),
        Answer.Column("entries", .count, "How many entries it has."),
        Answer.Column(
            "root", .identifier,
            "The root hash of its tree in base64, as the checkpoint has it; CSV has it so too, even where "
                + "it begins with +, so tell a spreadsheet that the column is text."),
        Answer.Column("last_at", .time, "When its last entry was made."),
    ]

    private static let reads =
        Answer.Column.agency("the agency that read.") + [
            Answer.Column(
                "question", .code, "What was asked: a door's name, or `message` for content."),
            Answer.Column("reads", .count, "How often."),
            Answer.Column(
                "by_persons", .count, "How often by a person who was named.", partOf: "reads"),
            Answer.Column(
                "for_purposes", .count, "How often with a purpose.", partOf: "reads"),
        ]

    private static let withheld =
        Answer.Column.agency("the agency that was asked.") + [
            Answer.Column(
                "answers", .count,
                "Answers in which it gave information, or said that it does not.")
        ]
        + Answer.Column.share("withheld", of: "answers", "Those in which it does not.")
        + (reasons + [otherReason]).map { reason in
            Answer.Column(
                column(of: reason), .count,
                "Those with the reason `\(reason)`.", partOf: "withheld")
        }
}
