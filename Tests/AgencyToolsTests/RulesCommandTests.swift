// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Fixtures
import Foundation
import Testing
import Wire

@Suite struct `baton rules` {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    static let overlay = """
        overlay: town-1
        over: england-2026.1
        about: The town's own
        source: Procedures of the town.
        rules:
          - {id: R13, duty: next, limit: 4 weeks}
          - {id: R18, off: true, because: Another system does it}
        """

    @Test func `show names every rule, its source and that nobody verified it`() async throws {
        #expect(try await bench.run(["rules", "show"]) == .success, "\(bench.notes)")
        for number in 1...28 { #expect(bench.results.contains("\nR\(number)")) }
        let one = try Workbench()
        #expect(try await one.run(["rules", "show", "R6.held"]) == .success)
        #expect(one.results.hasPrefix("R6.held  The strategy discussion is held"))
        #expect(one.results.contains("NOT VERIFIED"))
        #expect(one.results.contains("attended by health-safeguarding and police-safeguarding"))
        let json = try Workbench()
        #expect(try await json.run(["rules", "show", "R6", "--json"]) == .success)
        let root = try JSONValue(text: json.results)
        #expect(root["items"]?.array?.count == 3)
        #expect(root["pack"]?.string == "england-2026.1")
    }

    @Test func `show says what a partnership set for itself`() async throws {
        let file = try bench.scratch.file("town.yaml", Self.overlay)
        #expect(try await bench.run(["rules", "show", "--pack", file]) == .success)
        #expect(bench.results.hasPrefix("town-1, over england-2026.1"))
        #expect(bench.results.contains("set by the partnership: limit"))
        #expect(bench.results.contains("R18  switched off: Another system does it"))
    }

    @Test func `show and explain refuse a rule that there is not`() async throws {
        #expect(try await bench.run(["rules", "show", "R99"]) == .usage)
        #expect(bench.notes.contains("There is no rule `R99` in england-2026.1"))
        let file = try bench.scratch.file("town.yaml", Self.overlay)
        #expect(try await bench.run(["rules", "show", "--pack", file, "R18"]) == .data)
        #expect(bench.notes.contains("R18 is switched off in town-1: Another system does it"))
    }

    @Test func `check says of each file whether it will do`() async throws {
        let good = try bench.scratch.file("town.yaml", Self.overlay)
        let bad = try bench.scratch.file(
            "bad.yaml", Self.overlay.replacing("4 weeks", with: "4 fortnights"))
        #expect(try await bench.run(["rules", "check", good]) == .success, "\(bench.notes)")
        #expect(bench.results == "\(good): valid\n")
        #expect(try await bench.run(["rules", "check", good, bad]) == .data)
        #expect(bench.results.contains("\(bad):6:34: `4 fortnights` is not a time limit"))
        #expect(bench.notes.contains("1 of 2 files cannot be used as rules"))
    }

    @Test func `check holds each pack against what messages say, and passes those that ship`()
        async throws
    {
        for name in ["demo", "england-2026.1"] {
            let bench = try Workbench()
            let file = Checkout.file("config/rules/\(name).yaml").path
            #expect(try await bench.run(["rules", "check", file]) == .success, "\(bench.results)")
        }
        let slip = try bench.scratch.file(
            "slip.yaml",
            Self.overlay.replacing(
                "{id: R13, duty: next, limit: 4 weeks}",
                with: "{id: R7, instead: [{where: {grade: [rde]}, limit: 2 hours}]}"))
        #expect(try await bench.run(["rules", "check", slip]) == .data)
        #expect(
            bench.results.contains(
                "\(slip):6:41: `rde` is no value of the particular `grade`, write one of: "),
            "\(bench.results)")
    }

