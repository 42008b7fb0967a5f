// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q8: children of whom several contacts came and were not joined up (break B13), or of whom several
/// sources tell (break B14).
struct RepeatedContactFinding: Finding {
    private let inquiry: Inquiry
    private var people = People()
    private var contacts: [Int64: Contact] = [:]
    private var crossReference = CrossReference()
    private var unlinked = 0

    /// A contact, and what was decided for each of its children.
    private struct Contact {
        let entry: Int64
        let thread: ThreadID
        let source: AgencyID
        let at: Instant
        let subjects: [SubjectID: Int]
        let isAmended: Bool
        /// The decisions for each subject.
        var decisions: [SubjectID: [String]] = [:]

        /// Whether it was closed for a subject with no further action and nothing else.
        func isClosed(for subject: SubjectID) -> Bool {
            let decisions = decisions[subject] ?? []
            return !decisions.isEmpty && decisions.allSatisfy { $0 == Self.noFurtherAction }
        }

        private static let noFurtherAction = "no-further-action"
    }

    /// One contact of one person.
    private struct Mention {
        let contact: Contact
        let isClosed: Bool
    }

    private struct Row {
        let person: Int
        let mentions: [Mention]
        let isRepeated: Bool
        let isSeveral: Bool
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        guard let particulars = message.particulars else { return }
        crossReference.take(message, &people, inquiry.roll)
        if Kind.contacts.contains(message.type), message.at < inquiry.period.upperBound {
            take(message, particulars)
        }
        guard message.type == Kind.decision, let root = message.facts.root,
            let contact = contacts[root], let decision = message.value("decision")
        else { return }
        let named = particulars.subjects
        for subject in contact.subjects.keys where named.isEmpty || named.contains(subject) {
            contacts[root]?.decisions[subject, default: []].append(decision)
        }
    }

    private mutating func take(_ message: ReadMessage, _ particulars: Particulars) {
        var subjects: [SubjectID: Int] = [:]
        for (place, id) in particulars.subjects.enumerated() {
            guard let person = people.person(at: place, in: particulars) else {
                if inquiry.covers(message.at) { unlinked += 1 }
                continue
            }
            subjects[id] = person
        }
        contacts[message.entry] = Contact(
            entry: message.entry, thread: message.facts.thread,
            source: inquiry.roll.head(of: message.facts.issuer), at: message.at, subjects: subjects,
            isAmended: !message.amended.isEmpty)
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let persons = byPerson
        let rows = persons.compactMap { row($0.key, $0.value) }.sorted { left, right in
            (-left.mentions.count, left.person) < (-right.mentions.count, right.person)
        }
        let outline = Self.outline.tables
        let known = crossReference.children(in: months, joinedBy: people)
        let several = known.filter { $0.sources.count > 1 }
        let figures =
            [
                .count(persons.count), .count(rows.count(where: \.isRepeated)),
                .count(rows.count(where: \.isSeveral)), .count(rows.count), .count(known.count),
            ] + CrossReference.figures(several)
        let byCombination = CrossReference.combinations.map { sources in
            [.text(CrossReference.name(of: sources))]
                + CrossReference.figures(several.filter { $0.sources == sources })
        }
        return (
            [
                outline[0].filled(rows.map(cells)), outline[1].filled([figures]),
                outline[2].filled(several.map(cells)),
                outline[3].filled(
                    byCombination, total: [.text("All")] + CrossReference.figures(several)),
            ],
            [
                Answer.Note(
                    unlinked, "child of the period had no identifier and cannot be found again.",
                    "children of the period had no identifier and cannot be found again.")
            ].compactMap(\.self)
        )
    }

    /// The twelve months before the period ends.
    private var months: Range<Instant> {
        let end = inquiry.period.upperBound
        return end.adding(milliseconds: -Inquiry.year)..<end
    }

    /// The contacts of the twelve months before the period ends, of each person.
    private var byPerson: [Int: [Mention]] {
        let months = months
        var persons: [Int: [Mention]] = [:]
        for contact in contacts.values.sorted(by: { $0.entry < $1.entry })
        where months.contains(contact.at) {
            for (subject, person) in contact.subjects {
                persons[people[person], default: []].append(
                    Mention(contact: contact, isClosed: contact.isClosed(for: subject)))
            }
        }
        return persons
    }

