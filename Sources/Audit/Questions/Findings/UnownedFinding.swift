// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q2: children who were received and whom nobody owns: nobody said that they have the message, or
/// no team and worker were named for a case that needs them.
struct UnownedFinding: Finding {
    private let inquiry: Inquiry
    private var people = People()
    private var contacts: [Int64: Contact] = [:]
    private var referredBack = ReferredBack()

    /// A contact of the period, and what it waits for.
    private struct Contact {
        let message: ReadMessage
        /// Its subjects' numbers as people; nil for those without an identifier.
        let people: [Int?]
        /// Who last said that they have it.
        var holder: AgencyID?
        var waits: [Wait] = []
    }

    /// What is waited for, and for which subjects.
    private struct Wait {
        let what: String
        let owedBy: AgencyID
        let isOverdue: Bool
        /// The subjects it is about; empty means all.
        let subjects: [SubjectID]
    }

    /// A child that nobody owns.
    private struct Child {
        let id: SubjectID
        let person: Int?
        let contact: Contact
        let wait: Wait
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        if Kind.contacts.contains(message.type), inquiry.covers(message.at),
            let particulars = message.particulars
        {
            let numbers = particulars.subjects.indices.map {
                people.person(at: $0, in: particulars)
            }
            contacts[message.entry] = Contact(message: message, people: numbers)
            wait(message.entry, for: "acknowledgement", message.opened(.acknowledged), of: [])
        }
        if message.type == Kind.referredBack, inquiry.covers(message.at) {
            referredBack.take(message)
        }
        guard let root = message.facts.root, contacts[root] != nil else { return }
        if message.type == Kind.acknowledgement, message.facts.follows == root {
            contacts[root]?.holder = message.facts.issuer
        }
        wait(
            root, for: "allocation", message.opened(.allocated),
            of: message.particulars?.subjects ?? [])
    }

    private mutating func wait(
        _ contact: Int64, for what: String, _ records: [ExpectationRecord],
        of subjects: [SubjectID]
    ) {
        for record in records where record.expectation.isWaiting {
            contacts[contact]?.waits.append(
                Wait(
                    what: what, owedBy: record.expectation.owedBy,
                    isOverdue: Standing(record) == .overdue, subjects: subjects))
        }
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let children = self.children
        let outline = Self.outline.tables
        let byUrgency = Self.urgencies.map { urgency in
            let some = children.filter { ($0.contact.message.value("urgency") ?? "") == urgency }
            return [.text(urgency.isEmpty ? "not said" : urgency)] + figures(some)
        }
        return (
            [
                outline[0].filled(children.map(row)),
                outline[1].filled(byUrgency, total: [.text("All")] + figures(children)),
                outline[2].filled(referredBack.rows(asOf: inquiry.asOf, inquiry.roll)),
                outline[3].filled([referredBack.figures]),
            ],
            [Answer.Note("Names of teams are content, and are not kept: agencies are shown.")]
        )
    }

    /// The most serious first, and of those as serious who has waited longest.
    private var children: [Child] {
        contacts.values.flatMap { contact in
            let subjects = contact.message.particulars?.subjects ?? []
            return subjects.enumerated().compactMap { place, id -> Child? in
                let wait = contact.waits.last { $0.subjects.isEmpty || $0.subjects.contains(id) }
                return wait.map {
                    Child(id: id, person: contact.people[place], contact: contact, wait: $0)
                }
            }
        }.sorted { left, right in
            let (first, second) = (Self.place(left), Self.place(right))
            return first == second ? left.id < right.id : first < second
        }
    }

    private static func place(_ child: Child) -> (Int, Int, Int64) {
        let message = child.contact.message
        return (
            rank(message.value("urgency"), in: urgencies), rank(message.value("grade"), in: grades),
            message.entry
        )
    }

    private static func rank(_ code: String?, in codes: [String]) -> Int {
        code.flatMap(codes.firstIndex) ?? codes.count
    }

    private static let urgencies = ["immediate", "urgent", "routine", ""]
    private static let grades = ["red", "amber", "green"]

    private func row(_ child: Child) -> [Answer.Cell] {
        let message = child.contact.message
        let waited = inquiry.asOf.milliseconds(since: message.at)
        return [
            .text(child.id.text), .text(optional: child.person.map(people.name)),
            .text(message.facts.thread.text), .text(message.facts.token.text),
            .text(inquiry.roll.name(of: message.facts.issuer)),
            .text(optional: message.value("urgency")), .text(optional: message.value("grade")),
            .time(message.at), .span(max(0, waited), per: Span.day), .text(child.wait.what),
            .flag(child.wait.isOverdue), .text(inquiry.roll.name(of: child.wait.owedBy)),
            .text(optional: child.contact.holder.map(inquiry.roll.name)), .amended(message),
        ]
    }

    private func figures(_ children: [Child]) -> [Answer.Cell] {
        let waited = children.map { inquiry.asOf.milliseconds(since: $0.contact.message.at) }
        return [
            .count(children.count), .count(children.count(where: \.wait.isOverdue)),
            waited.max().map { Answer.Cell.span($0, per: Span.day) } ?? .absent,
        ]
    }
}

extension UnownedFinding {
    static let outline = Answer.Outline(
        title: "Children who were received and whom nobody owns", asker: "Ofsted",
        sentence:
            "Which children were received and are not owned by anybody, for how long, and how "
            + "serious is it?",
        tables: [
            Answer.Table(
                "children",
                "Children of contacts of the period whom nobody owns now, the most "
                    + "serious first", columns: children, rows: [], isList: true),
            Answer.Table(
                "by_urgency", "By what the sender said of the urgency", columns: urgency, rows: []),
            ReferredBack.register, ReferredBack.counts,
        ])

    private static let children =
        Answer.Column.child + [
            Answer.Column("txn", .identifier, "The thread.", isForPrograms: true),
            Answer.Column("jti", .identifier, "The message that told of the child."),
            Answer.Column("source", .text, "The agency that sent it."),
            Answer.Column("urgency", .code, "immediate, urgent or routine, as the sender said."),
            Answer.Column("grade", .code, "red, amber or green, as the police graded it."),
            Answer.Column("received_at", .time, "When the broker received it."),
            Answer.Column("days", .days, "Days since then, weekends included."),
            Answer.Column(
                "waits_for", .code,
                "acknowledgement: no named role or team said that they have it (rule R1); "
                    + "allocation: no team and worker were named (rule R4)."),
            Answer.Column("overdue", .truth, "Whether that is overdue."),
            Answer.Column("owed_by", .text, "The agency that owes it now."),
            Answer.Column(
                "last_holder", .text, "The agency that last said that it has the message itself."),
            Answer.Column.amended(),
        ]

    private static let urgency = [
        Answer.Column("urgency", .code, "immediate, urgent or routine, as the sender said."),
        Answer.Column("children", .count, "Children whom nobody owns."),
        Answer.Column("overdue", .count, "Those for whom it is overdue.", partOf: "children"),
        Answer.Column(
            "longest_days", .days, "Days that the longest has waited.", restsOn: ["children"]),
    ]
}
