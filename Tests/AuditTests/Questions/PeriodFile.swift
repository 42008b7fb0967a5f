// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Signing
import Testing

import struct Handoffs.Expectation

/// Messages of a period as a store would give them, made by hand, and what the questions say of them.
struct PeriodFile {
    static let police = AgencyRecord(
        id: agency("police"), name: "Police", kind: .police)
    static let council = AgencyRecord(
        id: agency("council"), name: "Council", kind: .council)
    static let nights = AgencyRecord(
        id: agency("nights"), name: "Night team", kind: .council, partOf: council.id)
    static let health = AgencyRecord(
        id: agency("health"), name: "Health", kind: .health)
    static let school = AgencyRecord(
        id: agency("school"), name: "School", kind: .school)
    static let office = AgencyRecord(
        id: agency("sscp"), name: "Office", kind: .partnership)

    /// Monday 1 June 2026, midnight in London.
    static let start = Instant(milliseconds: 1_780_268_400_000)
    static let partnership = unwrapped { try PartnershipID("https://baton.example/p/one") }

    private(set) var messages: [ReadMessage] = []

    static func agency(_ name: String) -> AgencyID {
        unwrapped { try AgencyID("https://\(name).example") }
    }

    /// A moment so many hours after the period began.
    static func hour(_ hours: Double) -> Instant {
        start.adding(milliseconds: Int64(hours * 3_600_000))
    }

    static func subject(_ number: Int) -> SubjectID {
        let digits = String(number)
        let zeros = String(repeating: "0", count: 12 - digits.count)
        return unwrapped { try SubjectID("0199c1f0-8f3e-7c11-9a55-" + zeros + digits) }
    }

    /// What a message opened.
    struct Owed {
        let rule: String
        let agency: AgencyRecord
        let verdict: Expectation.Verdict

        init(_ rule: String, by agency: AgencyRecord, _ verdict: Expectation.Verdict) {
            self.rule = rule
            self.agency = agency
            self.verdict = verdict
        }
    }

    /// Adds a message.
    ///
    /// - Parameter people: the numbers of its subjects; each is the same person everywhere, and has
    ///   no identifier when it is negative.
    /// - Returns: its entry.
    @discardableResult
    mutating func add(
        _ type: String, from sender: AgencyRecord, to recipients: [AgencyRecord] = [],
        at hours: Double, answering follows: Int64? = nil, _ values: [String: String] = [:],
        about people: [Int] = [], owed: [Owed] = [], restricted: Bool = false, erased: Bool = false
    ) -> Int64 {
        let entry = Int64(messages.count + 10)
        let root = follows.map { follows in
            messages.first { $0.entry == follows }?.facts.root ?? follows
        }
        let facts = facts(type, sender, entry, follows, root)
        messages.append(
            ReadMessage(
                entry: entry, at: Self.hour(hours), facts: facts,
                particulars: erased ? nil : particulars(values, people),
                recipients: recipients.map(\.id), isRestricted: restricted,
                opened: owed.enumerated().map { place, owed in
                    record(owed, place, facts, entry, hours)
                }))
        return entry
    }

    /// Notes what later messages did to the messages of an hour.
    mutating func amend(_ hours: Double, _ kinds: [AmendmentPart.Kind]) {
        for place in messages.indices where messages[place].at == Self.hour(hours) {
            messages[place].amended = kinds
        }
    }

    private func facts(
        _ type: String, _ sender: AgencyRecord, _ entry: Int64, _ follows: Int64?, _ root: Int64?
    ) -> MessageFacts {
        MessageFacts(
            issuer: sender.id, via: nil, kid: "key-1",
            thread: Self.unwrapped {
                try ThreadID("0199c1f0-8f3e-7c11-9a55-3f0e2d7c\(1_000 + (root ?? entry))")
            }, token: Self.unwrapped { try TokenID("message-number-\(entry)") },
            type: EventType(name: type, major: 1), issuedAt: 0, occurredAt: nil, late: [],
            commitment: SHA256.digest(of: [UInt8(1)]), configuration: 1, follows: follows,
            root: root)
    }

    private func particulars(_ values: [String: String], _ people: [Int]) -> Particulars {
        Particulars(
            restoring: values, subjects: people.map { Self.subject(abs($0)) },
            pseudonyms: people.enumerated().compactMap { place, person in
                person < 0
                    ? nil
                    : Particulars.Pseudonym(
                        subject: place, bytes: [UInt8](repeating: UInt8(person), count: 16))
            }, indexKey: 1)
    }

