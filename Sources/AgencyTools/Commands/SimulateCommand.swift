// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Year

/// Makes up a year of a place, drives it through the real broker, and says what was found.
struct SimulateCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Drives a made-up year of a real-sized place through the broker.",
        discussion: """
            Everybody in it is invented. What goes wrong is put in by the profile's rates and \
            written to truth.jsonl; what the broker found is written to found.jsonl, how the two \
            compare to score.json, what a safeguarding lead would want to know to report.md, on \
            one page, and the tables and answers behind it to figures.md. The same profile, seed \
            and length give the same files.

              baton simulate --profile sunderland-2015 --seed 7 --out year
              baton simulate --profile clean --seed 7 --months 1 --out month
            """)

    @Option(help: "How the place works: sunderland-2015, sunderland-2025 or clean.")
    var profile: String

    @Option(help: "The seed of chance, a whole number.")
    var seed: UInt64

    @Option(help: "The folder to write into; it must be new or empty.")
    var out: String

    @Option(help: "How many months, from 1 to 12.")
    var months = 12

    @OptionGroup var data: DataOptions

    var writesJSON: Bool { false }

    func validate() throws {
        let names = Profile.all.map(\.name)
        guard names.contains(profile) else {
            throw ValidationError(
                "there is no profile `\(profile)`: use one of \(names.joined(separator: ", "))")
        }
        guard YearPlan.lengths.contains(months) else {
            throw ValidationError("--months is from 1 to \(YearPlan.lengths.upperBound)")
        }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        guard Files.names(in: out)?.isEmpty ?? true else {
            throw ToolFailure(.usage, "\(out) holds something: name a new or an empty folder")
        }
        let shipped = try ShippedData(option: data.data, in: surroundings)
        try Files.makeFolder(out, mode: 0o755)
        let files = try await simulate(shipped)
        for file in files.contents { try Files.writeNew("\(out)/\(file.name)", file.bytes) }
        try surroundings.results.write(Array("\(out)/report.md\n".utf8))
    }

    private func simulate(_ shipped: ShippedData) async throws(ToolFailure) -> YearFiles {
        let pack = "england-2026.1"
        let (catalogue, rules) = (try shipped.catalogue(), try shipped.rulePack(pack))
        let calendar = try shipped.calendar(Self.calendar)
        do {
            return try await YearFiles(
                profile: profile, seed: seed, months: months, catalogue: catalogue,
                rules: try RulePack(
                    reading: String(decoding: rules, as: UTF8.self), file: "\(pack).yaml"),
                calendar: try WorkingCalendar(reading: calendar, file: "\(Self.calendar).json"),
                store: "\(out)/baton.db")
        } catch {
            throw ToolFailure(.data, "The year could not be driven to its end: \(error)")
        }
    }

    /// The working days that the place goes by.
    private static let calendar = "england-and-wales"
}
