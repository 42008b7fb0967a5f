// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Intake
import Safeguarding
import Schema
import Wire

/// Shows what messages hold.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Shows and checks what messages hold.",
        subcommands: [
            SchemaNewCommand.self, SchemaListCommand.self, SchemaValidateCommand.self,
            SchemaCheckCommand.self, SchemaTestCommand.self, SchemaCompatCommand.self,
            SchemaDocCommand.self,
        ])
}

/// Prints an example to begin with.
struct SchemaNewCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Prints a valid example payload to begin with.",
        discussion: """
            The people in it get fresh identifiers. An answer's in_reply_to holds placeholders, \
            which `baton reply` fills in. Everything in an example is invented: change it.

              baton schema new referral.made > referral.json
              baton schema new referral.made --minimal
            """)

    @Argument(help: "The event type: a short name such as referral.made, or its URI.")
    var type: String

    @Flag(help: "Leave out everything that need not be there.")
    var minimal = false

    @OptionGroup var options: DataOptions

    var writesJSON: Bool { true }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let data = try ShippedData(option: options.data, in: surroundings)
        let entry = try data.catalogue().entry(named: type)
        let example = try ExamplePayload(of: entry, random: surroundings.random).value
        let payload =
            minimal ? MinimalPayload(of: example, by: entry.schema).value : example
        try surroundings.results.write(Array((VerbatimJSON.pretty(payload) + "\n").utf8))
    }
}

/// Lists the types of message.
struct SchemaListCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the types of message that there are.",
        discussion: "  baton schema list")

    @OptionGroup var options: DataOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let entries = try ShippedData(option: options.data, in: surroundings).catalogue().entries
        if output.json {
            let list: JSONValue = ["items": .array(entries.map(\.summary))]
            return try surroundings.results.line(list.text)
        }
        var table = TextTable(["type", "schema", "answers", "sent by", "what it says"])
        for entry in entries {
            table.add([
                .init(entry.type.name), .init(entry.version),
                .init(entry.answers.sorted().joined(separator: ", ")),
                .init(entry.isIssuedByBroker ? "the broker" : "agencies"), .init(entry.title),
            ])
        }
        try surroundings.results.table(table)
    }
}

extension Catalogue.Entry {
    /// The version of the schema: what follows the last slash of its `$id`.
    var version: String { String(schema.id.split(separator: "/").last ?? "") }

    /// What the type says, in a few words.
    var title: String { schema.title ?? "" }

    /// The type for programs.
    fileprivate var summary: JSONValue {
        [
            "type": .string(type.name), "event": .string(type.uri), "schema": .string(schema.id),
            "title": .string(title), "opens": .boolean(opens),
            "addressed_only": .boolean(isAddressedOnly),
            "issued_by_broker": .boolean(isIssuedByBroker),
            "answers": .array(answers.sorted().map(JSONValue.string)),
        ]
    }
}
