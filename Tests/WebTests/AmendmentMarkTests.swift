// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTesting
import Intake
import Relay
import Safeguarding
import SampleTown
import Testing
import Wire

@testable import Web

/// Every door that shows a message says that a later one corrected or retracted it (issue 8, item 12).
@Suite struct `A message that was corrected and retracted` {
    /// A referral that was missed, then corrected and retracted.
    private struct Story: Sendable {
        let counter: Counter
        let client: any TestClientProtocol
        let letter: Letter
        /// What corrected and retracted it, in that order.
        let later: [Letter]
        let directory: Directory

        var correction: Letter { later[0] }
        var retraction: Letter { later[later.count - 1] }

        func get(_ path: String, _ resident: Resident, _ accept: String? = nil) async throws
            -> TestResponse
        {
            try await client.get(
                path, counter.fields(resident, accept: accept, person: "s-7"))
        }
    }

    private static let grounds = "purpose=review&reference=R-1"

    /// - Parameters:
    ///   - restricted: whether its thread is.
    ///   - refused: whether it was refused first, and then sent again.
    ///   - types: what is done to it.
    ///   - secretly: whether what corrects and retracts it is restricted itself.
    private func tell(
        restricted: Bool = false, refused: Bool = false,
        types: [String] = ["record.corrected", "record.retracted"], secretly: Bool = false,
        _ body: @escaping @Sendable (SampleTown, Story) async throws -> Void
    ) async throws {
        let town = try SampleTown()
        let four = [town.police, town.health, town.council, town.school].map(\.id)
        let more = town.agreement(
            "isa-3", from: four, to: four, types: ["record.retracted", "record.corrected"])
        let directory = try town.directory(agreements: town.usualAgreements + [more])
        let schedule = RetentionSchedule([
            RetentionClass(
                name: "usual", types: nil, start: .receipt,
                payload: try #require(RetentionPeriod("P1D")))
        ])
        let counter = try await Counter(
            town, setting: town.setting(directory: directory, retention: schedule))
        try await counter.serve { client in
            func post(_ letter: Letter) async throws {
                let fields = try counter.fields(town.police, type: "application/secevent+jwt")
                #expect(try await client.post(letter.bytes(), fields).status == .accepted)
            }
            var letter = try town.letter(from: town.police, "referral.made", to: [town.council])
            if restricted { letter.set("caveats", ["restricted-operation"]) }
            if refused {
                var bad = letter
                bad.set("concern_summary", nil)
                let fields = try counter.fields(town.police, type: "application/secevent+jwt")
                #expect(try await client.post(bad.bytes(), fields).status == .badRequest)
            }
            try await post(letter)
            counter.clock.set(.at("2026-12-10T09:00:00Z"))
            try await counter.broker.sequencer.enter { _ in }
            var later: [Letter] = []
            for type in types {
                var amendment = try town.answer(to: letter, from: town.police, type)
                amendment.set(
                    "target",
                    ["iss": .string(town.police.id.uri), "jti": .string(letter.jti.text)])
                if secretly { amendment.set("caveats", ["restricted-operation"]) }
                try await post(amendment)
                later.append(amendment)
            }
            try await body(
                town,
                Story(
                    counter: counter, client: client, letter: letter, later: later,
                    directory: directory))
        }
    }

    private func marks(_ item: JSONNode?) -> [String] {
        item?["amended"]?.elements.map {
            "\($0["kind"]?.string ?? "") by \($0["jti"]?.string ?? "nobody")"
        } ?? []
    }

    @Test func `is marked in a thread, among misses and in an explanation`() async throws {
        try await tell { town, story in
            let wanted = [
                "corrected by \(story.correction.jti)", "retracted by \(story.retraction.jti)",
            ]
            for resident in [town.manager, town.council, town.police] {
                let thread = try await story.get(
                    "/audit/thread/\(story.letter.thread.text)", resident
                ).json
                let own = thread["expectations"]?.elements.filter {
                    $0["jti"]?.string == story.letter.jti.text
                }
                #expect(own?.isEmpty == false)
                for expectation in own ?? [] { #expect(marks(expectation) == wanted) }
                let name = own?.first?["expectation"]?.string ?? ""
                let explained = "/audit/explain?expectation=\(name)"
                #expect(try await marks(story.get(explained, resident).json) == wanted)
                let text = try await story.get(explained, resident, "text/plain").text
                let line = "The message that opened it was corrected 2026-12-10 09:00:00 by "
                #expect(text.contains("\(line)\(story.correction.jti).\n"), "\(text)")
            }
        }
    }

    @Test func `is marked in the table of misses that it opened`() async throws {
        try await tell(types: ["record.corrected"]) { town, story in
            let table = try await story.get("/audit/missed", town.manager, "text/csv").text
            let lines = table.split(separator: "\r\n")
            #expect(lines.first?.contains(",grade,amended,withheld_verdicts,duty,") == true)
            let own = lines.filter { $0.contains(story.letter.jti.text) }
            #expect(!own.isEmpty && own.allSatisfy { $0.contains(",corrected,,,") })
            let items = try await story.get("/audit/missed", town.manager).json["items"]?.elements
            let marked = items?.filter { $0["jti"]?.string == story.letter.jti.text } ?? []
            #expect(marked.count == own.count)
            #expect(
                marked.allSatisfy { marks($0) == ["corrected by \(story.correction.jti)"] })
        }
    }

    @Test func `is marked in the questions that list it, and counted in all of them`()
        async throws
    {
        try await tell { town, story in
            let about = "Q5?txn=\(story.letter.thread.text)&\(Self.grounds)"
            let child = try await story.get("/audit/questions/\(about)", town.manager).json
            let rows = child["rows"]?.elements.filter {
                $0["jti"]?.string == story.letter.jti.text
            }
            #expect(rows?.isEmpty == false)
            #expect(rows?.allSatisfy { $0["amended"]?.string == "corrected retracted" } == true)
            let note =
                "1 message of the period was corrected or retracted later; it is counted as it came."
            for question in ["Q1", "Q5"] {
                let path = question == "Q5" ? about : question
                let answer = try await story.get("/audit/questions/\(path)", town.manager).json
                #expect(answer["notes"]?.elements.contains { $0.string == note } == true)
            }
        }
    }

    @Test func `is marked beside its bytes, and in the list of who read it`() async throws {
        try await tell { town, story in
            let path = "/messages/\(story.letter.jti.text)"
            let type = "application/secevent+jwt"
            let bytes = try await story.get("\(path)?\(Self.grounds)", town.council, type)
            #expect(bytes.status == .ok)
            #expect(bytes.headers[.batonAmended] == "corrected, retracted")
            let other = try await story.get(
                "/messages/\(story.retraction.jti.text)?\(Self.grounds)", town.council, type)
            #expect(other.headers[.batonAmended] == nil)
            for resident in [town.council, town.manager] {
                let reads = try await story.get("/audit/reads", resident).json["items"]?.elements
                let ofMessages = reads?.filter { $0["message"] != nil }
                #expect(ofMessages?.count == 2)
                #expect(marks(ofMessages?.first { _ in true }).count == 2)
                #expect(ofMessages?.filter { $0["amended"] != nil }.count == 1)
            }
        }
    }

    @Test func `is marked beside its receipt, which is the same as before`() async throws {
        try await tell { town, story in
            for resident in [town.council, town.police] {
                let receipt = try await story.get("/receipts/\(story.letter.jti.text)", resident)
                #expect(receipt.status == .ok && receipt.text.hasPrefix("c2sp.org/tlog-proof@v1\n"))
                #expect(receipt.headers[.batonAmended] == "corrected, retracted")
                let other = try await story.get(
                    "/receipts/\(story.retraction.jti.text)", resident)
                #expect(other.status == .ok && other.headers[.batonAmended] == nil)
            }
        }
    }

    @Test(arguments: [false, true])
    func `is marked where it is handed out, also to who does not know what did it`(
        secretly: Bool
    ) async throws {
        try await tell(secretly: secretly) { town, story in
            let fields = try story.counter.fields(town.council, type: "application/json")
            let page = try await story.client.poll(#"{"returnImmediately":true}"#, fields).json
            #expect(page["sets"]?[story.letter.jti.text] != nil)
            #expect(
                page["amended"]?.value == [
                    story.letter.jti.text: ["corrected", "retracted"]
                ])
            let none = try await story.client.poll(#"{"returnImmediately":true}"#, fields)
            #expect(none.text == #"{"sets":{}}"#)
        }
    }

    @Test func `is marked without a name to who oversees, where what did it is restricted`()
        async throws
    {
        try await tell(secretly: true) { town, story in
            let path = "/audit/thread/\(story.letter.thread.text)"
            for (resident, isNamed) in [(town.manager, false), (town.council, true)] {
                let thread = try await story.get(path, resident).json
                let step = thread["steps"]?.elements.first {
                    $0["jti"]?.string == story.letter.jti.text
                }
                let owed = thread["expectations"]?[0]
                let name = owed?["expectation"]?.string ?? ""
                let explained = try await story.get(
                    "/audit/explain?expectation=\(name)", resident
                ).json
                // Not in what proves it either: the retraction withdrew what was owed.
                for answer in [thread, explained] where !isNamed {
                    let text = String(decoding: answer.value.canonical, as: UTF8.self)
                    #expect(!text.contains(story.retraction.jti.text))
                    #expect(!text.contains(story.correction.jti.text))
                    #expect(text.contains("\"withheld_verdicts\":["))
                }
                for shown in [step, owed, explained] {
                    #expect(
                        marks(shown) == [
                            "corrected by \(isNamed ? story.correction.jti.text : "nobody")",
                            "retracted by \(isNamed ? story.retraction.jti.text : "nobody")",
                        ])
                }
            }
        }
    }

    @Test func `is marked among what was taken under a revoked key`() async throws {
        try await tell { town, story in
            let next = Resident(town.police.id.uri, "police", .police)
            let revokedAt = SampleTown.morning.adding(milliseconds: -3_600_000)
            let keys = town.residents.map { resident in
                town.registered(
                    resident, revokedAt: resident.id == town.police.id ? revokedAt : nil)
            }
            try await story.counter.broker.load(
                town.setting(
                    directory: story.directory, keyring: Keyring(keys + [town.registered(next)])))
            let list = try await story.get("/audit/revoked", town.manager).json["items"]?.elements
            let marked = list?.filter { $0["amended"] != nil }
            #expect(marked?.map { $0["jti"]?.string } == [story.letter.jti.text])
            #expect(marked.map { marks($0.first).count } == 2)
            let table = try await story.get("/audit/revoked", town.manager, "text/csv").text
            let lines = table.split(separator: "\r\n")
            #expect(lines.first?.hasSuffix(",recipients,amended") == true)
            #expect(lines.filter { $0.hasSuffix(",corrected retracted") }.count == 1)
        }
    }

    @Test func `is marked as what a refused one became, to those who may know it`() async throws {
        try await tell(refused: true) { town, story in
            for resident in [town.police, town.council, town.manager] {
                let list = try await story.get("/quarantine", resident).json["items"]
                #expect(marks(list?[0]?["by"]).count == 2, "\(resident.name)")
            }
        }
    }

    @Test(arguments: [false, true])
    func `is marked in a plan of what is due, but not when it is restricted`(
        restricted: Bool
    ) async throws {
        try await tell(restricted: restricted) { town, story in
            for resident in town.residents {
                try await story.client.empty(
                    story.counter.fields(resident, type: "application/json"))
            }
            story.counter.clock.advance(milliseconds: 3 * 86_400_000)
            let fields = try story.counter.fields(
                town.manager, type: "application/json", person: "s-7")
            let plan = try await story.client.post(
                [], fields, to: "/retention/plans?reference=R-1"
            ).json
            let marked = plan["items"]?.elements.filter { $0["amended"] != nil } ?? []
            #expect(plan["items"]?.count ?? 0 > 2)
            #expect(marked.count == (restricted ? 0 : 1))
            for item in marked {
                #expect(
                    item["amended"]?.elements.map { $0["kind"]?.string }
                        == ["corrected", "retracted"])
            }
            let number = try #require(plan["plan"]?.integer)
            let kept = try await story.get("/retention/plans/\(number)", town.manager).json
            let due = kept["items"]?.elements.filter { $0["amended"] != nil } ?? []
            let wanted = marked.filter { $0["held_back_by"] == nil }
            #expect(due.map { $0["entry"]?.integer } == wanted.map { $0["entry"]?.integer })
            #expect(due.map { $0["amended"]?.value } == wanted.map { $0["amended"]?.value })
        }
    }

