// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Safeguarding
import Testing
import TransparencyLog
import Wire

import struct Handoffs.Expectation

@Suite struct `The report of missed handoffs` {
    let file: CaseFile
    let restricted: CaseFile

    init() throws {
        file = try CaseFile()
        restricted = try CaseFile(restricted: true)
    }

    private func record(_ entry: Int64, restricted isRestricted: Bool = false) throws
        -> ExpectationRecord
    {
        try (isRestricted ? restricted : file).expectation(
            verdict: .missed(at: CaseFile.time(60)), name: PartName(entry: entry, part: 4))
    }

    private func agencyFilters() -> [MissedFilter] {
        let members: [WritableKeyPath<MissedFilter, AgencyID?>] = [
            \.agency, \.owedBy, \.sender, \.recipient,
        ]
        return members.map { member in
            var filter = MissedFilter()
            filter[keyPath: member] = file.council
            return filter
        }
    }

    @Test func `is a page, and names where the next begins`() throws {
        let found = try [record(2), record(5), record(9)]
        let page = MissedReport(found, MissedFilter(limit: 2), for: file.overseer)
        #expect(page.items.map(\.name.entry) == [2, 5])
        #expect(page.next == "5.4")
        #expect(page.json(try file.proofs(), for: file.overseer)["next"] == "5.4")
        let last = MissedReport(found, MissedFilter(limit: 3), for: file.overseer)
        #expect(last.items.count == 3)
        #expect(last.next == nil)
        #expect(last.json(try file.proofs(), for: file.overseer)["next"] == nil)
        #expect(MissedFilter().limit == MissedFilter.pageLimit)
    }

    @Test func `says how serious each is, but not of a restricted thread to who oversees`() throws {
        let said = ["urgency": "urgent", "grade": "red"]
        let page = MissedReport(
            [try record(2), try record(5, restricted: true)], [2: said, 5: said],
            in: MissedFilter())
        let seen = page.json(try file.proofs(), for: file.overseer)["items"]?.array
        #expect(seen?.map { $0["urgency"]?.string } == ["urgent", nil])
        #expect(seen?.map { $0["grade"]?.string } == ["red", nil])
        let csv = page.csv(try file.proofs(), for: file.overseer)
        #expect(
            csv.split(separator: "\r\n").map { $0.contains(",urgent,red,") } == [
                false, true, false,
            ])
        let party = page.json(try file.proofs(), for: .party(file.council))["items"]?.array
        #expect(party?.map { $0["urgency"]?.string } == ["urgent", "urgent"])
    }

    @Test func `names the next by how serious it is, but not what a restricted thread says`() throws
    {
        let said = [5: ["urgency": "urgent", "grade": "red"]] as [Int64: [String: String]]
        for (isRestricted, rank) in [(false, 403), (true, 1503)] {
            let found = try [record(5, restricted: isRestricted), record(9)]
            var filter = MissedFilter(limit: 1)
            filter.order = .seriousness(after: nil)
            let due = try #require(found.first).expectation.due.milliseconds
            #expect(MissedReport(found, said, in: filter).next == "\(rank).\(due).5.4")
            filter.agency = file.council
            #expect(MissedReport(found, said, in: filter).next == "403.\(due).5.4")
        }
    }

    @Test func `asks for the entries that prove it`() throws {
        let page = MissedReport([try record(9)], MissedFilter(), for: file.overseer)
        #expect(page.provingEntries == [5, 6, 9])
    }

    @Test func `withholds the agencies of a restricted thread from those who oversee`() throws {
        let found = try [record(2), record(5, restricted: true)]
        let page = MissedReport(found, MissedFilter(), for: file.overseer)
        let items = page.json(try file.proofs(), for: file.overseer)["items"]?.array
        #expect(items?.map { $0["owed_by"]?.string } == ["https://council.example", nil])
        #expect(items?.map { $0["rule"]?.string } == ["R1", "R1"])
        for party in file.parties {
            #expect(items?.last?.text.contains(party.uri) == false)
        }
    }

    @Test func `withholds nothing from a party`() throws {
        let viewer = Viewer.party(file.council)
        let page = MissedReport([try record(5, restricted: true)], MissedFilter(), for: viewer)
        let item = page.json(try file.proofs(), for: viewer)["items"]?.array?.first
        #expect(item?["owed_by"] == "https://council.example")
        #expect(item?["jti"] == "message-number-1")
    }

    @Test func `lets nobody who oversees find a restricted thread's agencies by a filter`() throws {
        let found = try [record(2), record(5, restricted: true), record(9, restricted: true)]
        for filter in agencyFilters() {
            let page = MissedReport(found, filter, for: file.overseer)
            #expect(page.items.map(\.name.entry) == [2])
            let own = MissedReport(found, filter, for: .party(file.council))
            #expect(own.items.map(\.name.entry) == [2, 5, 9])
        }
        var byRule = MissedFilter()
        byRule.rule = "R1"
        #expect(MissedReport(found, byRule, for: file.overseer).items.count == 3)
    }

    @Test func `leaves no trace of what is left out, in the cursor neither`() throws {
        let found = try [record(2, restricted: true), record(5, restricted: true)]
        var filter = MissedFilter(limit: 1)
        filter.agency = file.council
        let page = MissedReport(found, filter, for: file.overseer)
        #expect(page.items == [])
        #expect(page.next == nil)
    }
}

