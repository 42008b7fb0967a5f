// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding

/// Q4: who answers invitations, reports, and comes, by agency and kind of meeting.
struct AttendanceFinding: Finding {
    private let inquiry: Inquiry
    private var tallies: [Seat: Tally] = [:]

    /// An agency at a kind of meeting.
    private struct Seat: Hashable {
        let agency: AgencyID
        let meeting: String
    }

    private struct Tally {
        var invited = 0
        var answered = 0
        var reportsDue = 0
        var reportedInTime = 0
        var listed = 0
        var attended = 0

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                invited: left.invited + right.invited, answered: left.answered + right.answered,
                reportsDue: left.reportsDue + right.reportsDue,
                reportedInTime: left.reportedInTime + right.reportedInTime,
                listed: left.listed + right.listed, attended: left.attended + right.attended)
        }
    }

    init(_ inquiry: Inquiry) { self.inquiry = inquiry }

    mutating func take(_ message: ReadMessage) {
        guard inquiry.covers(message.at) else { return }
        switch message.type {
        case Kind.invitation: invite(message)
        case Kind.conference: attend(message.opened(.conferenceAttended), kind(of: message))
        case Kind.coreGroup: attend(message.opened(.coreGroupAttended), Self.coreGroup)
        default: return
        }
    }

    private mutating func invite(_ message: ReadMessage) {
        for record in message.opened(.invitationAnswered) {
            let standing = Standing(record)
            guard standing != .none else { continue }
            count(record, kind(of: message)) { tally in
                tally.invited += 1
                if standing.isDone { tally.answered += 1 }
            }
        }
        for record in message.opened(.reported) where Standing(record).isJudged {
            count(record, kind(of: message)) { tally in
                tally.reportsDue += 1
                if Standing(record) == .inTime { tally.reportedInTime += 1 }
            }
        }
    }

    private mutating func attend(_ records: [ExpectationRecord], _ meeting: String) {
        for record in records where Standing(record).isJudged {
            count(record, meeting) { tally in
                tally.listed += 1
                if Standing(record).isDone { tally.attended += 1 }
            }
        }
    }

    private mutating func count(
        _ record: ExpectationRecord, _ meeting: String, _ change: (inout Tally) -> Void
    ) {
        let agency = inquiry.roll.head(of: record.expectation.owedBy)
        change(&tallies[Seat(agency: agency, meeting: meeting), default: Tally()])
    }

    private func kind(of message: ReadMessage) -> String { message.value("kind") ?? "unknown" }

    func found() -> (tables: [Answer.Table], notes: [Answer.Note]) {
        let kinds =
            Self.meetings + Set(tallies.keys.map(\.meeting)).subtracting(Self.meetings).sorted()
        let rows = inquiry.roll.all(tallies.keys.map(\.agency)).flatMap { agency in
            kinds.map { kind in
                inquiry.roll.cells(of: agency) + [.text(kind)]
                    + cells(tallies[Seat(agency: agency, meeting: kind)] ?? Tally())
            }
        }
        let all = tallies.values.reduce(Tally(), +)
        let total = [.absent, .text("All"), .absent] + cells(all)
        return (
            [Self.outline.tables[0].filled(rows, total: total)],
            [
                Answer.Note(
                    "Who came is what the meeting's own record says, of agencies that sent or "
                        + "received that record.")
            ]
        )
    }

    private func cells(_ tally: Tally) -> [Answer.Cell] {
        [.count(tally.invited)] + .share(tally.answered, of: tally.invited)
            + [.count(tally.reportsDue)]
            + .share(tally.reportedInTime, of: tally.reportsDue) + [.count(tally.listed)]
            + .share(tally.attended, of: tally.listed)
    }

    private static let coreGroup = "core-group"
    private static let meetings = ["ICPC", "RCPC", coreGroup]

    static let outline = Answer.Outline(
        title: "Attendance and reports, by agency and kind of meeting",
        asker: "The business manager",
        sentence: "Which agencies answered, reported and came to child protection conferences and "
            + "core groups?",
        tables: [
            Answer.Table(
                "by_agency_and_meeting", "Invitations and meetings of the period",
                columns: columns, rows: [],
                splits: [Answer.Split("invited", into: ["reports_due"])])
        ])

    private static let columns =
        Answer.Column.agency("the agency that was invited.") + [
            Answer.Column(
                "meeting", .code,
                "The kind of meeting: ICPC (initial child protection conference), RCPC (review "
                    + "conference), transfer-in, or core-group."),
            Answer.Column(
                "invited", .count,
                "Invitations of the period that reached the agency, those that were put off apart; "
                    + "core groups are not invited to by message."),
        ]
        + Answer.Column.share(
            "answered", of: "invited", "Those that it answered, in time or late (rule R10).")
        + [
            Answer.Column(
                "reports_due", .count, "Reports that were due from it by now, or came.",
                isForPrograms: true)
        ]
        + Answer.Column.share(
            "reported_in_time", of: "reports_due", "Those that came in time (rule R10).")
        + [
            Answer.Column(
                "listed", .count,
                "Meetings recorded in the period on whose list the agency stands.")
        ]
        + Answer.Column.share(
            "attended", of: "listed", "Those that it came to (rules R11 and R13).")
}

extension Answer.Table {
    /// The table with rows.
    func filled(_ rows: [[Answer.Cell]], total: [Answer.Cell]? = nil) -> Answer.Table {
        Answer.Table(
            name, title, columns: columns, rows: rows, total: total, isList: isList,
            splits: splits, sums: sums)
    }
}
