// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Testing

@Suite struct `What was corrected or retracted, in an answer` {
    /// A message for each list of single cases; all but the second were amended.
    private func file() -> PeriodFile {
        var file = PeriodFile()
        let (police, council) = (PeriodFile.police, PeriodFile.council)
        file.add(
            "referral.made", from: police, at: 1, ["urgency": "routine"], about: [1],
            owed: [.init("R1", by: council, .overdue)])
        file.add("referral.made", from: PeriodFile.health, at: 2, about: [1])
        file.add(
            "strategy-discussion.requested", from: council, at: 3,
            owed: [.init("R6.held", by: council, .overdue)])
        file.add("missing.reported", from: police, at: 4, about: [2])
        file.add(
            "care-leaver.contacted", from: council, at: 5,
            ["in_touch": "YES", "contact_at": PeriodFile.hour(5).rfc3339], about: [3],
            owed: [.init("R22", by: council, .open)])
        for hour in [1, 3, 4, 5] as [Double] { file.amend(hour, [.corrected, .retracted]) }
        return file
    }

    @Test(arguments: [
        (Question.unowned, "children"), (.strategyDiscussions, "late"),
        (.missingEpisodes, "episodes"), (.careLeavers, "care_leavers"),
    ])
    func `is marked in each list of single cases`(_ question: Question, _ name: String) throws {
        let table = try #require(file().answer(question).table(named: name))
        #expect(table.columns.last?.name == "amended")
        #expect(table.rows.map(\.last) == [.text("corrected retracted")])
        var plain = file()
        for hour in [1, 3, 4, 5] as [Double] { plain.amend(hour, []) }
        let unmarked = try #require(plain.answer(question).table(named: name))
        #expect(unmarked.rows.map(\.last) == [.absent])
    }

    @Test func `is counted among the contacts of a child`() throws {
        let table = try #require(file().answer(.repeatedContacts).table(named: "children"))
        #expect(table.columns.last?.name == "amended")
        #expect(table.rows.map(\.last) == [.count(1)])
    }

    @Test(arguments: [Question.referrals, .attendance, .escalations, .proof, .caseload])
    func `is said to be counted as it came, where only sums are shown`(
        _ question: Question
    ) throws {
        let note =
            "4 messages of the period were corrected or retracted later; they are counted as they came."
        #expect(file().answer(question).notes.map(\.sentence).contains(note))
    }
}
