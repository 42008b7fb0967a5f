// SPDX-License-Identifier: Apache-2.0

import Audit
import Ledger
import Safeguarding
import Testing
import TransparencyLog
import Wire

@Suite struct `A list of Annex A` {
    /// A child of a payload: with the council's own number when it is even.
    private static func child(_ person: Int) -> JSONValue {
        .object(leavingOutNil: [
            "id": .string(PeriodFile.subject(person).text), "sex": "F", "ethnicity": "NOBT",
            "date_of_birth": ["date": "2016-06-03", "accuracy_indicator": "AAA"],
            "disabilities": ["NONE"],
            "identifiers": person % 2 == 0
                ? .array([
                    [
                        "system": "https://w3id.org/baton/id/la-child-id",
                        "value": .string("LA-\(person)"),
                    ]
                ]) : nil,
        ])
    }

    private static func payload(_ value: JSONValue) throws -> JSONNode {
        try JSONDocument(parsing: value.canonical).root
    }

    /// A list of the file, its openers' content as it was sent.
    private func list(
        _ list: AnnexAList, of file: PeriodFile, hours: Range<Double> = 0..<720,
        erased: Set<Int64> = []
    ) throws -> AnnexAFile {
        let inquiry = file.inquiry(.referrals, hours: hours)
        var survey = AnnexASurvey(list, during: inquiry.period, number: 1, roll: inquiry.roll)
        for message in file.messages { survey.take(message) }
        var payloads: [Int64: JSONNode] = [:]
        for message in file.messages
        where survey.needed.contains(message.entry) && !erased.contains(message.entry) {
            let people = message.particulars?.subjects ?? []
            let numbers = (1...9).filter { people.contains(PeriodFile.subject($0)) }
            payloads[message.entry] = try Self.payload([
                "subjects": .array(numbers.map(Self.child)), "worker_id": "SW0000001",
            ])
        }
        return survey.file(
            of: payloads, origin: LogOrigin("log"), role: { _ in try? Role("front-door") },
            asOf: PeriodFile.hour(720))
    }

    @discardableResult
    private func referral(
        in file: inout PeriodFile, _ people: [Int], at hour: Double = 10,
        decided: String? = "s17-assessment", owed: [PeriodFile.Owed] = []
    ) -> Int64 {
        let root = file.add(
            "referral.made", from: PeriodFile.school, at: hour, ["referral_source": "2A"],
            about: people, owed: owed)
        if let decided {
            file.add(
                "referral.decided", from: PeriodFile.council, at: hour + 1, answering: root,
                ["decision": decided])
        }
        return root
    }

    @Test(arguments: [
        (AnnexAList.contacts, "List 1"), (.referrals, "List 3"), (.enquiries, "List 5"),
    ])
    func `has the headings of the template, letter by letter`(
        _ list: AnnexAList, _ name: String
    ) {
        let headings: [String: [String]] = [
            "List 1": [
                "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact",
                "Contact Source",
            ],
            "List 3": [
                "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age",
                "Date of Referral", "Referral Source", "Referral NFA?",
                "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker",
            ],
            "List 5": [
                "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age",
                "Does the Child have a Disability",
                "Strategy discussion initiating Section 47 Enquiry Start Date",
                "Was an Initial Child Protection Conference deemed unnecessary?",
                "Date of Initial Child Protection Conference",
                "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                "Number of Section 47 Enquiries in the last 12 months",
                "Number of ICPCs in the last 12 months", "Allocated Team", "Allocated Worker",
            ],
        ]
        #expect(list.headings == headings[name])
    }

