// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import Handoffs
import Ledger
import Safeguarding
import Testing
import Wire

import struct Handoffs.Expectation

@Suite struct `The explanation of an expectation` {
    private let file: CaseFile
    private let partnership: Partnership

    init() throws {
        file = try CaseFile()
        partnership = try Self.partnership()
    }

    private static func partnership() throws -> Partnership {
        let rules = try String(
            contentsOf: Checkout.file("config/rules/england-2026.1.yaml"), encoding: .utf8)
        let calendar = try Data(
            contentsOf: Checkout.file("config/calendars/england-and-wales.json"))
        return Partnership(
            id: try PartnershipID("https://baton.example/p/one"), number: 1, name: "One",
            rules: try RulePack(reading: rules, file: "england-2026.1.yaml"),
            calendar: try WorkingCalendar(
                reading: [UInt8](calendar), file: "england-and-wales.json"), roles: [:])
    }

    private func explain(
        _ file: CaseFile? = nil, for viewer: Viewer? = nil,
        urgency: String? = "immediate", terms: Expectation.Terms? = nil, down: [Interval] = [],
        withheld: Set<Int64> = [], changes: [Explanation.Change] = [],
        record: ExpectationRecord? = nil
    ) throws -> Explanation? {
        let file = file ?? self.file
        return Explanation(
            try record ?? file.expectation(terms: terms), of: partnership,
            particulars: urgency.map { ["urgency": $0] } ?? [:], entries: try file.happenings(),
            withheld: withheld, changes: changes, outages: down, now: CaseFile.time(999),
            for: viewer ?? file.overseer
        )
    }

    @Test func `tells rule, source, arithmetic, clocks and entries`() throws {
        let text = try #require(try explain()).text
        for line in [
            "R1  A named role or team at the front door says that it has the referral",
            "Owed by https://council.example to https://police.example.",
            "  england-2026.1, guidance; NOT VERIFIED: nobody has held it against its source",
            "The limit is: 1 hour.", "  opening received at: 2026-11-25 09:00:00",
            "  counted until: 2026-11-25 10:30:00",
            "  2  2026-11-25 09:00:00  referral.made was received and opened it",
            "  5  2026-11-25 10:00:00  its time was up, and nothing had come",
            "  6  2026-11-25 10:30:00  a message decided it",
        ] {
            #expect(text.contains(line), "\(line)")
        }
    }

    @Test func `has every clock beside every other, and the rule, as JSON`() throws {
        let json = try #require(try explain()).json(try file.proofs())
        #expect(json["rule"] == "R1")
        #expect(json["verdict"] == "met_late")
        #expect(json["rule_text"]?["edition"]?.string?.contains("2018 to 2023") == true)
        let clocks = json["clocks"]
        #expect(clocks?["opening_issued_at"] == "2026-11-25T09:00:00Z")
        #expect(clocks?["opening_occurred_at"] == nil, "it was not told")
        #expect(clocks?["due"] == "2026-11-25T10:00:00Z")
        #expect(clocks?["answer_received_at"] == "2026-11-25T10:30:00Z")
        #expect(json["entries"]?.array?.map { $0["index"] } == [2, 5, 6])
        #expect(json["broker_down"] == [])
    }

    /// What a restricted message says of its own times is facts, which whoever oversees is not given.
    @Test func `tells of a withheld message when it was received, and nothing that it says`() throws
    {
        let open = try #require(try explain()).json(try file.proofs())["clocks"]
        #expect(open?["answer_issued_at"]?.string != nil)
        let told = try #require(try explain(withheld: [6]))
        let clocks = told.json(try file.proofs())["clocks"]
        #expect(clocks?["answer_received_at"] == "2026-11-25T10:30:00Z")
        #expect(clocks?["answer_issued_at"] == nil)
        #expect(clocks?["answer_occurred_at"] == nil)
        #expect(clocks?["opening_issued_at"] == "2026-11-25T09:00:00Z")
        #expect(!told.text.contains("answer issued at"), "\(told.text)")
        let opened = try #require(try explain(withheld: [2])).json(try file.proofs())["clocks"]
        #expect(opened?["opening_issued_at"] == nil)
        #expect(opened?["opening_received_at"] == "2026-11-25T09:00:00Z")
    }

