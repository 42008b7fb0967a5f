// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Safeguarding
import Signing
import Wire

/// Prepares the change of a node's key: both are good for a while, and nothing is refused meanwhile.
struct KeyRotateCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Makes a node's next key, and says what to hand to the operator.",
        discussion: """
            Makes a key beside the one in use, its public half, and the node file that will use \
            it. Nothing changes yet: hand the public half and the lines that are printed to the \
            broker's operator, and put the new node file in place from the day that they name.

              baton key rotate --node police.json
              baton key rotate --node police.json --from 2027-01-04
            """)

    @OptionGroup var node: NodeOptions

    @Option(
        help: ArgumentHelp(
            "The day from which the new key signs; tomorrow when none is named.",
            valueName: "date"))
    var from: String?

    @Option(help: ArgumentHelp("The kind of key; that of the key in use.", valueName: "kind"))
    var type: KeyKind?

    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let today = London.date(at: surroundings.now())
        let first = try Self.date(from) ?? today.adding(days: 1)
        guard today < first else {
            throw ToolFailure(
                .usage, "--from \(first) is not ahead: the operator must register the key before")
        }
        let rotation = try KeyRotation(nodeFile: node.file, from: first, kind: type)
        try rotation.write()
        if output.json { return try surroundings.results.line(rotation.summary.text) }
        try surroundings.results.line(rotation.publicHalf)
        for line in rotation.advice { try surroundings.notes.line(line) }
    }

    private static func date(_ text: String?) throws(ToolFailure) -> CalendarDate? {
        guard let text else { return nil }
        do { return try CalendarDate(text) } catch {
            throw ToolFailure(.usage, "--from `\(text)` is no day: write it as 2027-01-04")
        }
    }
}