    @Test(arguments: [
        ("urgency=urgent", "2026-04-03T04:00:00Z"),
        ("immediate_danger=true", "2026-04-02T21:00:00Z"),
    ])
    func `explain gives hours to what cannot wait`(particular: String, due: String) async throws {
        let arguments = ["rules", "explain", "R1", "--from", "2026-04-02T20:00:00Z"]
        #expect(
            try await bench.run(arguments + ["--where", particular, "--json"]) == .success,
            "\(bench.notes)")
        let item = try JSONValue(text: bench.results)["items"]?.array?.first
        #expect(item?["due"]?.string == due)
    }

    @Test func `explain names the days that did not count`() async throws {
        let arguments = ["rules", "explain", "R1", "--from", "2026-04-02T20:00:00Z"]
        #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
        #expect(bench.results.contains("NOT VERIFIED"))
        #expect(bench.results.contains("Friday 2026-04-03 (Good Friday)"))
        #expect(bench.results.contains("the end of Tuesday 2026-04-07."))
        let urgent = try Workbench()
        #expect(
            try await urgent.run(arguments + ["--where", "urgency=immediate", "--json"])
                == .success)
        let item = try JSONValue(text: urgent.results)["items"]?.array?.first
        #expect(item?["due"]?.string == "2026-04-02T21:00:00Z")
        #expect(item?["uncounted"]?.array?.isEmpty == true)
    }

    @Test(arguments: [
        ("grade=rad", "`rad` is no value of the particular `grade`, write one of: red, amber"),
        ("grde=red", "none of these messages has the particular `grde`, write one of: grade, "),
        ("urgency=", "`` is no value of the particular `urgency`, write one of: "),
    ])
    func `explain refuses what no message says`(particular: String, words: String) async throws {
        let arguments = ["rules", "explain", "R7", "--from", "2026-04-02"]
        #expect(try await bench.run(arguments + ["--where", "grade=red", particular]) == .usage)
        #expect(bench.notes.contains(words), "\(bench.notes)")
        #expect(bench.results.isEmpty)
    }

    /// A rule with several duties is opened by several types: one of them is enough.
    @Test func `explain takes a particular of any type that opens a duty of the rule`() async throws
    {
        let arguments = ["rules", "explain", "R5", "--from", "2026-04-02", "--where"]
        for particular in ["transfer_kind=between-areas", "status=offered"] {
            #expect(try await bench.run(arguments + [particular]) == .success, "\(bench.notes)")
        }
        #expect(
            try await bench.run([
                "rules", "explain", "R28", "--from", "2026-04-02", "--where", "grade=red",
            ]) == .usage)
        #expect(bench.notes.contains("R28 is opened by no message"), "\(bench.notes)")
    }

    @Test func `show tells from when and until when a rule is in force`() async throws {
        #expect(try await bench.run(["rules", "show", "R18"]) == .success)
        #expect(bench.results.contains("  in force: from 2025-11-07\n"), "\(bench.results)")
        let json = try Workbench()
        #expect(try await json.run(["rules", "show", "R18", "--json"]) == .success)
        let item = try JSONValue(text: json.results)["items"]?.array?.first
        #expect(item?["effective_from"] == "2025-11-07")
        #expect(item?["effective_until"] == nil)
        let pack = try String(
            contentsOf: Checkout.file("config/rules/england-2026.1.yaml"), encoding: .utf8)
        let file = try bench.scratch.file(
            "ending.yaml",
            pack.replacing(
                "effective: {from: 2025-11-07}",
                with: "effective: {from: 2025-11-07, until: 2026-03-31}"))
        let ending = try Workbench()
        #expect(try await ending.run(["rules", "show", "R18", "--pack", file]) == .success)
        #expect(ending.results.contains("  in force: from 2025-11-07 to 2026-03-31\n"))
    }

    @Test(arguments: [
        ("2025-03-03", true), ("2025-11-06", true), ("2025-11-07", false), ("2026-04-02", false),
    ])
    func `explain says when a rule was not in force then`(day: String, isOutside: Bool) async throws
    {
        let arguments = ["rules", "explain", "R18", "--from", day]
        #expect(try await bench.run(arguments) == .success, "\(bench.notes)")
        let words = "NOT IN FORCE on \(day): the rule is in force from 2025-11-07"
        #expect(bench.results.contains(words) == isOutside, "\(bench.results)")
        let json = try Workbench()
        #expect(try await json.run(arguments + ["--json"]) == .success)
        let item = try JSONValue(text: json.results)["items"]?.array?.first
        #expect(item?["in_force"] == .boolean(!isOutside))
    }

    @Test func `explain refuses a date that no calendar covers`() async throws {
        let arguments = ["rules", "explain", "R1", "--from", "2036-04-02"]
        #expect(try await bench.run(arguments) == .data)
        #expect(bench.notes.contains("is after 2028-12-31"))
    }
}

@Suite struct `baton calendar due` {
    let bench: Workbench

    init() throws { bench = try Workbench() }

    private func ask(_ from: String, _ days: String, _ calendar: String) async throws -> ExitReason
    {
        try await bench.run([
            "calendar", "due", "--calendar", calendar, "--from", from, "--working-days", days,
        ])
    }

    @Test func `prints one date`() async throws {
        #expect(try await ask("2026-04-02", "1", "england-and-wales") == .success)
        #expect(bench.results == "2026-04-07\n")
    }

    @Test func `refuses what it cannot count`() async throws {
        #expect(try await ask("2036-04-02", "1", "scotland") == .data)
        #expect(bench.notes.contains("2036-04-02 is after 2028-12-31"))
        #expect(try await ask("2026-02-30", "1", "scotland") == .data)
        #expect(try await ask("2028-12-29", "1", "england-and-wales") == .data)
        #expect(bench.notes.contains("1 working day after 2028-12-29 is later than 2028-12-31"))
        #expect(try await ask("2028-12-28", "2", "england-and-wales") == .data)
        #expect(bench.notes.contains("2 working days after 2028-12-28 is later than"))
        #expect(try await ask("2026-04-02", "0", "scotland") == .data)
        #expect(try await ask("2026-04-02", "1", "wales") == .usage)
        #expect(bench.notes.contains("use one of england-and-wales, northern-ireland, scotland"))
        #expect(bench.results.isEmpty)
    }

    @Test func `answers a batch line by line, in order`() async throws {
        let lines = [
            #"{"from":"2026-04-02","working_days":1,"calendar":"england-and-wales"}"#,
            #"{"from":"2026-06-12","working_days":1,"calendar":"scotland"}"#,
        ]
        let file = try bench.scratch.file("q.jsonl", lines.joined(separator: "\n") + "\n")
        #expect(try await bench.run(["calendar", "due", "--batch", file]) == .success)
        #expect(bench.results == "2026-04-07\n2026-06-16\n")
        let wrong = try bench.scratch.file("w.jsonl", lines[0] + "\n{}\n")
        #expect(try await bench.run(["calendar", "due", "--batch", wrong]) == .data)
        #expect(bench.notes.contains("\(wrong):2: the line is no question"))
    }
}
