// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Hummingbird
import HummingbirdTesting
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

@testable import Web

/// `baton audit referrals --prove` against the listener, which tells the truth or is made to lie (issue 8,
/// item 9).
@Suite struct `A list of referrals that an auditor proves` {
    private static let police = "https://northumbria.police.example"
    private static let council = "https://sunderland.council.example"
    private static let month = [
        "--since", "2026-11-26", "--until", "2026-11-26", "--from", police, "--to", council,
    ]

    @Test func `is proven from the entries of its period on, and from no others`() async throws {
        try await ReferralStory.tell { story in
            let auditor = try Auditor(story, as: story.town.manager)
            #expect(
                await auditor.run(Self.month + ["--prove", "--json"]) == .success,
                "\(auditor.notes)")
            let answer = try JSONDocument(parsing: auditor.results).root
            #expect(story.names(in: answer.items) == ["met", "late", "missed", "retracted"])
            let proof = try #require(answer["proof"])
            // The first was taken with the restricted one, in a poll whose entry is withheld.
            #expect(proof["agreed"]?.integer == 3 && proof["partly"]?.integer == 1)
            #expect(proof["restricted"]?.integer == 1)
            #expect(answer["withheld"]?.integer == 1)
            let first = try #require(answer.items.first?["index"]?.integer)
            #expect(proof["first"]?.integer == first)
            #expect(first > 2, "the day before is not read")
            let asked = auditor.paths.filter { $0.hasPrefix("/log/facts?") }
            #expect(asked.allSatisfy { $0.hasPrefix("/log/facts?from=\(first)&") })
            let size = try #require(proof["size"]?.integer)
            #expect(proof["entries"]?.integer == size - first)
        }
    }

    @Test func `is told to a person, and written for a spreadsheet`() async throws {
        try await ReferralStory.tell { story in
            let auditor = try Auditor(story, as: story.town.manager)
            #expect(await auditor.run(Self.month + ["--prove"]) == .success, "\(auditor.notes)")
            #expect(auditor.text.contains("(retracted)"))
            #expect(auditor.text.split(separator: "\n").count == 9)
            for line in [
                "were read and held against its signed root; their facts give these 4 and no others "
                    + "but for what is named below.",
                "On the broker's word: something of 1 of them", "Withheld: 1 of restricted threads",
            ] {
                #expect(auditor.notes.contains(line), "\(auditor.notes)")
            }
            let table = try Auditor(story, as: story.town.manager)
            #expect(await table.run(Self.month + ["--format", "csv"]) == .success)
            let said = try await story.get(
                "/audit/referrals?since=2026-11-26&until=2026-11-26&from=\(Self.police)"
                    + "&to=\(Self.council)", story.town.manager, "text/csv")
            #expect(table.text == said.text, "the same table as the broker gives")
            #expect(!table.paths.contains { $0.hasPrefix("/log/") })
        }
    }

    @Test func `is proven whatever is asked for`() async throws {
        try await ReferralStory.tell { story in
            let questions: [[String]] = [
                [], ["--from", Self.police], ["--to", Self.council],
                ["--to", story.town.health.id.uri], ["--type", "referral.decided"],
                ["--type", "record.retracted"], ["--since", "2026-11-26"],
                ["--until", "2026-11-25"], ["--since", "2026-12-20"], ["--type", "handoff.missed"],
            ]
            for asked in questions {
                let auditor = try Auditor(story, as: story.town.inspector)
                #expect(
                    await auditor.run(asked + ["--prove"]) == .success,
                    "\(asked): \(auditor.notes)")
            }
            let missed = try Auditor(story, as: story.town.manager)
            #expect(await missed.run([], "missed", "--prove") == .success, "\(missed.notes)")
        }
    }

    /// A lie, and what is said of it.
    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: String
        let tell: @Sendable (String, JSONValue) -> JSONValue

        init(
            _ name: String, says: String,
            _ tell: @escaping @Sendable (_ path: String, _ answer: JSONValue) -> JSONValue
        ) {
            (testDescription, self.says, self.tell) = (name, says, tell)
        }
    }

    static let lies = [
        Lie("a row left out", says: "a referral.made of \(police), is not told") { path, answer in
            path == "/audit/referrals" ? answer.dropping(item: 2) : answer
        },
        Lie("a verdict changed", says: "is told with verdict met, its entries give missed") {
            path, answer in
            path == "/audit/referrals"
                ? answer.replacing(#""verdict":"missed""#, #""verdict":"met""#) : answer
        },
        Lie("one word for all changed", says: "is told as met, its expectations give missed") {
            path, answer in
            guard path == "/audit/referrals" else { return answer }
            return answer.changing(item: 2) { $0.replacing("verdict", with: "met") }
        },
        Lie("a miss made good", says: "is told with missed_at") { path, answer in
            path == "/audit/referrals"
                ? answer.replacing("2026-12-10T09:00:00Z", "2026-11-26T10:00:00Z") : answer
        },
        Lie("an expectation left out", says: "is told without the expectation") { path, answer in
            guard path == "/audit/referrals" else { return answer }
            return answer.changing(item: 1) { item in
                let rest = (item["expectations"]?.array ?? []).dropLast()
                return item.replacing("expectations", with: .array(Array(rest)))
            }
        },
        Lie("a handoff delivered that was not", says: "its entries give none") { path, answer in
            guard path == "/audit/referrals" else { return answer }
            return answer.changing(item: 2) { item in
                let handoff = item["handoffs"]?.array?.first ?? .null
                return item.replacing(
                    "handoffs",
                    with: [handoff.replacing("delivered_at", with: "2026-11-26T09:30:00Z")])
            }
        },
        Lie("a retraction kept back", says: "is told as amended by nothing") { path, answer in
            guard path == "/audit/referrals" else { return answer }
            return answer.changing(item: 3) { $0.replacing("amended", with: nil) }
        },
        Lie("more restricted ones than there are", says: "9 messages are said to be") {
            path, answer in
            path == "/audit/referrals" ? answer.replacing("withheld", with: 9) : answer
        },
        Lie("facts of a told row withheld", says: "and its facts are withheld") { path, answer in
            path == "/log/facts" ? answer.withholding("restricted", of: 0) : answer
        },
        Lie("facts withheld as another's", says: "is withheld as another partnership's") {
            path, answer in
            switch path {
            case "/log/facts": answer.withholding("another_partnership", of: 0)
            default: answer.dropping(item: 0)
            }
        },
        Lie("a verdict's facts withheld", says: "is said to be met late, and was not late") {
            path, answer in
            guard path == "/log/facts" else { return answer }
            return answer.withholdingVerdicts()
        },
        Lie("an entry's facts left out", says: "is left out, or another is told in its place") {
            path, answer in
            path == "/log/facts" ? answer.dropping(item: 3) : answer
        },
        Lie("a miss laid to a withheld entry before it", says: "no withheld entry that is named") {
            path, answer in
            guard path == "/audit/referrals" else { return answer }
            return answer.changing(item: 2) { $0.makingGood() }
        },
        Lie("facts changed", says: "has facts that its entry does not commit to") { path, answer in
            path == "/log/facts"
                ? answer.replacing(Self.police, "https://other.police.example") : answer
        },
    ]

    @Test(arguments: lies)
    func `is not believed when it holds`(_ lie: Lie) async throws {
        try await ReferralStory.tell { story in
            let auditor = try Auditor(story, as: story.town.manager, hearing: lie.tell)
            #expect(await auditor.run(Self.month + ["--prove"]) == .data, "\(auditor.text)")
            #expect(auditor.notes.contains(lie.says), "\(auditor.notes)")
            #expect(auditor.results.isEmpty, "what is not true is not shown")
        }
    }

    @Test func `is not proven of a message whose parts are told by their hashes`() async throws {
        try await ReferralStory.tell { story in
            let token = try story.letter("missed").jti.text
            let auditor = try Auditor(story, as: story.town.manager) { path, answer in
                switch path {
                case "/log/facts": answer.hidingExpectations(of: token)
                case "/audit/referrals":
                    answer.changing(item: 2) {
                        $0.replacing("expectations", with: []).replacing("verdict", with: "none")
                    }
                default: answer
                }
            }
            #expect(
                await auditor.run(Self.month + ["--prove", "--json"]) == .success,
                "\(auditor.notes)")
            let proof = try #require(try JSONDocument(parsing: auditor.results).root["proof"])
            #expect(proof["agreed"]?.integer == 2 && proof["partly"]?.integer == 2)
            #expect((proof["hidden"]?.integer ?? 0) > 0)
            #expect(proof["unchecked"]?.integer == 0)
            #expect(auditor.notes.contains("told by their hashes alone"), "\(auditor.notes)")
        }
    }

    @Test func `is proven to who oversees alone, and cosigned where that is asked`() async throws {
        try await ReferralStory.tell { story in
            let council = try Auditor(story, as: story.town.council)
            #expect(await council.run(["--json"]) == .success)
            #expect(await council.run(["--prove"]) != .success)
            #expect(council.notes.contains("for a partnership or an inspector"))
            let witness = try NoteVerifierKey(
                name: NoteName("witness.example"), type: .cosignature,
                key: PrivateKey.generate(.ed25519).publicKey)
            let asking = try Auditor(story, as: story.town.manager)
            let status = await asking.run(["--prove", "--witness", witness.vkey])
            #expect(status == .data && asking.notes.contains("no checkpoint is cosigned yet"))
        }
    }
}
