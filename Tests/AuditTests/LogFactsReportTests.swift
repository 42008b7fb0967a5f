// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Ledger
import Safeguarding
import Signing
import Testing
import TransparencyLog
import Wire

@Suite struct `The report of the log's facts` {
    let file: CaseFile

    init() throws { file = try CaseFile() }

    private func items(
        restricted: Set<Int64> = [], partnerships: Set<Int> = [1]
    ) throws -> [JSONValue] {
        let report = LogFactsReport(try file.happenings(), partnerships: partnerships)
        return try #require(report.json(restricted: restricted, next: nil)["items"]?.array)
    }

    @Test func `shows facts, parts and salts from which each leaf can be computed`() throws {
        let items = try items()
        let entries = try file.happenings().map(\.entry)
        #expect(items.map { $0["index"]?.integer } == [2, 3, 4, 5, 6])
        for (item, entry) in zip(items, entries) {
            #expect(item["entry"]?.canonical == entry.leaf)
            #expect(item["facts"]?.canonical == entry.facts)
            #expect(item["withheld"] == nil)
            let parts = try #require(item["parts"]?.array)
            #expect(parts.map { $0["part"]?.canonical } == entry.parts)
            #expect(
                parts.indices.map { parts[$0]["salt"]?.string }
                    == parts.indices.map { Base64URL.encode(entry.salts.part($0).bytes) })
        }
    }

    @Test func `withholds another partnership's entries, and says so`() throws {
        for item in try items(partnerships: [2]) {
            #expect(item.members?.map(\.name) == ["index", "entry", "withheld"])
            #expect(item["withheld"] == "another_partnership")
        }
        #expect(try items(partnerships: []).allSatisfy { $0["facts"] == nil })
    }

    @Test func `withholds a restricted thread's messages, and the parts that name them`() throws {
        let report = LogFactsReport(try file.happenings(), partnerships: [1])
        #expect(report.namedEntries == [2], "steps and verdicts name the referral's entry")
        let items = try items(restricted: [2, 6])
        #expect(
            items.map { $0["withheld"] } == [
                "restricted", "restricted", "restricted", nil, "restricted",
            ], "a poll's facts would name who took the message")
        #expect(items[3]["parts"]?.array?.map { $0["withheld"] } == ["restricted"])
        for party in file.parties {
            #expect(!items.contains { $0.text.contains(party.uri) }, "\(party)")
        }
    }

    @Test func `withholds what was purged, and the parts that name it`() throws {
        let all = try file.happenings()
        let entries = all.map { entry, happening -> (entry: LedgerEntry, happening: Happening?) in
            entry.index == 2 ? (entry.forgotten, nil) : (entry, happening)
        }
        let report = LogFactsReport(entries, partnerships: [1])
        let json = report.json(restricted: [], purged: [2], next: nil)
        let items = try #require(json["items"]?.array)
        #expect(items.first?["withheld"] == "purged" && items.first?["facts"] == nil)
        #expect(items.map { $0["entry"]?.canonical } == all.map { $0.entry.leaf })
        #expect(items[3]["parts"]?.array?.map { $0["withheld"] } == ["purged"])
        let poll = try #require(
            all.firstIndex { if case .polled = $0.happening.facts { true } else { false } })
        #expect(items[poll]["withheld"] == "purged", "its facts name who took the message")
        let other = LogFactsReport(entries, partnerships: [2])
        #expect(
            other.json(restricted: [], next: nil)["items"]?.array?.first?["withheld"]
                == "another_partnership")
    }

    @Test func `says of what is of no partnership that it is nobody's, not another's`() throws {
        let read = ReadFacts(
            agency: file.police, person: "i-1", question: "audit/missed")
        let happening = Happening(.read(read))
        let entries = [0, 2].map { number -> (entry: LedgerEntry, happening: Happening?) in
            let entry = LedgerEntry(
                happening, index: 12, at: CaseFile.time(0), partnership: number,
                origin: LogOrigin(CaseFile.origin), secret: [UInt8](repeating: 1, count: 32))
            return (entry, happening)
        }
        let items = LogFactsReport(entries, partnerships: [1])
            .json(restricted: [], next: nil)["items"]?.array
        #expect(items?.map { $0["withheld"] } == ["no_partnership", "another_partnership"])
    }

    @Test func `keeps an entry's other parts when one names a restricted message`() throws {
        let other = ExpectationStep(expectation: PartName(entry: 9, part: 1), step: CaseFile.missed)
        let named = ExpectationStep(expectation: PartName(entry: 2, part: 4), step: CaseFile.missed)
        let happening = Happening(.judged, parts: [.verdict(named), .verdict(other)])
        let entry = LedgerEntry(
            happening, index: 12, at: CaseFile.time(0), partnership: 1,
            origin: LogOrigin(CaseFile.origin),
            secret: [UInt8](repeating: 1, count: 32))
        let report = LogFactsReport([(entry, happening)], partnerships: [1])
        #expect(report.namedEntries == [2, 9])
        let item = report.json(restricted: [2], next: nil)["items"]?.array?.first
        let leaf = JSONValue.string(Base64URL.encode(entry.partLeaves[0].bytes))
        #expect(item?["parts"]?.array?.first == ["withheld": "restricted", "leaf": leaf])
        #expect(item?["parts"]?.array?.last?["part"]?["expectation"] == "baton.example/log/9.1")
        #expect(item?["facts"] != nil)
    }

    @Test func `shows every partnership when the daemon started and what it loaded`() throws {
        let happenings = [
            Happening(.started(version: "1.0.0", down: nil)),
            Happening(
                .loaded(LoadedFacts(documents: [:], newAgencies: [:], partnerships: [:]))),
        ]
        let entries = happenings.enumerated().map { number, happening in
            let entry = LedgerEntry(
                happening, index: Int64(number), at: CaseFile.time(0), partnership: 0,
                origin: LogOrigin(CaseFile.origin), secret: [UInt8](repeating: 1, count: 32))
            return (entry: entry, happening: happening)
        }
        let report = LogFactsReport(entries, partnerships: [])
        let json = report.json(restricted: [], next: 2)
        #expect(json["items"]?.array?.map { $0["facts"]?["kind"] } == ["started", "loaded"])
        #expect(json["next"] == "2")
    }
}