    @Test func `of a restricted thread names no correcting message to who oversees`() async throws {
        try await tell(restricted: true) { town, story in
            let thread = try await story.get(
                "/audit/thread/\(story.letter.thread.text)", town.manager
            ).json
            let first = thread["expectations"]?[0]
            #expect(marks(first) == ["corrected by nobody", "retracted by nobody"])
            let name = first?["expectation"]?.string ?? ""
            _ = try await story.get(
                "/messages/\(story.letter.jti.text)", town.council, "application/secevent+jwt")
            for path in [
                "/audit/explain?expectation=\(name)", "/audit/missed", "/audit/reads",
                "/audit/thread/\(story.letter.thread.text)", "/audit/questions/Q1",
            ] {
                for accept in ["application/json", "text/csv", "text/plain"] {
                    let answer = try await story.get(path, town.manager, accept)
                    #expect(answer.status == .ok, "\(path)")
                    for letter in [story.correction, story.retraction] {
                        #expect(!answer.text.contains(letter.jti.text), "\(path) \(accept)")
                    }
                }
            }
            let reads = try await story.get("/audit/reads", town.manager).json["items"]?.elements
            #expect(reads?.contains { $0["withheld"]?.string == "restricted" } == true)
            #expect(reads?.contains { $0["amended"] != nil } == false)
        }
    }
}