    @Test func `1 has each child of each contact, in the codes of the template`() throws {
        var file = PeriodFile()
        referral(in: &file, [1, 2], decided: nil)
        file.add("incident.notified", from: PeriodFile.police, at: 60, about: [4])
        let list = try list(.contacts, of: file)
        #expect(
            list.rows == [
                [
                    "", "b) Female", "s) NOBT", "03/06/2016", "9", "01/06/2026", "e) 2A: Schools",
                ],
                [
                    "LA-2", "b) Female", "s) NOBT", "03/06/2016", "9", "01/06/2026",
                    "e) 2A: Schools",
                ],
                [
                    "LA-4", "b) Female", "s) NOBT", "03/06/2016", "10", "03/06/2026",
                    "q) 6: Police",
                ],
            ])
        #expect(list.csv.hasPrefix("Child Unique ID,Gender,Ethnicity,Date of Birth,Age,"))
        #expect(list.notes.contains { $0.hasPrefix("1 rows have no Child Unique ID") })
    }

    @Test func `3 has what was decided on and is no advice, with its team and worker`() throws {
        var file = PeriodFile()
        referral(in: &file, [2], at: -9_000)
        referral(in: &file, [2], at: -8_000)
        let taken = referral(in: &file, [2])
        file.add(
            "case.allocated", from: PeriodFile.council, at: 13, answering: taken,
            ["team": "Team 1", "worker_role": "social-worker"])
        referral(in: &file, [4], decided: "no-further-action")
        referral(in: &file, [6], decided: "advice")
        referral(in: &file, [8], decided: nil)
        let rows = try list(.referrals, of: file).rows.map { Array($0.dropFirst(5)) }
        #expect(
            rows == [
                ["01/06/2026", "e) 2A: Schools", "b) No", "2", "Team 1", "SW0000001"],
                ["01/06/2026", "e) 2A: Schools", "a) Yes", "1", "", ""],
            ])
    }

    @Test func `5 has strategy discussions that led to enquiries, and their conferences`() throws {
        var file = PeriodFile()
        let root = referral(in: &file, [2, 4])
        let held = file.add(
            "strategy-discussion.held", from: PeriodFile.council, at: 30, answering: root,
            ["outcome": "s47-joint", "held_at": PeriodFile.hour(30).rfc3339])
        file.add(
            "section47.concluded", from: PeriodFile.council, at: 40, answering: held,
            ["icpc_required": "false"], about: [4])
        file.add(
            "section47.concluded", from: PeriodFile.council, at: 41, answering: held,
            ["icpc_required": "true"], about: [2])
        file.add(
            "conference.recorded", from: PeriodFile.council, at: 60, answering: held,
            ["kind": "ICPC", "held_at": PeriodFile.hour(60).rfc3339, "outcome": "plan-made"],
            about: [2])
        file.add(
            "strategy-discussion.held", from: PeriodFile.council, at: 70, answering: root,
            ["outcome": "no-s47"])
        let rows = try list(.enquiries, of: file).rows.map { Array($0.dropFirst(5)) }
        #expect(
            rows == [
                ["b) No", "02/06/2026", "b) No", "03/06/2026", "a) Yes", "1", "1", "", ""],
                ["b) No", "02/06/2026", "a) Yes", "", "", "1", "0", "", ""],
            ])
    }

    @Test func `is joined with what was owed by the adjunct file`() throws {
        var file = PeriodFile()
        referral(
            in: &file, [2], decided: nil,
            owed: [
                .init("R1", by: PeriodFile.council, .met(hour: 12)),
                .init("R2", by: PeriodFile.council, .late(hour: 58)),
            ])
        file.amend(10, [.retracted])
        let list = try list(.adjunct, of: file)
        let said =
            "1 messages were corrected or retracted later; their rows are as they came: "
            + "message-number-10 retracted."
        #expect(list.notes.contains(said))
        #expect(
            list.csv.hasPrefix(
                "Child Unique ID,message id,handoff,due,done,days over,owner role\r\n"))
        #expect(
            list.rows == [
                [
                    "LA-2", "message-number-10", "log/10.1", "2026-06-02T10:00:00+01:00",
                    "2026-06-01T12:00:00+01:00", "", "front-door: Council",
                ],
                [
                    "LA-2", "message-number-10", "log/10.2", "2026-06-02T10:00:00+01:00",
                    "2026-06-03T10:00:00+01:00", "1.0", "front-door: Council",
                ],
            ])
    }

    @Test func `names at most so many corrected messages in the note of the adjunct file`() throws {
        let limit = AnnexASurvey.namedAmendments
        for (count, more) in [(limit, "retracted."), (limit + 1, "retracted, and 1 more.")] {
            var file = PeriodFile()
            for number in 0..<count {
                referral(
                    in: &file, [2], at: 10 + Double(number), decided: nil,
                    owed: [.init("R1", by: PeriodFile.council, .late(hour: 200))])
                file.amend(10 + Double(number), [.retracted])
            }
            let note = try list(.adjunct, of: file).notes.first { $0.contains("retracted later") }
            #expect(note?.hasPrefix("\(count) messages") == true)
            #expect(note?.hasSuffix(more) == true, "\(note ?? "none")")
        }
    }

    @Test func `leaves empty what was erased, and restricted threads out, and says so`() throws {
        var file = PeriodFile()
        let root = referral(in: &file, [2], decided: nil)
        file.add(
            "referral.made", from: PeriodFile.school, at: 20, about: [4], restricted: true)
        let list = try list(.contacts, of: file, erased: [root])
        #expect(list.rows.map(\.first) == [""])
        #expect(list.notes.contains("1 messages were erased; their cells are empty."))
        #expect(list.notes.contains("1 messages of restricted threads were left out."))
    }
}
