// SPDX-License-Identifier: Apache-2.0

import Audit
import Safeguarding
import Testing

@Suite struct `The register of caseloads` {
    private static let limits = CaseloadLimits(
        teams: [
            CaseloadLimits.Limit("Team 1", cases: 3), CaseloadLimits.Limit("Team 9", cases: 7),
        ],
        roles: [
            CaseloadLimits.Limit("social-worker", cases: 2),
            CaseloadLimits.Limit("reviewer", cases: 1),
        ])

    private static func held(_ team: String, _ role: String = "social-worker") -> [String: String] {
        ["team": team, "worker_role": role]
    }

    /// A referral about children whom the council allocates to a team.
    @discardableResult
    private func allocated(
        in file: inout PeriodFile, _ team: String, _ people: [Int], at hour: Double = 1,
        role: String = "social-worker"
    ) -> Int64 {
        let root = file.add(
            "referral.made", from: PeriodFile.school, to: [PeriodFile.council], at: hour,
            about: people)
        return file.add(
            "case.allocated", from: PeriodFile.council, at: hour + 1, answering: root,
            Self.held(team, role))
    }

    private func row(_ file: PeriodFile, _ team: String, _ table: String = "by_owner") throws
        -> [String: Answer.Cell]
    {
        try file.answer(.caseload, caseloads: Self.limits).row(team, in: table)
    }

    @Test func `counts each child of each matter, and says by how much it is too many`() throws {
        var file = PeriodFile()
        allocated(in: &file, "Team 1", [1, 2])
        #expect(try row(file, "Team 1")["over"] == .count(0), "at the limit of two")
        allocated(in: &file, "team  1", [1], at: 3)
        allocated(in: &file, "Team 1", [4], at: 4, role: "reviewer")
        let owner = try row(file, "Team 1")
        #expect(owner["role"] == .text("reviewer"), "in the order of roles")
        let answer = file.answer(.caseload, caseloads: Self.limits)
        let workers = try answer.row("Team 1", "social-worker")
        #expect(workers["cases"] == .count(3))
        #expect(workers["limit"] == .count(2))
        #expect(workers["over"] == .count(1), "one past the limit")
        let team = try row(file, "Team 1", "by_team")
        #expect(team["cases"] == .count(4))
        #expect(team["over"] == .count(1))
        #expect(try file.answer(.caseload).row("All")["over"] == .absent, "no limit, no excess")
        let all = try answer.row("All")
        #expect(all["cases"] == .count(4))
        #expect(all["over"] == .count(1))
    }

    @Test func `has a row for every agency, team and role that holds none`() throws {
        let answer = PeriodFile().answer(.caseload, caseloads: Self.limits)
        let owners = try #require(answer.table(named: "by_owner"))
        #expect(owners.rows.count == 6, "four agencies, two roles with a limit")
        #expect(try answer.row("Police")["cases"] == .count(0))
        #expect(try answer.row("reviewer")["limit"] == .count(1))
        #expect(try answer.row("Team 9", in: "by_team")["cases"] == .count(0))
        var file = PeriodFile()
        allocated(in: &file, "Team 5", [1])
        let team = try row(file, "Team 5", "by_team")
        #expect(team["limit"] == .absent && team["over"] == .absent)
    }

    @Test func `goes by who was named last, and takes back what was retracted`() throws {
        var file = PeriodFile()
        let first = allocated(in: &file, "Team 1", [1, 2])
        let second = file.add(
            "case.allocated", from: PeriodFile.council, at: 5, answering: first,
            Self.held("Team 2"), about: [2])
        #expect(try row(file, "Team 1")["cases"] == .count(1))
        #expect(try row(file, "Team 2")["cases"] == .count(1))
        file.add(
            "record.retracted", from: PeriodFile.council, at: 6, answering: second,
            ["target_jti": "message-number-\(second)"])
        #expect(try row(file, "Team 1")["cases"] == .count(2))
        file.add(
            "record.retracted", from: PeriodFile.school, at: 7, answering: first,
            ["target_jti": "message-number-\(first - 1)"])
        #expect(try row(file, "Council")["cases"] == .count(0))
    }

    @Test func `leaves a case with who offers it until it is accepted`() throws {
        var file = PeriodFile()
        let first = allocated(in: &file, "Team 1", [1])
        let offer = file.add(
            "case.transferred", from: PeriodFile.council, at: 5, answering: first,
            Self.held("Ward 3").merging(["status": "offered"]) { $1 })
        #expect(try row(file, "Council")["team"] == .text("Team 1"))
        file.add(
            "case.transferred", from: PeriodFile.health, at: 6, answering: offer,
            Self.held("Ward 3").merging(["status": "accepted"]) { $1 })
        #expect(try row(file, "Health")["team"] == .text("Ward 3"))
        #expect(try row(file, "Council")["cases"] == .count(0))
    }

    @Test(arguments: [
        ("assessment.concluded", "outcome", "no-further-action", 0),
        ("assessment.concluded", "outcome", "child-in-need-plan", 1),
        ("referral.decided", "decision", "no-further-action", 0),
        ("referral.decided", "decision", "s17-assessment", 1),
    ])
    func `ends with what says that no more is done`(
        _ type: String, _ member: String, _ code: String, _ left: Int
    ) throws {
        var file = PeriodFile()
        let first = allocated(in: &file, "Team 1", [1])
        file.add(
            type, from: PeriodFile.council, at: 5, answering: first, [member: code])
        #expect(try row(file, "Council")["cases"] == .count(left))
    }

    @Test func `is as it was when the period ended, whenever a case began`() throws {
        var file = PeriodFile()
        let first = allocated(in: &file, "Team 1", [1])
        file.add(
            "case.allocated", from: PeriodFile.council, at: 500, answering: first,
            Self.held("Team 2"))
        let then = file.answer(.caseload, hours: 100..<500)
        #expect(try then.row("Council")["team"] == .text("Team 1"))
        #expect(file.inquiry(.caseload, hours: 100..<500).readsFrom.milliseconds == 0)
        let later = file.answer(.caseload, hours: 100..<501)
        #expect(try later.row("Council")["team"] == .text("Team 2"))
    }

    @Test func `says how many allocations name nobody any more, and shows no small number`() throws
    {
        var file = PeriodFile()
        let root = file.add("referral.made", from: PeriodFile.school, at: 1, about: [1])
        file.add(
            "case.allocated", from: PeriodFile.council, at: 2, answering: root, erased: true)
        allocated(in: &file, "Team 1", [2, 3, 4])
        let answer = file.answer(.caseload, caseloads: Self.limits)
        #expect(
            answer.remarks.contains("1 allocation names nobody any more, since it was erased."))
        let shown = try answer.suppressing(below: 5).row("Team 1")
        #expect(shown["cases"] == .under(5))
        #expect(shown["over"] == .concealed || shown["over"] == .under(5))
    }
}
