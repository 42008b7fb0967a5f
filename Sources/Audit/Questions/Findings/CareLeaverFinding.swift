// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// The register of contacts with care leavers: who is responsible for each, when they were last in
/// contact, how that went, and by when the next one is due.
struct CareLeaverFinding: Finding {
    private let inquiry: Inquiry
    private var people = People()
    /// Whom each matter is about, by their ids in its thread.
    private var known: [Int64: [SubjectID: Who]] = [:]
    private var records: [Who: CareLeaverRecords] = [:]

    /// A care leaver: a person across threads where there is an identifier, else one of a matter.
    private enum Who: Hashable {
        case person(Int)
        case subject(SubjectID, of: Int64)
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        guard message.at < inquiry.period.upperBound else { return }
        let root = message.facts.root ?? message.entry
        let named = meet(message, root)
        guard message.type == Kind.careLeaver else { return }
        let about = named.isEmpty ? known[root] ?? [:] : named
        for (id, who) in about {
            records[who, default: CareLeaverRecords()].take(message, about: id)
        }
    }

    /// Takes up whom a message names, and says who they are.
    private mutating func meet(_ message: ReadMessage, _ root: Int64) -> [SubjectID: Who] {
        var named: [SubjectID: Who] = [:]
        guard let particulars = message.particulars else { return named }
        for (place, id) in particulars.subjects.enumerated() {
            let person = people.person(at: place, in: particulars)
            let who =
                known[root]?[id] ?? person.map(Who.person) ?? Who.subject(id, of: root)
            known[root, default: [:]][id] = who
            named[id] = who
        }
        return named
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        // Two pseudonyms may turn out to be one person's when both were met already.
        var joined: [Who: CareLeaverRecords] = [:]
        for (who, records) in records {
            let key = if case .person(let number) = who { Who.person(people[number]) } else { who }
            joined[key, default: CareLeaverRecords()].join(records)
        }
        let all = joined.compactMapValues(CareLeaver.init)
        let end = inquiry.period.upperBound
        let owed = all.filter { !$0.value.needsNoMore }
            .sorted { $0.value.place < $1.value.place }
        let rows = owed.map { row($0.key, $0.value, end) }
        let agencies = Dictionary(grouping: owed.map(\.value)) {
            inquiry.roll.head(of: $0.responsible)
        }
        let counts = inquiry.roll.all(agencies.keys).map {
            inquiry.roll.cells(of: $0) + figures(agencies[$0] ?? [], end)
        }
        let total = [.absent, .text("All")] + figures(owed.map(\.value), end)
        return (
            [
                Self.outline.tables[0].filled(rows),
                Self.outline.tables[1].filled(counts, total: total),
            ], Self.notes(ended: all.count - owed.count)
        )
    }

    private static func notes(ended: Int) -> [Answer.Note] {
        [
            Answer.Note(
                "The next contact is due by rule R22 of the partnership's pack: eight weeks after "
                    + "the last one where the partnership set nothing else. A record that the young "
                    + "person is not in touch is no contact, and sets no clock."),
            Answer.Note("Names of advisers and teams are content, and are not kept."),
            Answer.Note(
                ended, "care leaver died, or needs no more contact, and is not listed.",
                "care leavers died, or need no more contact, and are not listed."),
        ].compactMap(\.self)
    }

    private func row(_ who: Who, _ leaver: CareLeaver, _ end: Instant) -> [Answer.Cell] {
        let name: String? =
            if case .person(let number) = who { people.name(of: number) } else { nil }
        let due = leaver.nextDue
        let (past, late) = (leaver.contacted, due.map { end.milliseconds(since: $0) })
        return [
            .text(leaver.id.text), .text(optional: name), .text(optional: leaver.thread?.text),
            .text(inquiry.roll.name(of: leaver.responsible)), .text(optional: leaver.eligibility),
            .time(optional: past), .text(optional: leaver.lastContact?.value("in_touch")),
            .text(optional: leaver.lastContact?.value("mode")),
            past.map { .span(max(0, end.milliseconds(since: $0)), per: Span.day) } ?? .absent,
            .count(leaver.attempts), .time(optional: leaver.tried), .time(optional: due),
            late.map { .flag($0 >= 0) } ?? .absent,
            late.flatMap { $0 >= 0 ? .span($0, per: Span.day) : nil } ?? .absent,
            .amended(leaver.lastContact?.amended ?? []),
        ]
    }

    private func figures(_ leavers: [CareLeaver], _ end: Instant) -> [Answer.Cell] {
        let late = leavers.compactMap(\.nextDue).filter { $0 <= end }
        let longest = late.map { end.milliseconds(since: $0) }.max()
        return [.count(leavers.count)]
            + .share(leavers.count(where: \.isInTouch), of: leavers.count)
            + .share(late.count, of: leavers.count)
            + [
                .count(leavers.count { $0.lastContact == nil }),
                longest.map { .span($0, per: Span.day) } ?? .absent,
            ]
    }
}

extension CareLeaverFinding {
    static let outline = Answer.Outline(
        title: "Contacts with care leavers", asker: "Ofsted",
        sentence:
            "Who is responsible for each care leaver, when were they last in contact, how did it go, "
            + "and when is the next contact due, or since when overdue?",
        tables: [
            Answer.Table(
                "care_leavers",
                "Care leavers at the end of the period, those without any contact first, then by "
                    + "when the next is due", columns: leaver, rows: [], isList: true),
            Answer.Table(
                "by_agency", "By the agency that is responsible", columns: agency, rows: []),
        ])

    private static let leaver =
        Answer.Column.child + [
            Answer.Column("txn", .identifier, "The thread.", isForPrograms: true),
            Answer.Column("responsible", .text, "The agency that sent the last record."),
            Answer.Column("eligibility", .code, "As what the young person is owed help."),
            Answer.Column("last_contact_at", .time, "When contact was last made."),
            Answer.Column(
                "in_touch", .code,
                "How it went: YES, REFU (refuses contact) or RHOM (returned home for good)."),
            Answer.Column("mode", .code, "How contact was made."),
            Answer.Column(
                "days_since", .days, "Days from then to the period's end, weekends included."),
            Answer.Column(
                "attempts", .count, "Records since then that the young person was not in touch."),
            Answer.Column("tried_at", .time, "When contact was last tried without success since."),
            Answer.Column(
                "next_due_at", .time,
                "When the next contact is due (rule R22); absent when nothing is owed by that rule."
            ),
            Answer.Column("overdue", .truth, "Whether that was over when the period ended."),
            Answer.Column("days_overdue", .days, "By how many days, weekends included."),
            Answer.Column.amended("the record of the last contact"),
        ]

    private static let agency =
        Answer.Column.agency("the agency that is responsible.") + [
            Answer.Column(
                "care_leavers", .count,
                "Care leavers of whom a contact or an attempt was recorded before the period ended, "
                    + "who have not died and need contact.")
        ]
        + Answer.Column.share(
            "in_touch", of: "care_leavers", "Those of whom the last record says YES.")
        + Answer.Column.share(
            "overdue", of: "care_leavers",
            "Those whose next contact was overdue when the period ended (rule R22).")
        + [
            Answer.Column(
                "never", .count, "Those with whom no contact was ever made.",
                partOf: "care_leavers"),
            Answer.Column(
                "longest_days", .days, "Days by which the longest is overdue.", restsOn: ["overdue"]
            ),
        ]
}
