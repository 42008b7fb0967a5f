// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Hummingbird
import HummingbirdTesting
import Relay
import Safeguarding
import SampleTown
import Signing
import Testing
import TransparencyLog
import Wire

@testable import Web

/// `baton audit missed --prove` against the listener, which tells the truth or is made to lie (issue 8,
/// item 9).
@Suite struct `A list of misses that an auditor proves` {
    private func proof(
        _ auditor: Auditor, _ arguments: String...
    ) async throws -> (items: [JSONNode], proof: JSONNode) {
        let status = await auditor.run(arguments + ["--prove", "--json"], "missed")
        #expect(status == .success, "\(auditor.notes)")
        let answer = try JSONDocument(parsing: auditor.results).root
        return (answer.items, try #require(answer["proof"]))
    }

    @Test func `is proven whole where nothing is withheld that decided one`() async throws {
        try await ReferralStory.tell { story in
            let auditor = try Auditor(story, as: story.town.manager)
            let (items, proof) = try await proof(auditor)
            let restricted = items.filter { $0["owed_by"] == nil }
            #expect(!restricted.isEmpty && restricted.count < items.count)
            #expect(proof["restricted"]?.integer == Int64(restricted.count))
            #expect(proof["agreed"]?.integer == Int64(items.count - restricted.count))
            #expect(proof["partly"]?.integer == 0 && proof["unchecked"]?.integer == 0)
            #expect(
                proof["first"]?.integer == 0 && proof["entries"]?.integer == proof["size"]?.integer)
            #expect(proof["unproven"]?.count == 0 && proof["excused"]?.count == 0)
            #expect(auditor.notes.contains("which is the first of all, were read"))
        }
    }

    @Test(arguments: ["restricted", "another_partnership", "purged"])
    func `is not called whole where all is withheld that it should tell`(
        _ reason: String
    ) async throws {
        try await ReferralStory.tell { story in
            let liar = try Auditor(story, as: story.town.manager) { path, answer in
                switch path {
                case "/audit/missed": return answer.replacing("items", with: [])
                case "/log/facts":
                    let items = (answer["items"]?.array ?? []).map { item in
                        let isNobodys = item["entry"]?["p"]?.integer == 0
                        return ["facts", "facts_salt", "parts"].reduce(item) {
                            $0.replacing($1, with: nil)
                        }.replacing(
                            "withheld", with: .string(isNobodys ? "no_partnership" : reason))
                    }
                    return answer.replacing("items", with: .array(items))
                default: return answer
                }
            }
            #expect(await liar.run(["--prove"], "missed") == .success, "\(liar.notes)")
            #expect(liar.notes.contains("and no others but for what is named below."))
            #expect(liar.notes.contains("On the broker's word: "))
        }
    }

    @Test func `is refused where what is a partnership's is withheld as nobody's`() async throws {
        try await ReferralStory.tell { story in
            let liar = try Auditor(story, as: story.town.manager) { path, answer in
                guard path == "/log/facts" else { return answer }
                let place = (answer["items"]?.array ?? []).firstIndex {
                    $0["entry"]?["p"]?.integer == 1
                }
                return place.map { answer.withholding("no_partnership", of: $0) } ?? answer
            }
            #expect(await liar.run(["--prove"], "missed") == .data)
            #expect(liar.notes.contains("is withheld as of no partnership"), "\(liar.notes)")
        }
    }

