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
        subcommands: [
            LogCheckpointCommand.self, LogMirrorCommand.self, LogCompareCommand.self,
            LogTimestampsCommand.self,
        ])
}

/// Fetches the newest checkpoint of the log and checks who signed it.
struct LogCheckpointCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Fetches the log's newest checkpoint, checked before it is printed.",
        discussion: """
            A checkpoint states how many entries the log has and their root, under the log's \
            signature, which must be that of the key in the node file. The last one is remembered \
            beside the node file (police.checkpoint for police.json), or where --remember says: a \
            log that shows fewer entries later, or others, is refused with 65, and the proof of it \
            is written beside.

              baton log checkpoint --node police.json
            """)

    @OptionGroup var log: LogOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let source = try log.source(in: surroundings)
        let seen = try await source.checkpoint()
        if let memory = log.memory(in: surroundings),
            let alarm = try await memory.meet(seen, at: source)
        {
            throw alarm.failure(keepingBeside: memory.path)
        }
        guard output.json else { return try surroundings.results.write(seen.note.bytes) }
        let json: JSONValue = [
            "origin": .string(seen.checkpoint.origin.text),
            "size": .integer(Int64(clamping: seen.size)),
            "root": .string(seen.checkpoint.root.description),
            "checkpoint": .string(String(decoding: seen.note.bytes, as: UTF8.self)),
        ]
        try surroundings.results.line(json.text)
    }
}
