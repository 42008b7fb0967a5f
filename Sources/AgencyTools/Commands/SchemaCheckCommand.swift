// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Schema
import Wire

/// Says whether schemas are schemas.
struct SchemaCheckCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks whether schema files are valid and can be loaded.",
        discussion: """
            Prints one line a file, `<file>: valid` or `<file>: <reason>`, and ends with 65 when \
            one is not. The files may refer to one another and to the shipped schemas; nothing is \
            ever fetched. Of Baton's own schemas the annotations (`x-baton` and the others) are \
            checked as the broker does when it loads them.

              baton schema check schemas/*/*.json
            """)

    @Argument(help: "The schema files.")
    var files: [String]

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let checks = SchemaCheck.of(files, library: try SchemaLibrary(data, in: surroundings))
        if output.json {
            try surroundings.results.line(SchemaCheck.json(checks).text)
        } else {
            for check in checks { try surroundings.results.line(check.line) }
        }
        let wrong = checks.filter { $0.reason != nil }.count
        guard wrong == 0 else {
            throw ToolFailure(.data, "\(wrong) of \(checks.count) files cannot be used as schemas")
        }
    }
}
