// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Intake
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
        let data = try ShippedData(option: options.data, in: surroundings)
        let schema = try data.catalogue().entry(named: type).schema
        let payload = try Payload(parsing: surroundings.input(file), from: file)
        let violations = schema.violations(in: payload.root)
        let results = surroundings.results
        if output.json {
            try results.line(Self.json(schema.id, violations).text)
        } else if violations.isEmpty {
            try results.line("\(file) holds to \(schema.id)")
        } else {
            for violation in violations { try results.line(Self.line(violation)) }
        }
        guard violations.isEmpty else {
            let count = violations.count == 1 ? "1 violation" : "\(violations.count) violations"
            throw ToolFailure(.data, "\(file): \(count) of \(schema.id)")
        }
    }

    private static func line(_ violation: Violation) -> String {
        let place = violation.instance.description
        return "\(place.isEmpty ? "(the payload)" : place): \(violation.sentence)"
    }

    private static func json(_ schema: String, _ violations: [Violation]) -> JSONValue {
        [
            "schema": .string(schema), "valid": .boolean(violations.isEmpty),
            "violations": .array(
                violations.map {
                    [
                        "at": .string($0.instance.description),
                        "keyword": .string($0.keyword.description),
                        "detail": .string($0.sentence),
                    ]
                }),
        ]
    }
}
