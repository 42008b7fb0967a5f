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

@Suite struct `The list of referrals and what became of them` {
    private static let days = "since=2026-11-26&until=2026-11-26"

    @Test func `holds every one of the period, met ones too, with its verdict`() async throws {
        try await ReferralStory.tell { story in
            let town = story.town
            let page = try await story.get(
                "/audit/referrals?\(Self.days)&from=\(town.police.id.uri)&to=\(town.council.id.uri)",
                town.manager
            ).json
            #expect(story.names(in: page.items) == ["met", "late", "missed", "retracted"])
            #expect(
                page.items.map { $0["verdict"]?.string }
                    == ["met", "met_late", "missed", "withdrawn"])
            #expect(page["withheld"]?.integer == 1)
            #expect(page["next"] == nil)
            for item in page.items {
                #expect(item["iss"]?.string == town.police.id.uri)
                #expect(item["received_at"]?.string == "2026-11-26T09:00:00Z")
                #expect(item["handoffs"]?.count == 1, "health has a copy, and is left out")
                #expect(item["proof"]?["facts"]?["jti"] != nil)
                let rules = item["expectations"]?.elements.compactMap { $0["rule"]?.string }
                #expect(rules?.sorted() == ["R1", "R2"])
            }
            let met = try #require(page.items.first)
            #expect(met["handoffs"]?[0]?["state"]?.string == "answered")
            #expect(met["handoffs"]?[0]?["delivered_at"]?.string == "2026-11-26T09:00:00Z")
            #expect(met["expectations"]?[0]?["met_at"] != nil)
            let retracted = try #require(page.items.last)
            #expect(retracted["amended"]?[0]?["kind"]?.string == "retracted")
            #expect(page.items.filter { $0["amended"] != nil }.count == 1)
        }
    }

    @Test func `is of every day and agency when none is said, and of the type that is said`()
        async throws
    {
        try await ReferralStory.tell { story in
            let town = story.town
            let all = try await story.get("/audit/referrals", town.inspector).json
            #expect(
                story.names(in: all.items)
                    == ["early", "met", "late", "missed", "retracted", "health"])
            #expect(all.items.first?["handoffs"]?.count == 2, "the copy of health too")
            let health = try await story.get(
                "/audit/referrals?from=\(town.health.id.uri)", town.manager
            ).json
            #expect(story.names(in: health.items) == ["health"])
            let decided = try await story.get(
                "/audit/referrals?type=referral.decided", town.manager
            ).json
            #expect(decided.items.count == 2)
            #expect(decided["withheld"]?.integer == 0)
            let before = try await story.get(
                "/audit/referrals?until=2026-11-25", town.manager
            ).json
            #expect(story.names(in: before.items) == ["early"])
            let none = try await story.get(
                "/audit/referrals?since=2026-11-27", town.manager
            ).json
            #expect(none.items.isEmpty && none["withheld"]?.integer == 0)
        }
    }

    @Test func `counts what is of restricted threads, whatever agencies are asked for`()
        async throws
    {
        try await ReferralStory.tell { story in
            let town = story.town
            for filter in [
                "from=\(town.police.id.uri)", "from=\(town.school.id.uri)",
                "to=\(town.council.id.uri)", "to=\(town.health.id.uri)", "limit=100",
            ] {
                let page = try await story.get("/audit/referrals?\(filter)", town.manager)
                #expect(try page.json["withheld"]?.integer == 1, "\(filter)")
                let token = try story.letter("restricted").jti.text
                #expect(!page.text.contains(token), "\(filter)")
            }
            // Who took part sees it.
            for resident in [town.police, town.council] {
                let own = try await story.get("/audit/referrals", resident).json
                #expect(story.names(in: own.items).contains("restricted"))
                #expect(own["withheld"] == nil)
            }
            let health = try await story.get("/audit/referrals", town.health)
            #expect(!health.text.contains(try story.letter("restricted").jti.text))
        }
    }

    @Test func `shows an agency its own: as recipient its own handoff alone`() async throws {
        try await ReferralStory.tell { story in
            let town = story.town
            let health = try await story.get("/audit/referrals?\(Self.days)", town.health).json
            #expect(
                story.names(in: health.items) == ["met", "late", "missed", "retracted", "health"])
            for item in health.items.dropLast() {
                let agencies = item["handoffs"]?.elements.compactMap { $0["agency"]?.string }
                #expect(agencies == [town.health.id.uri])
                #expect(item["expectations"]?.count == 0, "owed by and to others")
                #expect(item["verdict"]?.string == "none")
                #expect(item["proof"]?["part"] == nil, "the routing is for the sender")
            }
            #expect(health.items.last?["expectations"]?.count != 0)
            let school = try await story.get("/audit/referrals", town.school).json
            #expect(school.items.isEmpty)
        }
    }

    @Test func `goes on where a page ended, and loses none`() async throws {
        try await ReferralStory.tell { story in
            for limit in 1...7 {
                var (found, withheld, cursor): ([JSONNode], Int64, String?) = ([], 0, nil)
                repeat {
                    let more = cursor.map { "&cursor=\($0)" } ?? ""
                    let page = try await story.get(
                        "/audit/referrals?limit=\(limit)\(more)", story.town.manager
                    ).json
                    #expect(page.items.count <= limit)
                    found += page.items
                    withheld += page["withheld"]?.integer ?? 0
                    cursor = page["next"]?.string
                } while cursor != nil
                #expect(
                    story.names(in: found)
                        == ["early", "met", "late", "missed", "retracted", "health"], "\(limit)")
                #expect(withheld == 1, "\(limit)")
            }
        }
    }

    @Test func `looks through so many entries for a page, and goes on after them`() async throws {
        try await ReferralStory.tell { story in
            let viewer = Viewer.overseer(story.town.manager.id, partnerships: [1])
            for most in [1, 4, ReferralFilter.mostLookedThrough] {
                var filter = ReferralFilter()
                filter.looksThrough = most
                var (found, withheld, pages): ([JSONValue], Int, Int) = ([], 0, 0)
                repeat {
                    let (report, proofs) = try await story.counter.broker.referrals(
                        filter, for: viewer)
                    found += report.json(proofs)["items"]?.array ?? []
                    withheld += report.withheld ?? 0
                    filter.after = report.next
                    pages += 1
                } while filter.after != nil
                #expect(found.count == 6 && withheld == 1)
                #expect((pages > 1) == (most < ReferralFilter.mostLookedThrough))
            }
        }
    }

    @Test func `is a table too, which says where its next page is`() async throws {
        try await ReferralStory.tell { story in
            let town = story.town
            let path =
                "/audit/referrals?\(Self.days)&from=\(town.police.id.uri)&to=\(town.council.id.uri)"
            let whole = try await story.get(path, town.manager, "text/csv")
            let lines = whole.text.split(separator: "\r\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            #expect(lines.allSatisfy { $0.count == 23 })
            #expect(
                lines.dropFirst().map { $0[12] + " " + $0[17] } == [
                    "R1 met", "R2 met", "R1 met_late", "R2 met_late", "R1 missed", "R2 missed",
                    "R1 withdrawn", "R2 withdrawn",
                ])
            #expect(lines.last?[20] == "retracted")
            #expect(whole.headers[.batonWithheld] == "1")
            let own = try await story.get(path, town.police, "text/csv")
            #expect(own.headers[.batonWithheld] == nil)
            #expect(whole.headers[.link] == nil)
            let first = try await story.get("\(path)&limit=1", town.manager, "text/csv")
            let link = try #require(first.headers[.link])
            #expect(link.hasPrefix("<?since=") && link.hasSuffix(">; rel=\"next\""))
            let next = link.dropFirst(1).prefix { $0 != ">" }
            let second = try await story.get(
                "/audit/referrals\(next)", town.manager, "text/csv")
            #expect(second.text.contains(try story.letter("late").jti.text))
        }
    }

    @Test(arguments: [
        ("colour=red", "colour"), ("from=police", "from"), ("to=nobody", "to"),
        ("since=soon", "since"), ("until=2026-13-01", "until"),
        ("since=2026-11-02&until=2026-11-01", "since"), ("limit=0", "limit"),
        ("limit=101", "limit"), ("cursor=-1", "cursor"), ("cursor=9223372036854775807", "cursor"),
    ])
    func `names what is wrong with a parameter`(_ query: String, _ name: String) async throws {
        let counter = try await Counter(SampleTown())
        try await counter.serve { client in
            let answer = try await client.get(
                "/audit/referrals?\(query)", counter.fields(counter.town.manager))
            #expect(answer.status == .badRequest)
            #expect(try answer.json["at"]?.string == name)
        }
    }

    @Test func `is noted, with what was asked`() async throws {
        try await ReferralStory.tell { story in
            _ = try await story.get("/audit/referrals?type=referral.made", story.town.manager)
            let reads = try await story.get("/audit/reads", story.town.manager).json.items
            let own = reads.first { $0["question"]?.string == "audit/referrals" }
            #expect(own?["given"]?["type"]?.string == "referral.made")
        }
    }
}
