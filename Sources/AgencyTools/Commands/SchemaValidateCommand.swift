// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Intake
import Safeguarding
import Schema
import Wire

/// Checks a payload before it is sent.
struct SchemaValidateCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks a payload against the schema of its type.",
        discussion: """
            Prints everything that is wrong, each with its place as a JSON Pointer, and ends with \
            65 when something is. The broker checks the same, and more that only it can know.

              baton schema validate referral.made referral.json
            """)

    @Argument(help: "The event type: a short name such as referral.made, or its URI.")
    var type: String

    @Argument(help: "The file of the payload; - is standard input.")
    var file: String

    @OptionGroup var options: DataOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let catalogue = try ShippedData(option: options.data, in: surroundings).catalogue()
        let event = try catalogue.entry(named: type).type.uri
        let payload = try Payload(parsing: surroundings.input(file), from: file)
        let schema = try schema(of: event, payload, in: catalogue)
        let violations = schema.violations(in: payload.root)
        let warnings = catalogue.warnings(event: event, payload: payload.root)
        let results = surroundings.results
        if output.json {
            try results.line(Self.json(schema.id, violations, warnings).text)
        } else {
            for violation in violations { try results.line(Self.line(violation)) }
            if violations.isEmpty { try results.line("\(file) holds to \(schema.id)") }
            for warning in warnings {
                try surroundings.notes.line("look at \(warning.place): \(warning.sentence)")
            }
        }
        guard violations.isEmpty else {
            let count = violations.count == 1 ? "1 violation" : "\(violations.count) violations"
            throw ToolFailure(.data, "\(file): \(count) of \(schema.id)")
        }
    }

    /// The version that judges the payload: the one that it names, else the newest.
    private func schema(
        of event: String, _ payload: Payload, in catalogue: Catalogue
    ) throws(ToolFailure) -> CompiledSchema {
        do throws(Refusal) {
            return try catalogue.entry(event: event, payload: payload.root).schema
        } catch {
            throw ToolFailure(.data, "\(file): \(error.place ?? ""): \(error.explanation)")
        }
    }

    private static func line(_ violation: Violation) -> String {
        let place = violation.instance.description
        return "\(place.isEmpty ? "(the payload)" : place): \(violation.sentence)"
    }

    private static func json(
        _ schema: String, _ violations: [Violation], _ warnings: [MessageWarning]
    ) -> JSONValue {
        [
            "schema": .string(schema), "valid": .boolean(violations.isEmpty),
            "violations": .array(
                violations.map {
                    [
                        "at": .string($0.instance.description),
                        "keyword": .string($0.keyword.description),
                        "keyword_location": .string($0.keywordLocation.description),
                        "absolute_keyword_location": .string($0.absoluteKeywordLocation),
                        "detail": .string($0.sentence),
                    ]
                }),
            "warnings": .array(
                warnings.map {
                    [
                        "code": .string($0.code), "at": .string($0.place.description),
                        "detail": .string($0.sentence),
                    ]
                }),
        ]
    }
}
