// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Wire

/// What is kept and what is forgotten, for those who keep a partnership's records.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Shows what is due to be purged, lets it go, or holds it.",
        discussion: """
            For nodes of a reader with the role `partnership`. How long messages are kept stands in \
            the broker's configuration. One person asks for a plan, a second one approves it, and \
            the broker carries it out. Without a subcommand: the list of plans.

              baton retention plan --as staff-7 --reference R-12 --node partnership.json
              baton retention approve 4711 --as staff-9 --reference R-12 \\
                --node partnership.json
            """,
        subcommands: [
            RetentionListCommand.self, RetentionPlanCommand.self, RetentionApproveCommand.self,
            RetentionHoldsCommand.self, RetentionHoldCommand.self, RetentionReleaseCommand.self,
        ], defaultSubcommand: RetentionListCommand.self)
}

/// Who decides, and under which reference.
struct DecisionOptions: ParsableArguments {
    @Option(
        name: [.customLong("as"), .customLong("act")],
        help: ArgumentHelp("The staff id of the person who decides, never a name.", valueName: "id")
    )
    var person: String

    @Option(help: ArgumentHelp("Their own reference; the broker keeps it.", valueName: "text"))
    var reference: String

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    /// The way to the broker, for the person who decides.
    func client(in surroundings: Surroundings) throws(ToolFailure) -> BrokerClient {
        BrokerClient(node: try node.node(), in: surroundings, person: person)
    }

    /// What the broker is told.
    var parameters: [(String, String?)] { [("reference", reference)] }
}
