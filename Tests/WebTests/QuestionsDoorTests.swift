// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

@Suite struct `The door of the ten questions` {
    private static let door = "/audit/questions/"
    private static let grounds = "purpose=joint%20inspection&reference=JTAI-7"

    /// Two referrals of the police, of which the council acknowledges neither by the next evening.
    private func withReferrals(
        _ body: @escaping @Sendable (Counter, any TestClientProtocol) async throws -> Void
    ) async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            for _ in 0..<2 {
                let letter = try town.letter(
                    from: town.police, "referral.made", to: [town.council])
                let answer = try await client.post(
                    letter.bytes(),
                    counter.fields(town.police, type: "application/secevent+jwt"))
                #expect(answer.status == .accepted)
            }
            counter.clock.set(.at("2026-11-27T09:00:00Z"))
            try await counter.broker.sequencer.enter { _ in }
            try await body(counter, client)
        }
    }

    @Test func `answers as JSON, as text and as CSV`() async throws {
        try await withReferrals { counter, client in
            let path = Self.door + "Q1?from=2026-11-01&to=2026-12-01"
            let json = try await client.get(path, counter.fields(counter.town.manager)).json
            #expect(json["question"]?.string == "Q1")
            #expect(json["period"]?["from"]?.string == "2026-11-01T00:00:00Z")
            #expect(json["partnership"]?.string == counter.town.partnership.uri)
            let rows = json["rows"]?.elements.map { $0["agency"]?.string ?? "" }
            #expect(rows?.count == 4, "each agency that an agreement names")
            let police = json["rows"]?.elements.first {
                $0["agency"]?.string == counter.town.police.id.uri
            }
            #expect(police?["referrals"]?.integer == 2)
            #expect(police?["overdue_now"]?.integer == 2)
            #expect(police?["hours_to_decision_median"] == nil, "absent, and not null")
            let text = try await client.get(
                path, counter.fields(counter.town.inspector, accept: "text/plain"))
            #expect(text.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(text.text.hasPrefix("Q1  Referrals"))
            let table = try await client.get(
                path + "&suppress=5", counter.fields(counter.town.manager, accept: "text/csv"))
            #expect(table.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(table.text.hasPrefix("agency,name,referrals,"))
            #expect(table.text.contains(",<5,"))
        }
    }

    @Test func `answers each of the ten`() async throws {
        try await withReferrals { counter, client in
            for number in 1...10 {
                let about = number == 5 ? "&person=" + String(repeating: "0", count: 32) : ""
                let answer = try await client.get(
                    Self.door + "Q\(number)?\(Self.grounds)\(about)",
                    counter.fields(counter.town.inspector, person: "i-42"))
                #expect(answer.status == .ok, "Q\(number): \(answer.text)")
                #expect(try answer.json["columns"]?.count ?? 0 > 0)
            }
        }
    }

    @Test func `is for who oversees, and for its own partnerships`() async throws {
        try await withReferrals { counter, client in
            let police = try await client.get(
                Self.door + "Q1", counter.fields(counter.town.police))
            #expect(police.status == .forbidden)
            let other = try await client.get(
                Self.door + "Q1?partnership=https://baton.example/p/other",
                counter.fields(counter.town.manager))
            #expect(other.status == .forbidden)
            let own = try await client.get(
                Self.door + "Q1?partnership=\(counter.town.partnership.uri)",
                counter.fields(counter.town.manager))
            #expect(own.status == .ok)
        }
    }

    @Test(arguments: [
        ("Q1?colour=red", "colour"), ("Q1?from=soon", "from"), ("Q1?to=2026-13-01", "to"),
        ("Q1?from=2026-11-02&to=2026-11-02", "from"), ("Q1?suppress=1", "suppress"),
        ("Q1?suppress=101", "suppress"), ("Q1?suppress=few", "suppress"),
        ("Q1?table=children", "table"), ("Q1?txn=7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f", "txn"),
        ("Q5?\(grounds)", "person"), ("Q5?person=XYZ&\(grounds)", "person"),
        ("Q5?txn=x&\(grounds)", "txn"), ("Q2?table=children&suppress=5&\(grounds)", "table"),
        ("Q2?purpose=inspection", "reference"), ("Q2?reference=JTAI-7", "purpose"),
    ])
    func `names what is wrong with a parameter`(_ query: String, _ name: String) async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.get(
                Self.door + query, counter.fields(counter.town.inspector, person: "i-42"))
            #expect(answer.status == .badRequest)
            #expect(try answer.json["at"]?.string == name)
        }
    }

    @Test func `takes the least and the most suppression`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            for number in [2, 100] {
                let answer = try await client.get(
                    Self.door + "Q4?suppress=\(number)", counter.fields(counter.town.manager))
                #expect(answer.status == .ok)
            }
        }
    }

    @Test func `shows a person to nobody who does not say who reads`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let nameless = try await client.get(
                Self.door + "Q2?reference=JTAI-7", counter.fields(counter.town.inspector))
            #expect(nameless.status == .badRequest)
            #expect(try nameless.json["at"]?.string == "act")
        }
    }

    @Test func `gives the registers beside the ten, and writes down who read them`() async throws {
        try await withReferrals { counter, client in
            let path = "/audit/registers/"
            let loads = try await client.get(
                path + "caseload", counter.fields(counter.town.manager, accept: "text/csv"))
            #expect(loads.status == .ok)
            #expect(loads.text.hasPrefix("agency,name,team,role,cases,limit,over\r\n"))
            let leavers = try await client.get(
                path + "care-leavers?\(Self.grounds)",
                counter.fields(counter.town.inspector, person: "i-42"))
            #expect(try leavers.json["further"]?[0]?["table"]?.string == "by_agency")
            let nameless = try await client.get(
                path + "care-leavers", counter.fields(counter.town.inspector))
            #expect(nameless.status == .badRequest)
            let police = try await client.get(
                path + "caseload", counter.fields(counter.town.police))
            #expect(police.status == .forbidden)
            for wrong in [path + "Q1", path + "gossip"] {
                let answer = try await client.get(wrong, counter.fields(counter.town.manager))
                #expect(answer.status == .notFound)
                #expect(answer.text.contains("The registers are caseload, care-leavers."))
            }
            let reads = try await client.get("/audit/reads", counter.fields(counter.town.manager))
            let items = try reads.json["items"]?.elements.map { $0["question"]?.string }
            #expect(
                items == [
                    "audit/registers/caseload", "audit/registers/care-leavers", "audit/reads",
                ])
        }
    }

    @Test func `compares missing episodes with a file by the children's own identifiers`()
        async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            var letter = try town.letter(from: town.police, "missing.reported", to: [town.council])
            letter.set("reported_at", "2026-11-25T08:00:00Z")
            let sent = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            #expect(sent.status == .accepted)
            let number = "9990000042"
            let table = "CHILD,MIS_START\n\(number),25/11/2026\nnobody,25/11/2026\n\(number),x\n"
            let path = Self.door + "Q7?\(Self.grounds)&from=2026-11-01&to=2026-12-01"
            func compare(_ body: String, _ path: String, type: String = "text/csv") async throws
                -> TestResponse
            {
                try await client.post(
                    Array(body.utf8), counter.fields(town.inspector, type: type, person: "i-42"),
                    to: path)
            }
            let answer = try await compare(table, path)
            #expect(answer.status == .ok)
            let further = try answer.json["further"]?.elements.map { $0 } ?? []
            let compared = further.first { $0["table"]?.string == "compared" }?["rows"]
            #expect(compared?[0]?["found"]?.string == "both")
            #expect(compared?[1]?["found"]?.string == "only there")
            let leftOut = further.first { $0["table"]?.string == "left_out" }?["rows"]
            #expect(leftOut?[0]?["line"]?.string == "4")
            #expect(try await compare(table, Self.door + "Q1").status == .badRequest)
            let typed = try await compare(table, path, type: "text/plain")
            #expect(typed.status == .unsupportedMediaType)
            #expect(try await compare("DOB\n", path).json["at"]?.string == "body")
            let limit = WebLimits().uploadBytes
            let head = "CHILD,MIS_START\n"
            let full = head + String(repeating: "\n", count: limit - head.utf8.count)
            #expect(try await compare(full, path).status == .ok)
            #expect(try await compare(full + "\n", path).status == .contentTooLarge)
            let reads = try await client.get("/audit/reads", counter.fields(town.manager)).json
            let given = reads["items"]?.elements.compactMap { $0["given"]?["compared"]?.string }
            #expect(given == ["3 lines", "0 lines"])
        }
    }

    @Test func `refuses a lookup by person where the partnership switched it off`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(
            town, setting: town.setting(directory: town.withoutLookups()))
        try await counter.serve { client in
            let person = try await client.get(
                Self.door + "Q5?\(Self.grounds)&person=" + String(repeating: "0", count: 32),
                counter.fields(town.inspector, person: "i-42"))
            #expect(person.status == .forbidden)
            #expect(person.text.contains("`lookup_by_person`"))
            let thread = try await client.get(
                Self.door + "Q5?\(Self.grounds)&txn=7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f",
                counter.fields(town.inspector, person: "i-42"))
            #expect(thread.status == .ok)
        }
    }

    @Test func `knows no eleventh question, and names the ten`() async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            for name in ["Q11", "Q0", "q1", "1"] {
                let answer = try await client.get(
                    Self.door + name, counter.fields(counter.town.manager))
                #expect(answer.status == .notFound)
                #expect(answer.text.contains("Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10"))
            }
        }
    }
}

