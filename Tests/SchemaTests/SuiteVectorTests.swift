// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Testing
import Wire

/// The official suite for 2020-12.
@Suite struct `The JSON Schema test suite` {
    @Test func `agrees about every required test`() throws {
        let files = SuiteRun.files.filter { !$0.path.contains("/optional/") }
        guard !files.isEmpty else { return }
        let score = try SuiteRun().run(files)
        #expect(score.failures == [])
        #expect(score.right == 1_299)
        #expect(score.cases == 1_299)
    }

    /// What Baton does not do of the optional tests, and why.
    private static let leftOut = [
        "cross-draft.json": "Baton has no draft but 2020-12, and refuses others by name",
        "dependencies-compatibility.json": "2020-12 has no “dependencies” any more",
    ]

    @Test func `agrees about the optional tests`() throws {
        let files = SuiteRun.files.filter {
            $0.path.contains("/optional/") && !$0.path.contains("/format/")
        }
        guard !files.isEmpty else { return }
        let kept = files.filter { Self.leftOut[$0.name] == nil }
        #expect(try SuiteRun().run(kept).failures == [])
        for file in files {
            guard let reason = Self.leftOut[file.name] else { continue }
            let score = try SuiteRun().run([file])
            Vectors.reportLeftOut(file.path, score.cases - score.right, because: reason)
        }
    }
}

/// Schemas that people really use, with values that their authors call good and bad.
@Suite struct `The schemas of the world` {
    private static let files = Vectors.files(under: "json-schema-realworld/schemastore")

    @Test func `are judged as their authors say`() throws {
        try check(SuiteRun())
    }

    @Test func `are judged as their authors say with formats asserted`() throws {
        var options = SchemaOptions.standard
        options.formatAssertion = true
        try check(SuiteRun(options: options, verdict: "validFormatAssertion"))
    }

    /// Those that are refused all look ahead in a pattern, which has no linear-time automaton.
    private func check(_ run: SuiteRun) throws {
        guard !Self.files.isEmpty else { return }
        let score = try run.run(Self.files)
        let others = score.failures.filter { !$0.contains("looks ahead or behind") }
        #expect(others == [])
        #expect(score.refused.count == 5)
        #expect(score.cases == 750)
        Vectors.reportLeftOut(
            "json-schema-realworld", score.cases - score.right, because: "a pattern looks ahead")
    }
}
