// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Wire

/// Asks about the past.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Asks where handoffs went, and where they were dropped.",
        discussion: """
            No answer holds content. The broker records who asked, what, and for what when it is \
            said.
            """,
        subcommands: [
            AuditThreadCommand.self, AuditMissedCommand.self, AuditReferralsCommand.self,
            AuditQuestionCommand.self,
            AuditReadsCommand.self, AuditExplainCommand.self, AuditSharingCommand.self,
            AuditRevokedCommand.self, AuditAnnexACommand.self,
        ], defaultSubcommand: AuditQuestionCommand.self)
}

/// How an audit is written.
enum AuditFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv

    /// What the broker is asked for.
    var mediaType: String {
        switch self {
        case .text: "text/plain"
        case .json: "application/json"
        case .csv: "text/csv"
        }
    }

    /// Writes an answer that the broker laid out so itself.
    func write(_ answer: BrokerAnswer, to results: Terminal) throws(ToolFailure) {
        switch self {
        case .json: try results.line(try answer.json().value.text)
        case .csv: try results.write(answer.body)
        case .text: try results.lines(of: answer.body)
        }
    }
}

/// The options of an audit: who asks, what for, and how the answer is written.
struct AuditOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How the answer is written.", valueName: "format"))
    var format: AuditFormat = .text

    @Flag(help: "The same as --format json.")
    var json = false

    @Option(help: ArgumentHelp("What it is asked for; the broker records it.", valueName: "text"))
    var purpose: String?

    @Option(help: ArgumentHelp("The case or review that it belongs to.", valueName: "text"))
    var reference: String?

    @Option(
        name: [.customLong("as"), .customLong("act")],
        help: ArgumentHelp("The staff id of the person who asks, never a name.", valueName: "id"))
    var person: String?

    @OptionGroup var node: NodeOptions

    /// How the answer is written, whichever way it was said.
    var chosen: AuditFormat { json ? .json : format }

    /// The way to the broker, for the person who asks.
    func client(in surroundings: Surroundings) throws(ToolFailure) -> BrokerClient {
        guard purpose == nil || person != nil else {
            throw ToolFailure(.usage, "Who gives a --purpose says who asks: add --as STAFF-ID")
        }
        return BrokerClient(node: try node.node(), in: surroundings, person: person)
    }

    /// What the broker is told of the question.
    var parameters: [(String, String?)] { [("purpose", purpose), ("reference", reference)] }

    /// Writes a list in the form that was asked for.
    ///
    /// - Parameters:
    ///   - columns: of CSV; each has a value of each item.
    ///   - table: what a person reads.
    func write(
        _ items: [JSONNode], columns: [String], value: (JSONNode, String) -> String,
        table: ([JSONNode]) -> TextTable, on results: Terminal
    ) throws(ToolFailure) {
        switch chosen {
        case .json:
            let list: JSONValue = ["items": .array(items.map(\.value))]
            try results.line(list.text)
        case .csv:
            let rows = items.map { item in columns.map { value(item, $0) } }
            try results.write(Array(CommaSeparated.text(columns, rows).utf8))
        case .text: try results.table(table(items))
        }
    }
}