extension SampleTown {
    /// The town's directory, its partnership without lookups by person.
    fileprivate func withoutLookups() throws -> Directory {
        let usual = try directory()
        return try Directory(
            broker: broker,
            partnerships: usual.partnerships.map {
                Partnership(
                    id: $0.id, number: $0.number, name: $0.name, rules: $0.rules,
                    calendar: $0.calendar, roles: $0.roles, allowsLookupByPerson: false)
            },
            agencies: usual.agencies, nodes: usual.nodes, agreements: usual.agreements,
            subscriptions: usual.subscriptions, readers: usual.readers)
    }
}

@Suite struct `The list of reads` {
    @Test func `has every audit query with all that was given, and its own reader`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            _ = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            let thread = letter.thread.text
            _ = try await client.get("/audit/thread/\(thread)", counter.fields(town.police))
            _ = try await client.get("/audit/missed?rule=R1", counter.fields(town.manager))
            _ = try await client.get(
                "/audit/questions/Q2?from=2026-11-01&purpose=inspection&reference=J-7",
                counter.fields(town.inspector, person: "i-42"))
            let list = try await client.get("/audit/reads", counter.fields(town.manager)).json
            let items = list["items"]?.elements.map(\.value) ?? []
            #expect(
                items.map { $0["question"]?.string } == [
                    "audit/thread", "audit/missed", "audit/questions/Q2", "audit/reads",
                ])
            #expect(items.first?["txn"]?.string == thread)
            #expect(items.first?["agency"]?.string == town.police.id.uri)
            #expect(items[1]["given"] == ["rule": "R1"])
            #expect(items[2]["person"] == "i-42")
            #expect(items[2]["purpose"] == "inspection")
            #expect(items[2]["reference"] == "J-7")
            #expect(items[2]["given"] == ["from": "2026-11-01"])
            #expect(list["next"] == nil)

            let police = try await client.get("/audit/reads", counter.fields(town.police)).json
            #expect(police["items"]?.count == 2, "its own: the thread, and this list")
            let narrow = try await client.get(
                "/audit/reads?txn=\(thread)&agency=\(town.police.id.uri)",
                counter.fields(town.manager)
            ).json
            #expect(narrow["items"]?.count == 1)
            for cursor in [Int64.max - 1, 1_000] {
                let beyond = try await client.get(
                    "/audit/reads?cursor=\(cursor)", counter.fields(town.manager)
                ).json
                #expect(beyond["items"]?.count == 0)
                #expect(beyond["next"] == nil)
            }
        }
    }

    @Test(arguments: [
        ("colour=red", "colour"), ("from=soon", "from"), ("agency=police", "agency"),
        ("txn=1", "txn"), ("cursor=-1", "cursor"),
        ("cursor=\(Int64.max)", "cursor"), ("from=2026-11-02&to=2026-11-02", "from"),
        ("txn=\(String(repeating: "a", count: 5_000))", "txn"),
    ])
    func `names what is wrong with a filter`(_ query: String, _ name: String) async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.get(
                "/audit/reads?" + query, counter.fields(counter.town.manager))
            #expect(answer.status == .badRequest)
            #expect(try answer.json["at"]?.string == name)
        }
    }

    @Test func `is read a page at a time, each of what was looked through`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            for _ in 0..<3 {
                _ = try await client.get("/audit/missed", counter.fields(town.manager))
            }
            let always = Instant.at("2026-11-01T00:00:00Z")..<Instant.at("2026-12-01T00:00:00Z")
            let viewer = Viewer.overseer(town.manager.id, partnerships: [1])
            // Entries 0 and 1 are the start and the load; 2, 3 and 4 the reads.
            var found: [Int64] = []
            var (after, pages): (Int64?, Int) = (nil, 0)
            repeat {
                let page = try await counter.broker.reads(
                    ReadsFilter(during: always, after: after, limit: 2), for: viewer)
                found += page.items.map(\.entry)
                after = page.next
                pages += 1
            } while after != nil
            #expect(found == [2, 3, 4])
            #expect(pages == 3)
            let whole = try await counter.broker.reads(
                ReadsFilter(during: always, limit: 5), for: viewer)
            #expect(whole.items.count == 3 && whole.next == nil)
        }
    }

    @Test func `takes what is given up to its limit, and no longer`() async throws {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let room = WebLimits().queryBytes - "limit".utf8.count
            for (length, status) in [(room, HTTPResponse.Status.ok), (room + 1, .badRequest)] {
                let answer = try await client.get(
                    "/audit/missed?limit=" + String(repeating: "0", count: length - 1) + "1",
                    counter.fields(town.manager))
                #expect(answer.status == status)
            }
        }
    }
}

