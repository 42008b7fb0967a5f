// SPDX-License-Identifier: Apache-2.0

package import Audit
package import Intake
package import Safeguarding
import Wire

/// The contents of the files that a simulated year leaves, by their names.
package struct YearFiles: Sendable {
    /// Each file's name and content, in the order in which they are written.
    package let contents: [(name: String, bytes: [UInt8])]
    /// What was found, held against what was put in.
    package let score: Score
    /// The answers to the ten questions about the whole of it.
    package let answers: [Answer]
    /// What was sent and taken, and what happened to the broker.
    package let tally: YearTally

    /// Plans a year, drives it through the real broker, and writes down what came of it.
    ///
    /// - Parameters:
    ///   - name: a profile's name; there is one.
    ///   - share: how large a share of the place's volumes, for short tests.
    ///   - path: where the broker's store is made; nothing may be there.
    ///   - isDisturbed: whether the broker is killed and its clock set on the way, which may change
    ///     nothing that is found.
    package init(
        profile name: String, seed: UInt64, months: Int, share: Double = 1, catalogue: Catalogue,
        rules: RulePack, calendar: WorkingCalendar, store path: String,
        isDisturbed: Bool = false
    ) async throws {
        guard let profile = Profile(named: name) else { throw YearFailure.unknownProfile(name) }
        let plan = YearPlan(profile, seed: seed, months: months, share: share, calendar: calendar)
        var year = try SimulatedYear(
            plan, seed: seed, catalogue: catalogue, rules: rules, path: path,
            disturbances: isDisturbed ? Disturbance.all(during: plan.diary, seed: seed) : [])
        let found = try await year.run()
        score = Score(truth: plan.truth, found: found.misses)
        let figures = YearFigures(plan, found)
        let report = YearReport(profile, plan, found, score, figures)
        (answers, tally) = (found.answers, found.tally)
        contents = [
            ("truth.jsonl", Self.lines(plan.truth)), ("found.jsonl", Self.lines(found.misses)),
            ("score.json", score.json.canonical + [UInt8(ascii: "\n")]),
            ("report.md", Array(report.text.utf8)), ("figures.md", Array(figures.text.utf8)),
            (
                "answers.jsonl",
                found.answers.flatMap { $0.json.canonical + [UInt8(ascii: "\n")] }
            ),
        ]
    }

    private static func lines(_ misses: [KnownMiss]) -> [UInt8] {
        misses.flatMap { $0.line.canonical + [UInt8(ascii: "\n")] }
    }
}
