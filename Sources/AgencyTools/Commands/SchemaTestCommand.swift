// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Schema

/// Runs test files in the layout of the JSON Schema Test Suite.
struct SchemaTestCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Runs files in the layout of the official JSON Schema Test Suite.",
        discussion: """
            Prints every failure and, last, `N passed, M failed`; ends with 65 when one failed. A \
            schema that is refused fails with all its instances. Baton's golden instances are such \
            files, and their `errors` are checked too. In a schema of Baton's `format` asserts, as \
            it does in the broker; in others only where that is asked for.

              baton schema test schemas/*/golden/*.json
              baton schema test --remotes suite/remotes suite/tests/draft2020-12/*.json
            """)

    @Flag(help: "Let format assert in every schema, not only annotate.")
    var formatAssertion = false

    @Option(help: "The folder that stands for http://localhost:1234/ in references.")
    var remotes: String?

    @Argument(help: "The test files.")
    var files: [String]

    @OptionGroup var data: DataOptions

    var writesJSON: Bool { false }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let library = try SchemaLibrary(data, in: surroundings)
        let remote = try remotes.map(RemoteSchemas.sources) ?? []
        var run = SuiteRun(remotes: remote + library.shipped, assertsFormats: formatAssertion)
        for file in files { run.run(try SuiteFile(file)) }
        for failure in run.failures { try surroundings.results.line(failure) }
        try surroundings.results.line("\(run.passed) passed, \(run.failed) failed")
        if run.failed > 0 { throw ToolFailure(.data, []) }
    }
}