@Suite struct `The door that explains` {
    @Test func `explains what a party owes, by either form of its name, and logs it`() async throws
    {
        let town = try SampleTown()
        let counter = try await Counter(town)
        try await counter.serve { client in
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            _ = try await client.post(
                letter.bytes(), counter.fields(town.police, type: "application/secevent+jwt"))
            let thread = try await client.get(
                "/audit/thread/\(letter.thread.text)", counter.fields(town.council)
            ).json
            let name = try #require(thread["expectations"]?[0]?["expectation"]?.string)
            let short = try #require(name.split(separator: "/").last)
            for expectation in [name, String(short)] {
                let json = try await client.get(
                    "/audit/explain?expectation=\(expectation)", counter.fields(town.council)
                ).json
                #expect(json["expectation"]?.string == name)
                #expect(json["arithmetic"]?.count == 4)
            }
            let text = try await client.get(
                "/audit/explain?expectation=\(short)",
                counter.fields(town.manager, accept: "text/plain"))
            #expect(text.text.contains("The entries\n"))
            let stranger = try await client.get(
                "/audit/explain?expectation=\(short)", counter.fields(town.school))
            #expect(stranger.status == .notFound)
            for query in ["", "?expectation=1", "?expectation=other/1.2", "?colour=red"] {
                let wrong = try await client.get(
                    "/audit/explain" + query, counter.fields(town.manager))
                #expect(wrong.status == .badRequest, "\(query)")
            }
            let reads = try await client.get("/audit/reads", counter.fields(town.manager)).json
            let questions = reads["items"]?.elements.map { $0["question"]?.string ?? "" } ?? []
            #expect(questions.count { $0 == "audit/explain" } == 3)
        }
    }
}