    private func row(_ person: Int, _ mentions: [Mention]) -> Row? {
        let isRepeated = mentions.count >= Self.repeats && mentions.allSatisfy(\.isClosed)
        let isSeveral = zip(mentions, mentions.dropFirst()).contains { earlier, later in
            earlier.contact.source != later.contact.source && inquiry.covers(later.contact.at)
                && later.contact.at.milliseconds(since: earlier.contact.at) < Self.week
        }
        guard isRepeated || isSeveral else { return nil }
        return Row(
            person: person, mentions: mentions, isRepeated: isRepeated, isSeveral: isSeveral)
    }

    private func cells(_ row: Row) -> [Answer.Cell] {
        let contacts = row.mentions.map(\.contact)
        let sources = Set(contacts.map(\.source)).map(inquiry.roll.name).sorted()
        return [
            .text(people.name(of: row.person)), .count(contacts.count),
            .count(row.mentions.count(where: \.isClosed)),
            .text(sources.joined(separator: "; ")), .time(optional: contacts.first?.at),
            .time(optional: contacts.last?.at), .flag(row.isRepeated), .flag(row.isSeveral),
            .text(contacts.map(\.thread.text).joined(separator: "; ")),
            .count(contacts.count(where: \.isAmended)),
        ]
    }

    private func cells(_ child: CrossReference.Child) -> [Answer.Cell] {
        let agencies = child.joinedBy.map(inquiry.roll.name).sorted()
        return [.text(people.name(of: child.person))] + child.counts
            + [
                agencies.isEmpty ? .absent : .text(agencies.joined(separator: "; ")),
                .time(optional: child.lastAt), .text(child.threads.joined(separator: "; ")),
            ]
    }

    /// From how many contacts on, all closed with no further action, a child is shown.
    private static let repeats = 3
    /// Within how long contacts of two agencies show a child.
    private static let week = 7 * Span.day
}

extension RepeatedContactFinding {
    static let outline = Answer.Outline(
        title: "Children with contacts that were not joined up",
        asker: "The partnership's executive",
        sentence: "Which children have three or more contacts in twelve months, all closed with no "
            + "further action, or contacts from two agencies within seven days; and of which do "
            + "several sources tell that nobody joins up?",
        tables: [
            Answer.Table(
                "children", "Children, those with most contacts first", columns: children,
                rows: [], isList: true),
            Answer.Table(
                "all", "How many", columns: all, rows: [],
                splits: [
                    Answer.Split("shown", into: ["repeated_closed"]),
                    Answer.Split("shown", into: ["several_agencies"]),
                    // What is left beside those that are shown is those for both reasons.
                    Answer.Split("repeated_closed", "several_agencies", into: ["shown"]),
                ]),
            CrossReference.list, CrossReference.counts,
        ])

    private static let children = [
        Answer.Column(
            "person", .identifier,
            "The child's keyed name in this partnership, the same in every thread.",
            showsPerson: true),
        Answer.Column(
            "contacts", .count, "Contacts in the twelve months before the period ends."),
        Answer.Column(
            "closed", .count, "Those that were closed for the child with no further action."),
        Answer.Column("sources", .text, "The agencies that sent them."),
        Answer.Column("first_at", .time, "When the first of them was received."),
        Answer.Column("last_at", .time, "When the last of them was received."),
        Answer.Column(
            "repeated_closed", .truth, "Whether there are three or more, and all were so closed."),
        Answer.Column(
            "several_agencies", .truth,
            "Whether contacts of two agencies followed each other within seven days, the later in "
                + "the period."),
        Answer.Column(
            "threads", .identifier, "Their threads.", showsPerson: true, isForPrograms: true),
        Answer.Column(
            "amended", .count, "Those that later messages corrected or retracted.",
            partOf: "contacts"),
    ]

    private static let all =
        contacted + [
            Answer.Column(
                "told_of", .count,
                "Children with an identifier of whom it was told in those months that they are "
                    + "missing or exploited, or of whom a school was told something."),
            Answer.Column(
                "told_of_by_several", .count, "Those of whom two or all three of that were told.",
                partOf: "told_of"),
        ]
        + Answer.Column.share(
            "joined", of: "told_of_by_several",
            "Those of whom one agency at least sent or received a message of each.")

    private static let contacted = [
        Answer.Column(
            "children", .count,
            "Children with an identifier of whom a contact came in the twelve months before the "
                + "period ends."),
        Answer.Column(
            "repeated_closed", .count,
            "Those with three or more, all closed with no further action.",
            partOf: "children"),
        Answer.Column(
            "several_agencies", .count, "Those with contacts of two agencies within seven days.",
            partOf: "children"),
        Answer.Column("shown", .count, "Those for either reason.", partOf: "children"),
    ]
}
