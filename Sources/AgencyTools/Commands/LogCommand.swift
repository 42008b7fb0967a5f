// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Signing
import TransparencyLog
import Wire

/// Looks at the broker's log.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Looks at the broker's public log.",
        subcommands: [LogCheckpointCommand.self])
}

/// Fetches the newest checkpoint of the log and checks who signed it.
struct LogCheckpointCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Fetches the log's newest checkpoint, checked before it is printed.",
        discussion: """
            A checkpoint states how many entries the log has and their root, under the log's \
            signature, which must be that of the key in the node file. Keep one from time to time: \
            a log that was rewritten cannot meet an old checkpoint again.

              baton log checkpoint --node police.json
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        var client = try node.client(in: surroundings)
        let key = try client.node.pinnedLogKey()
        let answer = try await client.get("/log/checkpoint", accept: "text/plain")
        let checkpoint = try Self.checked(answer.body, key)
        guard output.json else { return try surroundings.results.write(answer.body) }
        let json: JSONValue = [
            "origin": .string(checkpoint.origin.text),
            "size": .integer(Int64(clamping: checkpoint.size)),
            "root": .string(checkpoint.root.description),
            "checkpoint": .string(String(decoding: answer.body, as: UTF8.self)),
        ]
        try surroundings.results.line(json.text)
    }

    private static func checked(
        _ bytes: [UInt8], _ key: NoteVerifierKey
    ) throws(ToolFailure) -> Checkpoint {
        do {
            return try Checkpoint.verify(SignedNote(parsing: bytes), log: key).checkpoint
        } catch {
            throw ToolFailure(.data, "The checkpoint does not hold: \(error)")
        }
    }
}
