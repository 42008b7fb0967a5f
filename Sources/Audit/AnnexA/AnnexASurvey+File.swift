// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
package import Safeguarding
package import TransparencyLog
package import Wire

/// A list of Annex A as it is handed out.
package struct AnnexAFile: Sendable, Hashable {
    /// The list.
    package let list: AnnexAList
    /// The rows, each with a cell a heading.
    package let rows: [[String]]
    /// What stays empty, and why.
    package let notes: [String]

    /// The list for spreadsheets (RFC 4180).
    package var csv: String { CommaSeparated.text(list.headings, rows) }

    /// The list for programs.
    package var json: JSONValue {
        [
            "list": .string(list.rawValue), "columns": .array(list.headings.map(JSONValue.string)),
            "rows": .array(rows.map { .array($0.map(JSONValue.string)) }),
            "notes": .array(notes.map(JSONValue.string)),
        ]
    }
}

extension AnnexASurvey {
    /// The rows of the list that fall into the period.
    private var shown: [Row] {
        let all = list == .referrals ? referrals : rows
        return all.filter { period.contains($0.message.at) }
    }

    /// Contacts that became referrals: the front door decided on them, and not on advice, early help
    /// or another authority.
    private var referrals: [Row] {
        rows.filter { decision(of: $0).map { !Self.noReferrals.contains($0) } ?? false }
    }

    private static let noReferrals: Set = ["advice", "early-help", "other-la"]

    /// The entries of the messages whose content the list needs, each once, in their order.
    package var needed: [Int64] {
        Set(
            shown.flatMap { row in
                [row.root]
                    + (list == .adjunct || list == .contacts ? [] : [allocation(of: row)?.entry])
                    .compactMap(\.self)
            }
        ).sorted()
    }

    /// The list, from the payloads of those messages by entry; an erased one is not among them.
    ///
    /// - Parameters:
    ///   - origin: the log's, by which handoffs are named.
    ///   - role: the role that owes an expectation by its rule; nil where that is a sender or
    ///     recipient, in whatever role.
    package func file(
        of payloads: [Int64: JSONNode], origin: LogOrigin, role: (ExpectationRecord) -> Role?,
        asOf now: Instant
    ) -> AnnexAFile {
        let (rows, counted) = (shown, Counted(self))
        let children = rows.map { child(of: $0, payloads) }
        let cells = zip(rows, children).map { row, child in
            switch list {
            case .contacts: contact(row, child, payloads)
            case .referrals: referral(row, child, payloads, counted)
            case .enquiries: enquiry(row, child, payloads, counted)
            case .adjunct: owed(row, child, origin, role, now)
            }
        }
        return AnnexAFile(list: list, rows: cells, notes: notes(children, payloads))
    }

    private func child(of row: Row, _ payloads: [Int64: JSONNode]) -> AnnexAChild {
        let subject = payloads[row.root]?["subjects"]?.elements.first {
            $0["id"]?.string == row.child.text
        }
        return subject.map(AnnexAChild.init) ?? AnnexAChild()
    }

    private func notes(_ children: [AnnexAChild], _ payloads: [Int64: JSONNode]) -> [String] {
        let (nameless, erased) = (
            children.count { $0.number.isEmpty }, needed.count { payloads[$0] == nil }
        )
        return [
            "What no message says is empty: an extract of the case system is the source for it.",
            Self.note(
                nameless, "rows have no Child Unique ID: no message gives the council's own number."
            ),
            Self.note(erased, "messages were erased; their cells are empty."),
            amendmentNote,
            Self.note(restricted, "messages of restricted threads were left out."),
        ].compactMap(\.self)
    }

    /// How many corrected or retracted messages the adjunct file's note names.
    package static let namedAmendments = 50

    /// What later messages did to those of the rows.
    ///
    /// The adjunct file has the columns that are joined on and no other; its rows have a message's
    /// name, so the note says which.
    private var amendmentNote: String? {
        var seen: Set<Int64> = []
        let amended = shown.map(\.message).filter { message in
            !message.amended.isEmpty && seen.insert(message.entry).inserted
        }
        let said = "messages were corrected or retracted later; their rows are as they came"
        guard list == .adjunct else { return Self.note(amended.count, said + ".") }
        let named = amended.prefix(Self.namedAmendments).map {
            "\($0.facts.token.text) \($0.amended.words)"
        }
        let more = amended.count > named.count ? ", and \(amended.count - named.count) more" : ""
        return Self.note(amended.count, "\(said): \(named.joined(separator: ", "))\(more).")
    }

    /// Says how many; nil when there are none.
    private static func note(_ count: Int, _ what: String) -> String? {
        count == 0 ? nil : "\(count) \(what)"
    }
}

// MARK: Rows

extension AnnexASurvey {
    /// What numbers of the last twelve months count, worked out once.
    private struct Counted {
        let matters: [Row]
        let conferences: [Row]