    @Test func `is on the broker's word where restricted messages decided some`() async throws {
        try await ReferralStory.tell { story in
            for type in ["message.acknowledged", "referral.decided"] {
                try await story.answer("missed", type, secretly: true)
            }
            try await story.retract("early", secretly: true)
            let (items, all) = try await proof(Auditor(story, as: story.town.manager))
            let hidden = items.filter { $0["withheld_verdicts"] != nil }
            #expect(Set(story.names(in: hidden)) == ["missed", "early"])
            let table = try await story.get("/audit/missed", story.town.manager, "text/csv").text
            let lines = table.split(separator: "\r\n")
            for item in hidden {
                let name = try #require(item["expectation"]?.string)
                let entries = item["withheld_verdicts"]?.elements.compactMap(\.integer) ?? []
                let last = entries.map(String.init).joined(separator: " ")
                #expect(lines.contains { $0.hasPrefix("\(name),") && $0.contains(",\(last),,") })
            }
            let verdicts = Set(hidden.compactMap { $0["verdict"]?.string })
            #expect(verdicts == ["met_late", "withdrawn"])
            #expect(all["partly"]?.integer == Int64(hidden.count))
            #expect(all["unproven"]?.count == hidden.count && all["excused"]?.count == 0)
            // None of them is still waited for, and what is shown of them alone does not tell that.
            let auditor = try Auditor(story, as: story.town.manager)
            let (open, still) = try await proof(auditor, "--open")
            #expect(Set(story.names(in: open)).isDisjoint(with: ["missed", "early"]))
            #expect(still["excused"]?.count == hidden.count && still["partly"]?.integer == 0)
            #expect(auditor.notes.contains("are none of them, which the log shows as such"))
            let (late, met) = try await proof(
                Auditor(story, as: story.town.manager), "--no-open", "--rule", "R1")
            #expect(Set(story.names(in: late)) == ["late", "missed"])
            #expect(met["partly"]?.integer == 1 && met["agreed"]?.integer == 1)
        }
    }

    @Test(arguments: [[], ["--from", "2026-12-10T00:00:00Z"]])
    func `needs no miss of what restricted messages met in time`(period: [String]) async throws {
        try await ReferralStory.tell { story in
            let town = story.town
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await story.post(letter, from: town.police)
            for type in ["message.acknowledged", "referral.decided"] {
                var answer = try town.answer(to: letter, from: town.council, type)
                answer.set("caveats", ["restricted-operation"])
                try await story.post(answer, from: town.council)
            }
            try await story.wait(until: .at("2027-01-20T09:00:00Z"))
            let later = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await story.post(later, from: town.police)
            let auditor = try Auditor(story, as: town.manager)
            let status = await auditor.run(["--prove", "--json"] + period, "missed")
            #expect(status == .success, "\(auditor.notes)")
            let proof = try #require(try JSONDocument(parsing: auditor.results).root["proof"])
            #expect(proof["excused"]?.count ?? 0 > 0, "\(proof.canonical)")
            #expect(auditor.notes.contains("or as due and not judged"))
            let isPart = (proof["first"]?.integer ?? 0) > 0
            #expect(auditor.notes.contains("Without --from all is read.") == isPart)
            let liar = try Auditor(story, as: town.manager) { path, answer in
                path == "/audit/explain" ? answer.replacing("withheld_verdicts", with: nil) : answer
            }
            #expect(await liar.run(["--prove"] + period, "missed") == .data)
            #expect(liar.notes.contains("no verdict on it is shown or explained"))
        }
    }

