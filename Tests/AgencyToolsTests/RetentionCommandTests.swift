// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import ArgumentParser
import Testing
import Wire

@Suite struct `baton retention` {
    private func bench(_ body: String) throws -> Workbench {
        try Workbench { _, _ in BrokerAnswer(status: 200, body: Array(body.utf8)) }
    }

    private func lines(_ bench: Workbench) -> [String] {
        bench.results.split(separator: "\n").map { line in
            String(line.replacing(#/ {2,}/#, with: "|")).trimmingSuffix(while: {
                $0 == "|" || $0 == " "
            })
        }
    }

    @Test func `shows what is due, what holds the rest back, and what to do next`() async throws {
        let bench = try bench(
            #"""
            {"plan":4711,"due":{"usual":1},"held_back":{"legal-hold":1},"more":false,"items":[
            {"entry":12,"class":"usual","kept_for":"P6Y","counted_from":"end",
            "received_at":"2026-11-25T09:00:00Z","txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"},
            {"entry":13,"class":"usual","kept_for":"P6Y","counted_from":"end",
            "received_at":"2026-11-25T09:00:00Z","held_back_by":"legal-hold"}]}
            """#)
        let status = try await bench.run([
            "retention", "plan", "--as", "staff-7", "--reference", "R-12", "--node",
            try bench.node(.police),
        ])
        #expect(status == .success, "\(bench.notes)")
        #expect(
            bench.requests.map(\.url) == [
                "http://127.0.0.1:1/retention/plans?reference=R-12"
            ])
        #expect(
            lines(bench).dropFirst() == [
                "12|2026-11-25 09:00:00|usual|P6Y|end|7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f",
                "13|2026-11-25 09:00:00|usual|P6Y|end|legal-hold",
                "due|usual|1", "held back|legal-hold|1",
                "Plan 4711. Another person lets it go: baton retention approve 4711",
            ])
    }

    @Test func `shows the entries whose facts are due`() async throws {
        let bench = try bench(
            #"""
            {"plan":4712,"due":{},"facts_due":2,"held_back":{},"more":false,"items":[
            {"entry":12,"what":"facts","class":"usual","kept_for":"P9Y","counted_from":"end",
            "received_at":"2026-11-25T09:00:00Z"},
            {"entry":13,"what":"facts","received_at":"2026-11-25T09:00:00Z"}]}
            """#)
        let status = try await bench.run([
            "retention", "plan", "--as", "staff-7", "--reference", "R-12", "--node",
            try bench.node(.police),
        ])
        #expect(status == .success, "\(bench.notes)")
        #expect(
            lines(bench).dropFirst() == [
                "12|2026-11-25 09:00:00|facts|usual|P9Y|end", "13|2026-11-25 09:00:00|facts",
                "due|facts of 2 entries",
                "Plan 4712. Another person lets it go: baton retention approve 4712",
            ])
        let list = try self.bench(
            #"{"items":[{"plan":7,"state":"done","total":0,"facts_due":2,"forgotten":1}]}"#)
        #expect(try await list.run(["retention", "--node", try list.node(.police)]) == .success)
        #expect(lines(list).last?.hasSuffix("0|0|0|1 of 2") == true, "\(list.results)")
    }

    @Test func `says that nothing is due`() async throws {
        let bench = try bench(#"{"due":{},"held_back":{},"more":false,"items":[]}"#)
        let status = try await bench.run([
            "retention", "plan", "--as", "staff-7", "--reference", "R-12", "--node",
            try bench.node(.police),
        ])
        #expect(status == .success)
        #expect(lines(bench).last == "Nothing is due.")
    }

    @Test(arguments: [
        (["approve", "4711"], "plans/4711/approve"),
        (
            ["hold", "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"],
            "holds/7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"
        ),
        (
            ["release", "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f"],
            "holds/7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f/release"
        ),
    ])
    func `is decided by a person with a reference`(_ words: [String], _ path: String) async throws {
        let bench = try bench(#"{"plan":4711,"state":"approved","txn":"x"}"#)
        let node = ["--node", try bench.node(.police)]
        #expect(
            try await bench.run(
                ["retention"] + words + ["--as", "staff-9", "--reference", "R 2"] + node)
                == .success)
        #expect(
            bench.requests.map(\.url) == ["http://127.0.0.1:1/retention/\(path)?reference=R%202"])
        #expect(bench.requests.first?.method == .post)
        for half in [["--reference", "R"], ["--as", "staff-9"]] {
            await #expect(throws: (any Error).self) {
                _ = try await bench.run(["retention"] + words + half + node)
            }
        }
    }

    @Test func `lists plans and holds`() async throws {
        let bench = try bench(
            #"""
            {"items":[{"plan":7,"state":"done","asked_at":"2026-11-25T09:00:00Z","person":"staff-7",
            "reference":"R-1","approved_by":"staff-9","total":3,"purged":2,"kept":1,
            "damaged":[4711],"held_by_another":true,
            "txn":"7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f","held_at":"2026-11-25T09:00:00Z"}]}
            """#)
        let node = ["--node", try bench.node(.police)]
        #expect(try await bench.run(["retention"] + node) == .success)
        #expect(
            lines(bench).last
                == "7|2026-11-25 09:00:00|staff-7|R-1|done|staff-9|3|2|1 (1 damaged)")
        #expect(try await bench.run(["retention", "holds"] + node) == .success)
        #expect(
            lines(bench).last
                == "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f|2026-11-25 09:00:00|staff-7|R-1"
                + "|another partnership")
    }

    @Test func `shows a hold whose thread is not there any more by where it was placed`()
        async throws
    {
        let bench = try bench(
            #"{"items":[{"missing":true,"entry":10,"agency":"https://trust.example"}]}"#)
        #expect(
            try await bench.run(["retention", "holds", "--node", try bench.node(.police)])
                == .success)
        #expect(
            lines(bench).last
                == "not here any more|https://trust.example|entry 10 of before the restore")
    }

    @Test(arguments: [("hold", true, "is held"), ("release", false, "is not held")])
    func `says when another partnership holds the thread`(
        _ word: String, _ isHeld: Bool, _ told: String
    ) async throws {
        let bench = try bench(#"{"txn":"x","held":\#(isHeld),"held_by_another":true}"#)
        let status = try await bench.run([
            "retention", word, "7a0d3f0e-5b0c-4f3e-9d52-0c6f5b1d2e3f", "--as", "staff-9",
            "--reference", "R", "--node", try bench.node(.police),
        ])
        #expect(status == .success)
        #expect(bench.results == "x \(told) by yours; another partnership holds it\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(while drop: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, drop(last) { text = text.dropLast() }
        return String(text)
    }
}