        init(_ survey: AnnexASurvey) {
            matters = survey.list == .referrals ? survey.referrals : survey.rows
            conferences = survey.list == .enquiries ? survey.conferenceRows : []
        }
    }

    private func contact(
        _ row: Row, _ child: AnnexAChild, _ payloads: [Int64: JSONNode]
    ) -> [String] {
        let day = London.date(at: row.message.at)
        return child.cells(on: day) + [AnnexAChild.words(day), source(row)]
    }

    /// What the sender said; a notice of the police says nothing of it and comes from the police.
    private func source(_ row: Row) -> String {
        AnnexAChild.source(
            row.message.type == Kind.incident
                ? "6" : row.message.value("referral_source") ?? "")
    }

    private func referral(
        _ row: Row, _ child: AnnexAChild, _ payloads: [Int64: JSONNode], _ counted: Counted
    ) -> [String] {
        let isOver = decision(of: row) == "no-further-action"
        return contact(row, child, payloads)
            + [
                isOver ? "a) Yes" : "b) No",
                "\(count(counted.matters, of: row, until: row.message.at))",
            ]
            + holder(of: row, payloads)
    }

    private func enquiry(
        _ row: Row, _ child: AnnexAChild, _ payloads: [Int64: JSONNode], _ counted: Counted
    ) -> [String] {
        let day = London.date(at: row.message.time("held_at") ?? row.message.at)
        let conclusion = last(Kind.enquiry, of: row)?.value("icpc_required")
        let conference = conferences(of: row).first { $0.at >= row.message.at }
        let held = conference.map { London.date(at: $0.time("held_at") ?? $0.at) }
        let plan = conference?.value("outcome").map { $0 == "plan-made" ? "a) Yes" : "b) No" }
        return child.cells(on: day) + [
            child.disability, AnnexAChild.words(day),
            conclusion.map { $0 == "false" ? "a) Yes" : "b) No" } ?? "",
            held.map(AnnexAChild.words) ?? "", plan ?? "",
            "\(count(counted.matters, of: row, until: period.upperBound))",
            "\(count(counted.conferences, of: row, until: period.upperBound))",
        ] + holder(of: row, payloads)
    }

    private func owed(
        _ row: Row, _ child: AnnexAChild, _ origin: LogOrigin,
        _ role: (ExpectationRecord) -> Role?,
        _ now: Instant
    ) -> [String] {
        guard let record = row.owed else { return [] }
        let (due, done) = (record.expectation.due, record.expectation.verdict.met)
        let over = max(0, (done ?? now).milliseconds(since: due))
        let isLate = Standing(record) == .late || Standing(record) == .overdue
        return [
            child.number, row.message.facts.token.text, record.name.text(origin: origin),
            London.rfc3339(at: due), done.map { London.rfc3339(at: $0) } ?? "",
            isLate ? Answer.Cell.span(over, per: Span.day).plain : "", owner(record, role(record)),
        ]
    }

    /// The role that owes it, where the rule names one, and the agency.
    private func owner(_ record: ExpectationRecord, _ role: Role?) -> String {
        let agency = roll.name(of: record.expectation.owedBy)
        // Who it was passed on to owes it in no role of the rule's.
        guard let role, record.expectation.owedBy == record.expectation.terms.owedBy else {
            return agency
        }
        return "\(role.name): \(agency)"
    }
}

// MARK: What became of it

extension AnnexASurvey {
    private func last(_ type: String, of row: Row) -> ReadMessage? {
        (later[row.root] ?? []).last { $0.type == type && isAbout($0, row) }
    }

    private func isAbout(_ message: ReadMessage, _ row: Row) -> Bool {
        let named = message.particulars?.subjects ?? []
        return named.isEmpty || named.contains(row.child)
    }

    private func decision(of row: Row) -> String? {
        last(Kind.decision, of: row)?.value("decision")
    }

    private func allocation(of row: Row) -> ReadMessage? { last(Kind.allocation, of: row) }

    private func conferences(of row: Row) -> [ReadMessage] {
        (later[row.root] ?? []).filter {
            $0.type == Kind.conference && $0.value("kind") == "ICPC" && isAbout($0, row)
        }
    }

    /// The initial conferences of all rows, each child's once.
    private var conferenceRows: [Row] {
        var seen: Set<String> = []
        return rows.flatMap { row in
            conferences(of: row).compactMap { conference in
                seen.insert("\(conference.entry) \(row.child.text)").inserted
                    ? Row(
                        child: row.child, person: row.person, root: row.root, message: conference)
                    : nil
            }
        }
    }

    /// The team and the worker's registration; the role where the message names none.
    private func holder(of row: Row, _ payloads: [Int64: JSONNode]) -> [String] {
        guard let allocation = allocation(of: row) else { return ["", ""] }
        let worker = payloads[allocation.entry]?["worker_id"]?.string
        return [
            allocation.value("team") ?? "", worker ?? allocation.value("worker_role") ?? "",
        ]
    }
}