    @Test func `is proven from what was decided in its period, from its opening on`() async throws {
        try await ReferralStory.tell { story in
            try await story.wait(until: .at("2027-01-04T09:00:00Z"))
            let town = story.town
            let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            try await story.post(letter, from: town.police)
            try await story.wait(until: .at("2027-01-20T09:00:00Z"))
            let auditor = try Auditor(story, as: town.manager)
            let (items, proof) = try await proof(auditor, "--from", "2027-01-15T00:00:00Z")
            #expect(!items.isEmpty)
            #expect(items.allSatisfy { $0["jti"]?.string == letter.jti.text })
            #expect(proof["agreed"]?.integer == Int64(items.count))
            let first = try #require(proof["first"]?.integer)
            #expect(items[0]["expectation"]?.string?.contains("/\(first).") == true)
            let size = try #require(proof["size"]?.integer)
            #expect(first > 10 && proof["entries"]?.integer == size - first)
            let asked = auditor.paths.filter { $0.hasPrefix("/log/facts?") }
            #expect(asked.count == 2, "the period, and what stands before it")
            #expect(
                auditor.notes.contains(
                    "before which nothing was opened that a verdict which is shown decided since"))
            // In the month before, the earliest was decided too.
            let (all, earlier) = try await self.proof(
                Auditor(story, as: town.manager), "--from", "2026-12-10T09:00:00Z", "--to",
                "2026-12-11T00:00:00Z")
            #expect(story.names(in: all).contains("early"))
            let before = try #require(earlier["first"]?.integer)
            #expect(before > 0 && before < first)
        }
    }

    @Test func `is cosigned where that is asked`() async throws {
        try await ReferralStory.tell { story in
            let witness = try NoteVerifierKey(
                name: NoteName("witness.example"), type: .cosignature,
                key: PrivateKey.generate(.ed25519).publicKey)
            let asking = try Auditor(story, as: story.town.manager)
            let status = await asking.run(["--prove", "--witness", witness.vkey], "missed")
            #expect(status == .data && asking.notes.contains("no checkpoint is cosigned yet"))
            #expect(await asking.run(["--witness", witness.vkey], "missed") == .usage)
        }
    }

    @Test func `is cosigned where a witness saw the log`() async throws {
        let council = try NoteSigner(
            name: NoteName("council.example"), type: .cosignature, key: .generate(.ed25519))
        try await ReferralStory.tell(witness: council.verifierKey) { story in
            let answer = try await story.client.get("/log/checkpoint")
            let note = try SignedNote(parsing: [UInt8](answer.body.readableBytesView))
            let cosigned = try note.adding(
                council.cosign(
                    note.text, time: UInt64(story.counter.broker.now.seconds)))
            let taken = try await story.client.post(
                cosigned.bytes,
                story.counter.fields(story.town.council, type: "text/plain; charset=utf-8"),
                to: "/log/cosignatures")
            #expect(taken.status == .noContent, "\(taken.text)")
            let auditor = try Auditor(story, as: story.town.manager)
            let (_, proof) = try await proof(
                auditor, "--witness", council.verifierKey.vkey)
            let size = try #require(proof["cosigned"]?["entries"]?.integer)
            let whole = try #require(proof["size"]?.integer)
            #expect(size > 0 && size <= whole)
            let names = proof["cosigned"]?["witnesses"]?.elements.map(\.string)
            #expect(names == ["council.example"])
            #expect(auditor.notes.contains("Cosigned: \(size) entries, by council.example."))
        }
    }

    /// What is made of the miss of one message, given the restricted entry that came before the miss.
    private struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: String
        /// What the list tells of the message instead; nil for nothing.
        let list: @Sendable (JSONValue, Int64) -> JSONValue?
        /// What an explanation tells instead.
        var explanation: @Sendable (JSONValue, Int64) -> JSONValue = { answer, _ in answer }
    }

    private static func made(_ word: String, _ item: JSONValue, by entry: Int64) -> JSONValue {
        item.replacing("verdict", with: .string(word)).replacing("met_at", with: item["due"])
            .replacing("late_by_seconds", with: 0)
            .replacing("withheld_verdicts", with: [.integer(entry)])
    }

    private static let lies = [
        Lie(
            testDescription: "left out",
            says: "missed by https://sunderland.council.example, and is not",
            list: { _, _ in nil }),
        Lie(
            testDescription: "laid to an entry before it", says: "no withheld entry that is named",
            list: { made("met_late", $0, by: $1) }),
        Lie(
            testDescription: "left out, and laid to an entry before it",
            says: "missed by https://sunderland.council.example, and is not", list: { _, _ in nil },
            explanation: { made("met", $0, by: $1).replacing("missed_at", with: nil) }),
        Lie(
            testDescription: "called restricted", says: "is told with owed_by absent",
            list: { item, _ in item.replacing("owed_by", with: nil) }),
        Lie(
            testDescription: "told of another entry", says: "is told, and the log does not have it",
            list: { item, _ in
                item.replacing("owed_by", with: nil)
                    .replacing("expectation", with: "baton.example/log/1.0")
            }),
        Lie(
            testDescription: "told as the restricted thread's",
            says: "is told otherwise than as of a restricted thread",
            list: { item, entry in
                item.replacing("expectation", with: .string("baton.example/log/\(entry).9"))
            }),
        Lie(
            testDescription: "told twice, once", says: "is told twice",
            list: { item, _ in
                item.replacing("expectation", with: "baton.example/log/1.0")
            }),
    ]

    @Test(arguments: lies, [[], ["--from", "2026-11-26T09:00:01Z"]])
    private func `is not believed when one is`(_ lie: Lie, _ period: [String]) async throws {
        try await ReferralStory.tell { story in
            let token = try story.letter("missed").jti.text
            let found = try await story.get(
                "/audit/missed?rule=R1", story.town.manager
            ).json.items
            let hidden = try #require(found.first { $0["owed_by"] == nil })
            let name = hidden["expectation"]?.string?.split(separator: "/").last ?? ""
            let entry = try #require(name.split(separator: ".").first.flatMap { Int64($0) })
            let auditor = try Auditor(story, as: story.town.manager) { path, answer in
                switch path {
                case "/audit/missed": answer.changing(itemsOf: token) { lie.list($0, entry) }
                case "/audit/explain": lie.explanation(answer, entry)
                default: answer
                }
            }
            let status = await auditor.run(["--prove"] + period, "missed")
            #expect(status == .data, "\(auditor.text)")
            #expect(auditor.notes.contains(lie.says), "\(auditor.notes)")
            #expect(auditor.results.isEmpty, "what is not true is not shown")
        }
    }

    @Test(arguments: [[], ["--from", "2026-11-26T08:00:00Z"]])
    func `is not believed where the verdicts are kept back`(period: [String]) async throws {
        try await ReferralStory.tell { story in
            let token = try story.letter("missed").jti.text
            let auditor = try Auditor(story, as: story.town.manager) { path, answer in
                switch path {
                case "/audit/missed": answer.replacing("items", with: [])
                case "/log/facts": answer.withholdingVerdicts()
                default: answer
                }
            }
            let status = await auditor.run(["--prove"] + period, "missed")
            #expect(status == .data, "\(auditor.text)")
            #expect(auditor.notes.contains("no verdict on it is shown or explained"))
            // One message's verdicts, as the leaf hashes that a restricted one's would be.
            let hiding = try Auditor(story, as: story.town.manager) { path, answer in
                switch path {
                case "/audit/missed": answer.changing(itemsOf: token) { _ in nil }
                case "/log/facts": answer.hidingExpectations(of: token)
                default: answer
                }
            }
            // Who reads from the first entry on sees that nothing before it is restricted.
            let words =
                period.isEmpty
                ? "no earlier entry is so that it could be about"
                : "has a verdict in the log, and what opened it is not shown"
            #expect(await hiding.run(["--prove"] + period, "missed") == .data)
            #expect(hiding.notes.contains(words), "\(hiding.notes)")
        }
    }

    @Test(arguments: ["missed", "referrals"])
    func `is proven of what is left where facts of threads were purged`(list: String) async throws {
        let schedule = RetentionSchedule([
            RetentionClass(
                name: "usual", types: nil, start: .receipt,
                payload: try #require(RetentionPeriod("P1D")), facts: RetentionPeriod("P1M"))
        ])
        try await ReferralStory.tell(retention: schedule) { story in
            let town = story.town
            // Nothing is waited for in its thread any more.
            try await story.retract("early")
            for time in ["2026-12-15T09:00:00Z", "2027-02-01T09:00:00Z"] {
                try await story.wait(until: .at(time))
                for resident in town.residents {
                    try await story.empty(mailboxOf: resident)
                }
                try await story.purge()
            }
            let auditor = try Auditor(story, as: town.manager)
            let status = await auditor.run(["--prove", "--json"], list)
            #expect(status == .success, "\(auditor.notes)")
            let answer = try JSONDocument(parsing: auditor.results).root
            let names = Set(story.names(in: answer.items))
            #expect(names.contains("missed") && !names.contains("early"), "\(names)")
            let proof = try #require(answer["proof"])
            #expect((proof["purged"]?.integer ?? 0) > 0)
            #expect(proof["withheld"]?["purged"]?.integer == proof["purged"]?.integer)
            #expect(proof["withheld"]?["part of an entry"] != nil, "verdicts on what is gone")
            #expect(auditor.notes.contains("were purged, and what they were cannot be told"))
            let token = try story.letter("missed").jti.text
            let liar = try Auditor(story, as: town.manager) { path, answer in
                path == "/log/facts" ? answer.withholdingMessage(token, "purged") : answer
            }
            #expect(await liar.run(["--prove"], list) == .data)
            #expect(liar.notes.contains("withheld"), "\(liar.notes)")
        }
    }
}