    private func record(
        _ owed: Owed, _ place: Int, _ facts: MessageFacts, _ entry: Int64, _ hours: Double
    ) -> ExpectationRecord {
        let parts = owed.rule.split(separator: ".").map(String.init)
        let terms = Expectation.Terms(
            rule: parts[0], duty: parts.count > 1 ? parts[1] : nil, pack: "england-2026.1",
            calendar: "c", isUnverified: true, force: .local, breakPoint: .receivedNotOwned,
            owedBy: owed.agency.id, owedTo: facts.issuer, expects: [], from: Self.hour(hours),
            due: Self.hour(hours + 24), subjects: [])
        return ExpectationRecord(
            restoring: PartName(entry: entry, part: place + 1),
            expectation: Expectation(
                restoring: terms, verdict: owed.verdict, outstanding: []), verdicts: [],
            opener: ExpectationRecord.Opener(
                thread: facts.thread, issuer: facts.issuer, token: facts.token, type: facts.type,
                root: facts.root ?? entry, partnership: 1, isRestricted: false,
                at: Self.hour(hours)))
    }

    /// The answer to a question about so many hours from the start.
    func answer(
        _ question: Question, hours: Range<Double> = 0..<720, asOf: Double = 720,
        about subject: Inquiry.Subject? = nil, caseloads: CaseloadLimits = CaseloadLimits(),
        returned: ReturnedEpisodes? = nil
    ) -> Answer {
        var work = Investigation(
            inquiry(
                question, hours: hours, asOf: asOf, about: subject, caseloads: caseloads,
                returned: returned))
        for message in messages { work.take(message) }
        return work.answer()
    }

    /// A question about so many hours from the start.
    func inquiry(
        _ question: Question, hours: Range<Double> = 0..<720, asOf: Double = 720,
        about subject: Inquiry.Subject? = nil, caseloads: CaseloadLimits = CaseloadLimits(),
        returned: ReturnedEpisodes? = nil
    ) -> Inquiry {
        Inquiry(
            question, during: Self.hour(hours.lowerBound)..<Self.hour(hours.upperBound),
            of: Self.partnership, number: 1, asOf: Self.hour(asOf),
            roll: Roll([
                Self.school, Self.health, Self.office, Self.nights, Self.council, Self.police,
            ]), subject: subject, caseloads: caseloads, returned: returned)
    }

    private static func unwrapped<Value>(_ make: () throws -> Value) -> Value {
        guard let value = try? make() else {
            preconditionFailure("what tests write is well formed")
        }
        return value
    }
}

extension Expectation.Verdict {
    /// Met so many hours after the period began.
    static func met(hour: Double) -> Self { .met(at: PeriodFile.hour(hour)) }
    /// Met late so many hours after the period began.
    static func late(hour: Double) -> Self {
        .metLate(at: PeriodFile.hour(hour), missed: PeriodFile.hour(hour - 1))
    }
    /// Missed, and open.
    static let overdue = Self.missed(at: PeriodFile.hour(700))
    /// Fallen away.
    static let gone = Self.withdrawn(at: PeriodFile.hour(1), missed: nil)
}

extension Answer {
    /// The cells of a row, by the names of the columns; the row is the one that has a text.
    func row(_ text: String, _ second: String? = nil, in table: String? = nil) throws
        -> [String: Cell]
    {
        let named = table.map { self.table(named: $0) } ?? tables.first
        let table = try #require(named)
        let row = (table.rows + [table.total].compactMap(\.self)).first { row in
            row.contains(.text(text)) && second.map { row.contains(.text($0)) } ?? true
        }
        return Dictionary(
            zip(table.columns.map(\.name), try #require(row)),
            uniquingKeysWith: { first, _ in first })
    }

    /// The cells of the only row of a table.
    func only(in name: String) throws -> [String: Cell] {
        let table = try #require(self.table(named: name))
        #expect(table.rows.count == 1)
        return Dictionary(
            zip(table.columns.map(\.name), try #require(table.rows.first)),
            uniquingKeysWith: { first, _ in first })
    }

    var remarks: [String] { notes.map(\.sentence) }
}