    @Test func `names spans in which the broker was down while it ran, and no others`() throws {
        let spans = [(-20, -10), (-5, 3), (70, 80), (95, 99)] as [(Int64, Int64)]
        let down = spans.map { Interval(from: CaseFile.time($0), until: CaseFile.time($1)) }
        let json = try #require(try explain(down: down)).json(try file.proofs())
        #expect(
            json["broker_down"]?.array?.map { $0["until"] } == [
                "2026-11-25T09:03:00Z", "2026-11-25T10:20:00Z",
            ])
    }

    /// A span in which health's system, or the council's, was silent.
    private func silence(_ agency: AgencyID, _ from: Int64, until: Int64?) throws -> SilentSpan {
        let old = file.terms
        let terms = Expectation.Terms(
            rule: "R28", pack: old.pack, calendar: old.calendar, isUnverified: false,
            force: old.force, breakPoint: old.breakPoint, owedBy: agency, owedTo: old.owedTo,
            expects: [], from: CaseFile.time(from), due: CaseFile.time(from + 1), subjects: [])
        let facts = SilenceFacts(
            agency: agency, since: CaseFile.time(from), usualMilliseconds: 1, limitMilliseconds: 1)
        let missed = CaseFile.time(from + 1)
        let record = ExpectationRecord(
            restoring: PartName(entry: 90, part: 0),
            expectation: Expectation(
                restoring: terms,
                verdict: until.map { .metLate(at: CaseFile.time($0), missed: missed) }
                    ?? .missed(at: missed), outstanding: []), verdicts: [],
            opener: ExpectationRecord.Opener(silent: facts, 1, CaseFile.time(from + 1)))
        return try #require(SilentSpan(record))
    }

    private func explain(
        attempts: [Attempt], silent: [SilentSpan], in file: CaseFile
    ) throws -> Explanation {
        try #require(
            Explanation(
                try file.expectation(), of: partnership, particulars: [:],
                entries: try file.happenings(), outages: [], attempts: attempts,
                silentSpans: silent, now: CaseFile.time(999), for: file.overseer))
    }

    @Test func `tells what was tried, and when those who owe it could not be reached`() throws {
        let attempts = file.handoffs().prefix(2).flatMap(Attempt.handing)
        let silent = [
            try silence(file.council, -90, until: -1), try silence(file.council, -20, until: 10),
            try silence(file.council, 80, until: nil), try silence(file.council, 91, until: nil),
        ]
        let told = try explain(attempts: attempts, silent: silent, in: file)
        let json = told.json(try file.proofs())
        #expect(json["attempts"]?.array?.map { $0["outcome"] } == ["taken", "refused"])
        #expect(json["attempts"]?.array?.map { $0["index"] } == [4, 3])
        #expect(
            json["unreachable"]?.array?.map { $0["from"] } == [
                "2026-11-25T08:40:00Z", "2026-11-25T10:20:00Z",
            ], "the others ended before it ran, or began after it was met")
        #expect(json["unreachable"]?.array?.map { $0["until"] } == ["2026-11-25T09:10:00Z", nil])
        for line in [
            "The attempts",
            "  4  2026-11-25 09:10:00  The system of https://council.example took the message.",
            "  3  2026-11-25 09:05:00  The system of https://health.example refused the message.",
            "  https://council.example could not be reached from 2026-11-25 08:40:00 until 2026-11-25 "
                + "09:10:00.",
            "from 2026-11-25 10:20:00 on, and has not been heard of since.",
        ] { #expect(told.text.contains(line), "\(line): \(told.text)") }
    }

    @Test func `tells neither of a restricted thread to who oversees`() throws {
        let restricted = try CaseFile(restricted: true)
        let told = try explain(
            attempts: restricted.handoffs().flatMap(Attempt.handing),
            silent: [try silence(file.council, -20, until: 10)], in: restricted)
        let json = told.json(try restricted.proofs())
        #expect(json["attempts"] == [])
        #expect(json["unreachable"] == [])
        #expect(!told.text.contains(".example"))
    }

    private func change(
        _ entry: Int64, _ minute: Int64, _ step: Expectation.Step
    ) -> Explanation.Change {
        Explanation.Change(
            name: PartName(entry: entry, part: 3), at: CaseFile.time(minute), step: step)
    }

    private func paused(
        verdict: Expectation.Verdict, due: Instant? = nil, miss: Expectation.Miss? = nil
    ) -> ExpectationRecord {
        let kept = try? file.expectation()
        guard let kept else { preconditionFailure("the file has an expectation") }
        return ExpectationRecord(
            restoring: kept.name,
            expectation: Expectation(
                restoring: file.terms, verdict: verdict, outstanding: [], due: due, miss: miss),
            verdicts: [PartName(entry: 5, part: 0)], reason: "Health was asked",
            opener: kept.opener)
    }

    /// A due time that a pause moved is the same wherever it is told, and each entry that moved it is named.
    @Test func `of a clock that was stopped says when, why and what that made of the due time`()
        throws
    {
        let due = CaseFile.time(80)
        let changes = [
            change(3, 10, .paused(because: "Health was asked")), change(4, 30, .resumed(due: due)),
        ]
        let miss = Expectation.Miss(.neverSent, .receivedNotOwned)
        let told = try #require(
            try explain(
                changes: changes,
                record: paused(verdict: .missed(at: due), due: due, miss: miss))
        ).text
        for line in [
            "Had its clock not been stopped, it would be late from 2026-11-25T10:00:00",
            "Its clock stood still from 2026-11-25T09:10:00",
            "until 2026-11-25T09:30:00",
            "It is late from 2026-11-25T10:20:00", "  due: 2026-11-25 10:20:00",
            "  3  2026-11-25 09:10:00  its clock was stopped: Health was asked",
            "  4  2026-11-25 09:30:00  its clock went on",
        ] { #expect(told.contains(line), "\(line): \(told)") }
        #expect(!told.contains("Because:"), "what stopped its clock is not why it was missed")
        #expect(told.ranges(of: "  It is late from").count == 1, "\(told)")
    }

    @Test func `of a clock that stands still says since when, and no time at which it is late`()
        throws
    {
        let pause = change(3, 10, .paused(because: "Health was asked"))
        let told = try #require(
            try explain(
                changes: [pause], record: paused(verdict: .paused(since: CaseFile.time(10))))
        ).text
        #expect(told.contains("Because: Health was asked"))
        #expect(told.contains("Its clock stands still since 2026-11-25T09:10:00"))
        #expect(!told.contains("  It is late from"), "\(told)")
    }

    @Test func `names the entry that made another agency owe it, and no agency that is withheld`()
        throws
    {
        let change = change(4, 20, .passedOn(to: file.health))
        let told = try #require(try explain(changes: [change])).text
        #expect(
            told.contains(
                "  4  2026-11-25 09:20:00  it was passed on to https://health.example, and its clock "
                    + "ran on"), "\(told)")
        let json = try #require(try explain(changes: [change])).json(try file.proofs())
        #expect(json["entries"]?.array?.map { $0["index"] } == [2, 4, 5, 6])
        let withheld = try #require(
            try explain(CaseFile(restricted: true), changes: [change])
        ).text
        #expect(withheld.contains("it was passed on to another agency"))
        #expect(!withheld.contains("health.example"))
    }

    @Test func `says so where the arithmetic cannot be shown again`() throws {
        let told = try #require(try explain(urgency: nil)).text
        #expect(told.contains("It counts from a time in the message itself"))
        for (pack, calendar, sentence) in [
            ("england-2025.1", "england-and-wales@2025-11-24", "The pack england-2025.1, by which"),
            ("england-2026.1", "england-and-wales@2020-01-01", "It was counted by calendar"),
        ] {
            let old = file.terms
            let terms = Expectation.Terms(
                rule: old.rule, pack: pack, calendar: calendar, isUnverified: false,
                force: old.force, breakPoint: old.breakPoint, owedBy: old.owedBy,
                owedTo: old.owedTo, expects: old.expects, from: old.from, due: old.due,
                subjects: [])
            #expect(try #require(try explain(terms: terms)).text.contains(sentence))
        }
    }

    private func terms(
        _ rule: String, duty: String? = nil, from: String, due: String, back: String? = nil
    ) throws -> Expectation.Terms {
        let old = file.terms
        return Expectation.Terms(
            rule: rule, duty: duty, pack: "england-2026.1",
            calendar: partnership.calendar.edition, isUnverified: true, force: old.force,
            breakPoint: old.breakPoint, owedBy: old.owedBy, owedTo: old.owedTo,
            expects: old.expects, from: try Instant(rfc3339: from), due: try Instant(rfc3339: due),
            countedBackFrom: try back.map { try Instant(rfc3339: $0) }, subjects: [])
    }

    @Test func `counts back from an event, with the days that did not count`() throws {
        let told = try #require(
            try explain(
                urgency: nil,
                terms: terms(
                    "R10", duty: "reported", from: "2026-12-01T09:00:00Z",
                    due: "2026-12-24T00:00:00Z", back: "2026-12-29T10:00:00Z"))
        ).text
        for sentence in [
            "It runs up to 2026-12-29T10:00:00", "which is Tuesday 2026-12-29 in London.",
            "The limit is: 2 working days before.",
            "these days do not count: Friday 2026-12-25 (Christmas Day), Saturday 2026-12-26",
            "on, the end of Wednesday 2026-12-23.",
            "That moment is told in the message itself, at /at.",
        ] { #expect(told.contains(sentence), "\(sentence): \(told)") }
    }

    @Test func `runs up to an event that is itself the due time`() throws {
        let moment = "2026-12-01T10:00:00Z"
        let told = try #require(
            try explain(
                urgency: nil, terms: terms("R19", duty: "partners", from: moment, due: moment))
        ).text
        #expect(told.contains("It runs up to 2026-12-01T10:00:00"), "\(told)")
        #expect(told.contains("That moment is told in the message itself, at /start."))
    }

    @Test func `starts at a time that the message tells, or is due when the message says`() throws {
        let told = try #require(
            try explain(
                urgency: nil,
                terms: terms(
                    "R16", duty: "offered", from: "2026-12-01T10:00:00Z",
                    due: "2026-12-04T10:00:00Z"))
        ).text
        #expect(told.contains("It starts at 2026-12-01T10:00:00"), "\(told)")
        let words = "at /found_at; where it is not, or cannot be counted from, it is the receipt."
        #expect(told.contains(words), "\(told)")
        let stated = try #require(
            try explain(
                urgency: nil,
                terms: terms(
                    "R26", duty: "answered", from: "2026-12-01T10:00:00Z",
                    due: "2026-12-03T00:00:00Z"))
        ).text
        #expect(stated.contains("The message itself states when it is due."), "\(stated)")
        #expect(stated.contains("on, the end of Wednesday 2026-12-02."), "\(stated)")
    }

    @Test func `is for its parties and who oversees, and for nobody else`() throws {
        #expect(try explain(for: .party(file.council)) != nil)
        #expect(try explain(for: .party(file.police)) != nil)
        #expect(try explain(for: .party(file.health)) == nil)
        #expect(try explain(for: .overseer(file.manager, partnerships: [2])) == nil)
    }

    @Test func `withholds the agencies of a restricted thread from who oversees`() throws {
        let restricted = try CaseFile(restricted: true)
        let explanation = try #require(try explain(restricted))
        #expect(!explanation.text.contains(".example"))
        #expect(explanation.json(try restricted.proofs())["owed_by"] == nil)
        #expect(
            try #require(try explain(restricted, for: .party(restricted.council))).text
                .contains("https://council.example"))
    }
}