@Suite struct `The table of missed handoffs` {
    let file: CaseFile

    init() throws { file = try CaseFile() }

    private func table(
        _ file: CaseFile, rule: String = "R1", pack: String = "england-2026.1",
        calendar: String = "c", for viewer: Viewer? = nil
    ) throws -> String {
        let terms = Expectation.Terms(
            rule: rule, pack: pack, calendar: calendar, isUnverified: true, force: .guidance,
            breakPoint: .receivedNotOwned, owedBy: file.council, owedTo: file.police,
            expects: ["message.acknowledged"], from: CaseFile.time(0), due: CaseFile.time(60),
            subjects: [])
        let record = try file.expectation(
            verdict: .missed(at: CaseFile.time(60)), terms: terms)
        let viewer = viewer ?? file.overseer
        return MissedReport([record], MissedFilter(), for: viewer).csv(
            try file.proofs(), for: viewer)
    }

    private let heading =
        "expectation,txn,jti,type,rule,break_point,break_point_name,owed_by,owed_to,from,due,"
        + "verdict,missed_at,met_at,pack,calendar,urgency,grade,amended,withheld_verdicts,"
        + "duty,shortfall,late_by_seconds\r\n"

    @Test func `is RFC 4180, with a heading`() throws {
        #expect(
            try table(file)
                == heading
                + "baton.example/log/2.4,0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a00,message-number-1,"
                + "referral.made,R1,B3,\"received, not owned\",https://council.example,"
                + "https://police.example,2026-11-25T09:00:00Z,2026-11-25T10:00:00Z,missed,"
                + "2026-11-25T10:00:00Z,,england-2026.1,c,,,,,,,\r\n")
    }

    @Test func `is its heading alone when nothing was missed`() throws {
        let report = MissedReport([], MissedFilter(), for: file.overseer)
        #expect(report.csv(try file.proofs(), for: file.overseer) == heading)
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a\r\nb", "\"a\r\nb\""), ("", ""),
            ("\"", "\"\"\"\""), ("é ü", "é ü"),
        ])
    func `quotes a field where it must`(_ text: String, _ field: String) throws {
        let table = try table(file, pack: text)
        let end = Array(",\(field),c,,,,,,,\r\n".utf8)
        #expect(Array(table.utf8).suffix(end.count) == end[...])
    }

    @Test(
        arguments: [
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
            ("=A,B", "\"'=A,B\""), ("\t=1", "'\t=1"), ("\r=1", "\"'\r=1\""),
            ("=\u{338}1", "'=\u{338}1"), ("a=1", "a=1"), ("1-2", "1-2"),
            ("+44 191 498 0000 1234", "'+44 191 498 0000 1234"),
            ("+HYPERLINK(A1234567890)", "'+HYPERLINK(A1234567890)"),
            ("-cmd|notepad1234567!A1", "'-cmd|notepad1234567!A1"),
            ("-SUM.A1+B2-C3_45", "-SUM.A1+B2-C3_45"), ("-SUM.A1+B2-C3_4", "'-SUM.A1+B2-C3_4"),
            (
                "+cFsjgwvYx3Qm0Zb7Yw1k2Lr9sT5uVhNd8aKfEoPiC4=",
                "+cFsjgwvYx3Qm0Zb7Yw1k2Lr9sT5uVhNd8aKfEoPiC4="
            ), ("-a1b2c3d4e5f6g7h", "-a1b2c3d4e5f6g7h"),
        ])
    func `disarms what a spreadsheet would take for a formula`(
        _ text: String, _ field: String
    ) throws {
        let table = try table(file, pack: text)
        let end = Array(",\(field),c,,,,,,,\r\n".utf8)
        #expect(Array(table.utf8).suffix(end.count) == end[...])
    }

    @Test func `leaves a restricted thread's agencies blank for those who oversee`() throws {
        let restricted = try CaseFile(restricted: true)
        let withheld = try table(restricted)
        for party in file.parties { #expect(!withheld.contains(party.uri)) }
        #expect(withheld.contains(",,referral.made,R1,B3,\"received, not owned\",,,2026-11-25"))
        let own = try table(restricted, for: .party(file.council))
        #expect(own.contains(file.police.uri))
    }
}
