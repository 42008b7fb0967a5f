// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Wire

/// Shows how the broker sees the agency's systems: their keys, and whether their clocks are right.
struct NodesCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "nodes",
        abstract: "Shows how the broker sees your systems: keys, certificates, clock.",
        discussion: """
            A message that is signed more than 300 s in the future is refused: here a clock that \
            goes wrong is seen before that. A minus means that it is behind the broker's, or that \
            its messages wait before they are sent.

              baton nodes --node police.json
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let answer = try await client.get("/nodes").json()
        if output.json { return try surroundings.results.line(answer.value.text) }
        let nodes = answer.list("items")
        try surroundings.results.table(NodeStory.table(nodes))
        for line in NodeStory.certificates(nodes) { try surroundings.results.line(line) }
        for line in NodeStory.advice(nodes) { try surroundings.results.line(line) }
    }
}
