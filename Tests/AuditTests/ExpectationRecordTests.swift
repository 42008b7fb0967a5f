// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

@Suite struct `An expectation in an answer` {
    let file: CaseFile

    init() throws { file = try CaseFile() }

    private func json(
        _ verdict: Expectation.Verdict, subjects: [Int] = [], outstanding: [Int] = []
    ) throws -> JSONValue {
        let terms = Expectation.Terms(
            rule: "R1", pack: "p", calendar: "c", isUnverified: false, force: .local,
            breakPoint: .ownedNotDecided, owedBy: file.council, owedTo: file.police,
            expects: ["referral.decided"], from: CaseFile.time(0), due: CaseFile.time(60),
            subjects: subjects)
        let record = try file.expectation()
        return ExpectationRecord(
            restoring: record.name,
            expectation: Expectation(
                restoring: terms, verdict: verdict, outstanding: outstanding),
            verdicts: [], opener: record.opener
        ).json(try file.proofs(), withholdingAgencies: false)
    }

    @Test func `names the subjects for whom nothing came, once some were answered for`() throws {
        #expect(
            try json(.open, subjects: [0, 1, 2], outstanding: [1, 2])["outstanding_subjects"]
                == [1, 2])
        #expect(
            try json(.open, subjects: [0, 1], outstanding: [0, 1])["outstanding_subjects"] == nil)
        #expect(
            try json(.met(at: CaseFile.time(1)), subjects: [0, 1])["outstanding_subjects"] == nil)
    }

    @Test func `has the times that were reached, and no others`() throws {
        let at = CaseFile.time(1)
        let verdicts: [(Expectation.Verdict, Bool, Bool)] = [
            (.open, false, false), (.met(at: at), false, true), (.missed(at: at), true, false),
            (.metLate(at: at, missed: at), true, true),
            (.withdrawn(at: at, missed: nil), false, false),
            (.withdrawn(at: at, missed: at), true, false), (.paused(since: at), false, false),
            (.notApplicable(at: at, missed: nil), false, false),
        ]
        for (verdict, isMissed, isMet) in verdicts {
            let json = try json(verdict)
            #expect((json["missed_at"] != nil) == isMissed)
            #expect((json["met_at"] != nil) == isMet)
            #expect(json["verdict"]?.string == verdict.word)
            #expect(json["unverified"] == nil && json["verdict_proofs"] == nil)
        }
    }
}
