// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Wire

/// Explains when something is due by a rule.
struct RulesExplainCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explains when something is due by a rule: the text, the source, the arithmetic.",
        discussion: """
            Says which days did not count, and why. The particulars of the message decide which \
            limits apply; one that no message has which opens the rule is refused by name.

              baton rules explain R1 --from 2026-04-02T20:00:00Z
              baton rules explain R7 --from 2026-04-02 --where grade=red
            """)

    @Argument(help: "The rule, such as R6 or R6.held.")
    var rule: String

    @Option(
        help: ArgumentHelp("When the clock starts: a time or a day.", valueName: "time"),
        transform: Reading.time)
    var from: Instant

    @Option(help: ArgumentHelp("The calendar of working days.", valueName: "name"))
    var calendar = "england-and-wales"

    @Option(help: ArgumentHelp("The file of a school's calendar.", valueName: "file"))
    var school: String?

    @Option(
        name: .customLong("where"), parsing: .upToNextOption,
        help: ArgumentHelp("Particulars of the message.", valueName: "name=value"))
    var particulars: [String] = []

    @OptionGroup var options: PackOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func validate() throws {
        for text in particulars where !text.contains("=") {
            throw ValidationError("`\(text)` is no particular: write it as urgency=immediate")
        }
    }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let files = options.files(in: surroundings)
        let vocabulary = try files.vocabulary()
        let rules = try files.pack(options.pack, in: vocabulary).duties(rule)
        let values = try values(known(by: vocabulary, to: rules))
        let calendar = try files.calendar(calendar)
        var school: SchoolCalendar?
        if let path = self.school { school = try files.school(path) }
        var items: [JSONValue] = []
        for rule in rules {
            let explained = try explain(rule, values, calendar, school)
            guard !output.json else {
                items.append(Self.json(rule, explained, isInForce: rule.isInForce(on: day)))
                continue
            }
            try surroundings.results.line("\(rule.name)  \(rule.title)")
            let text = RuleText(rule: rule)
            for line in text.provenance + text.outOfForce(on: day)
                + explained.sentences.map({ "  \($0)" })
            {
                try surroundings.results.line(line)
            }
        }
        if output.json {
            let list: JSONValue = ["items": .array(items)]
            try surroundings.results.line(list.text)
        }
    }

    /// The day on which the clock starts, by which a rule is in force or not.
    private var day: CalendarDate { London.date(at: from) }

    /// The particulars, each of which a message must be able to say that opens one of the rules.
    private func values(
        _ objection: (String, String) -> String?
    ) throws(ToolFailure) -> [String: String] {
        var values: [String: String] = [:]
        for text in particulars {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (String(parts[0]), String(parts[1]))
            if let why = objection(name, value) {
                throw ToolFailure(.usage, "--where \(text): \(why)")
            }
            values[name] = value
        }
        return values
    }

    private func known(
        by vocabulary: EventVocabulary, to rules: [Timescale]
    ) -> (String, String) -> String? {
        let types = Set(rules.flatMap { $0.opens.pattern?.types ?? [] })
        return { name, value in
            types.isEmpty
                ? "\(rule) is opened by no message, so that no particular decides"
                : vocabulary.objection(to: value, of: name, on: types)
        }
    }

    private func explain(
        _ rule: Timescale, _ values: [String: String], _ calendar: WorkingCalendar,
        _ school: SchoolCalendar?
    ) throws(ToolFailure) -> DueExplanation {
        do throws(CalendarError) {
            return try rule.explanation(
                from: from, particulars: values, calendar: calendar, school: school)
        } catch {
            throw ToolFailure(.data, "\(rule.name): \(error.description)")
        }
    }

    private static func json(
        _ rule: Timescale, _ explained: DueExplanation, isInForce: Bool
    ) -> JSONValue {
        [
            "rule": RuleText(rule: rule).json, "from": .string(explained.start.rfc3339),
            "due": .string(explained.due.rfc3339), "calendar": .string(explained.calendar),
            "fallback": .boolean(explained.isFallback),
            "in_force": .boolean(isInForce),
            "uncounted": .array(
                explained.uncounted.map {
                    ["date": .string($0.date.description), "reason": .string($0.reason)]
                }),
            "sentences": .array(explained.sentences.map(JSONValue.string)),
        ]
    }
}
