// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q3: strategy discussions, which of them were late, and for whom they waited.
struct DiscussionFinding: Finding {
    private let inquiry: Inquiry
    private var discussions: [Int64: Discussion] = [:]

    /// One discussion, from its request.
    private struct Discussion {
        let thread: ThreadID
        let requestedAt: Instant
        let standing: Standing
        let due: Instant?
        let heldAt: Instant?
        let asked: [AgencyID: Standing]
        var listed: [AgencyID: Standing] = [:]
        var reason: String?
        /// What was done to the request, and to the record of it.
        var amended: [AmendmentPart.Kind] = []

        var isLate: Bool { standing == .late || standing == .overdue }

        /// Those who answered late or not, or did not come.
        var waitedFor: Set<AgencyID> {
            Set((Array(asked) + Array(listed)).filter { $0.value > .pending }.map(\.key))
        }

        var absent: [AgencyID] { listed.filter { $0.value > .pending }.map(\.key) }
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        switch message.type {
        case Kind.discussionRequest where inquiry.covers(message.at):
            let held = message.opened(.discussionHeld)
            discussions[message.entry] = Discussion(
                thread: message.facts.thread, requestedAt: message.at, standing: Standing(held),
                due: held.map(\.expectation.due).min(),
                heldAt: held.compactMap(\.expectation.verdict.met).max(),
                asked: standings(message.opened(.discussionAnswered), ofTeams: max),
                amended: message.amended)
        case Kind.discussion:
            guard let request = message.facts.follows, discussions[request] != nil else { return }
            // An agency came when any of its teams did.
            let came = standings(message.opened(.discussionAttended), ofTeams: min)
            discussions[request]?.listed.merge(came, uniquingKeysWith: min)
            discussions[request]?.reason = message.value("reason_delayed")
            discussions[request]?.amended += message.amended
        default: return
        }
    }

    private func standings(
        _ records: [ExpectationRecord], ofTeams combined: (Standing, Standing) -> Standing
    ) -> [AgencyID: Standing] {
        Dictionary(
            records.map { (inquiry.roll.head(of: $0.expectation.owedBy), Standing($0)) },
            uniquingKeysWith: combined)
    }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let outline = Self.outline.tables
        let late = discussions.values.filter(\.isLate)
        return (
            [
                outline[0].filled([figures]),
                outline[1].filled(byAgency),
                outline[2].filled(late.sorted { $0.requestedAt < $1.requestedAt }.map(row)),
            ],
            [
                Answer.Note(
                    "A discussion counts as held when the police and health were there, as rule R6 "
                        + "has it.")
            ]
        )
    }

    private var figures: [Answer.Cell] {
        let judged = discussions.values.filter(\.standing.isJudged)
        let spans = discussions.values.compactMap { discussion in
            discussion.heldAt.map { max(0, $0.milliseconds(since: discussion.requestedAt)) }
        }
        return [.count(discussions.count), .count(judged.count)]
            + .share(judged.count { $0.standing == .inTime }, of: judged.count)
            + [.count(spans.count)] + .spread(spans, per: Span.hour)
            + [.count(judged.count { $0.standing == .overdue })]
    }

    private var byAgency: [[Answer.Cell]] {
        let found = discussions.values.flatMap { Array($0.asked.keys) + Array($0.listed.keys) }
        return inquiry.roll.all(found).map { agency in
            let asked = discussions.values.compactMap { $0.asked[agency] }.filter(\.isJudged)
            let listed = discussions.values.compactMap { $0.listed[agency] }.filter(\.isJudged)
            let late = discussions.values.count { $0.isLate && $0.waitedFor.contains(agency) }
            return inquiry.roll.cells(of: agency) + [.count(asked.count)]
                + .share(asked.count { $0 == .inTime }, of: asked.count) + [.count(listed.count)]
                + .share(listed.count(where: \.isDone), of: listed.count) + [.count(late)]
        }
    }

    private func row(_ discussion: Discussion) -> [Answer.Cell] {
        let end = discussion.heldAt ?? inquiry.asOf
        return [
            .text(discussion.thread.text), .time(discussion.requestedAt),
            .time(optional: discussion.due), .time(optional: discussion.heldAt),
            .span(max(0, end.milliseconds(since: discussion.requestedAt)), per: Span.hour),
            names(discussion.waitedFor), names(Set(discussion.absent)),
            .text(optional: discussion.reason), .amended(discussion.amended),
        ]
    }

    private func names(_ agencies: Set<AgencyID>) -> Answer.Cell {
        agencies.isEmpty
            ? .absent : .text(agencies.map(inquiry.roll.name).sorted().joined(separator: "; "))
    }
}

extension DiscussionFinding {
    static let outline = Answer.Outline(
        title: "Strategy discussions: which were late, and for whom they waited",
        asker: "Ofsted or HMICFRS",
        sentence: "Which strategy discussions were late, why, and whose availability did they wait "
            + "for?",
        tables: [
            Answer.Table(
                "all", "Discussions asked for in the period", columns: all, rows: [],
                splits: [
                    Answer.Split("due", into: ["held", "overdue_now"]),
                    Answer.Split("due", into: ["held_in_time", "overdue_now"]),
                    Answer.Split("held", into: ["held_in_time"]),
                ]),
            Answer.Table("by_agency", "By agency", columns: agencies, rows: []),
            Answer.Table(
                "late", "Discussions that were late, or are overdue", columns: late, rows: [],
                isList: true),
        ])

    private static let all =
        [
            Answer.Column("requested", .count, "Strategy discussions asked for in the period."),
            Answer.Column(
                "due", .count, "Those that were due by now, or held.", partOf: "requested",
                isForPrograms: true),
        ]
        + Answer.Column.share("held_in_time", of: "due", "Those held in time (rule R6).")
        + [Answer.Column("held", .count, "Those held, in time or late.", partOf: "requested")]
        + Answer.Column.spread(
            "hours_to_discussion", .hours, over: "held",
            "the hours from the request to the discussion, nights and weekends included.")
        + [
            Answer.Column(
                "overdue_now", .count, "Those that are overdue and not held.", partOf: "requested")
        ]

    private static let agencies =
        Answer.Column.agency("the agency that was asked.") + [
            Answer.Column(
                "asked", .count, "Requests that it had to answer by now, or answered.",
                isForPrograms: true)
        ]
        + Answer.Column.share(
            "answered_in_time", of: "asked", "Those that it answered in time (rule R6).")
        + [
            Answer.Column(
                "listed", .count, "Discussions on whose list it stands.", isForPrograms: true)
        ]
        + Answer.Column.share("came", of: "listed", "Those that it came to.")
        + [
            Answer.Column(
                "late_discussions", .count,
                "Late discussions for which it had answered late or not, or to which it did not "
                    + "come.")
        ]

    private static let late = [
        Answer.Column("txn", .identifier, "The thread."),
        Answer.Column("requested_at", .time, "When it was asked for."),
        Answer.Column("due", .time, "The first instant that was too late."),
        Answer.Column("held_at", .time, "When it was held; absent while it is not."),
        Answer.Column(
            "hours", .hours, "Hours from the request to the discussion, or until now."),
        Answer.Column(
            "waited_for", .text,
            "Agencies that answered the request late or not, or did not come."),
        Answer.Column("absent", .text, "Agencies on its list that did not come."),
        Answer.Column(
            "reason_delayed", .code, "Why it was late, as its record says (codes.delay-reason)."),
        Answer.Column.amended("the request, or to the record of it"),
    ]
}
