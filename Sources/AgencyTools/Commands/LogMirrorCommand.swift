// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Signing
import TransparencyLog
import Wire

/// Keeps a verified copy of the log.
struct LogMirrorCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirror",
        abstract: "Keeps a verified copy of the log in a folder.",
        discussion: """
            The log is public and says nothing of anybody, so anyone may. The copy has the layout \
            of C2SP tlog-tiles, uncompressed: checkpoint, tile/…, tile/entries/…, with partial \
            tiles of exactly the checkpoint's size. What is there is not fetched again, and it may \
            be stopped at any point: the checkpoint is written last.

              baton log mirror copy --node police.json
              baton log mirror copy --url https://baton.example/log \\
                --vkey baton.example/log+1a2b3c4d+AQ…

            Each tile is verified against the one above it, up to the signed root, and each entry \
            against its tile. A log that does not continue the copy, or what --remember or the \
            node remembers, is refused with 65: the copy stays as it is, and the proof of it is \
            written beside. With --cosign the node gives its cosignature to the broker.
            """)

    @Argument(help: "The folder of the copy; it is made when it is not there.")
    var folder: String

    @OptionGroup var log: LogOptions
    @OptionGroup var cosigning: CosignOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let source = try log.source(in: surroundings)
        let witness = try cosigning.witness(log.nodeFile(), in: surroundings)
        let mirror = MirrorFolder(folder)
        try Files.makeFolder(mirror.path, mode: 0o755)
        let memory = log.memory(in: surroundings)
        let report = try await Files.whileAlone(in: mirror.path) { () async throws(ToolFailure) in
            try await update(mirror, from: source, memory: memory)
        }
        try await witness?.give(report.seen, of: source.key)
        try surroundings.results.line(output.json ? report.json.text : report.sentence)
    }

    private func update(
        _ mirror: MirrorFolder, from source: LogSource, memory: CheckpointMemory?
    ) async throws(ToolFailure) -> MirrorReport {
        let old = try mirror.checkpoint(log: source.key)
        let seen = try await source.checkpoint()
        if let old, old.checkpoint.origin != seen.checkpoint.origin {
            let base = source.key.current.name.text
            guard seen.originNumber(base) > old.originNumber(base) else {
                throw LogAlarm.olderOrigin(
                    ours: old.checkpoint.origin, shown: seen, place: source.url
                ).failure(keepingBeside: mirror.path)
            }
            throw ToolFailure(
                .data,
                "\(mirror.path) is a copy of \(old.checkpoint.origin), and the log goes on as "
                    + "\(seen.checkpoint.origin): its operator restored a backup and accepted that "
                    + "entries are lost. Keep this copy, which proves what there was, and mirror the "
                    + "log into another folder")
        }
        var tree = try await LogTree(seen, from: source, folder: mirror)
        if let old, let alarm = try await alarm(&tree, old, in: mirror, at: source) {
            throw alarm.failure(keepingBeside: mirror.path)
        }
        if let memory, let alarm = try await memory.meet(&tree, at: source) {
            throw alarm.failure(keepingBeside: memory.path)
        }
        var run = Mirror(mirror, to: tree, from: old?.size ?? 0)
        try await run.run()
        return MirrorReport(
            seen: seen, oldSize: old?.size ?? 0, fetched: run.fetched, folder: mirror.path)
    }

    /// What the log says against itself, the copy being at hand: its tiles show whether a smaller
    /// checkpoint is only old, or another history.
    private func alarm(
        _ tree: inout LogTree, _ old: SeenCheckpoint, in mirror: MirrorFolder, at source: LogSource
    ) async throws(ToolFailure) -> LogAlarm? {
        let seen = tree.seen
        guard seen.size < old.size else {
            return try await tree.alarm(after: old, at: source.url)
        }
        let conflict = try? LogConflict.find(
            seen.note, old.note, log: source.key,
            from: MirrorHashes(folder: mirror, size: old.size))
        guard let conflict else {
            return .smaller(ours: old.size, shown: seen, place: source.url)
        }
        return .conflict(conflict, ours: old.size, shown: seen.size, place: source.url)
    }
}

/// What a copy has now and what came for it.
struct MirrorReport {
    let seen: SeenCheckpoint
    let oldSize: UInt64
    let fetched: Mirror.Fetched
    let folder: String

    var sentence: String {
        "\(folder) has \(seen.size) entries of \(seen.checkpoint.origin): "
            + "\(seen.size - oldSize) new ones, \(fetched.tiles) tiles and \(fetched.bundles) bundles "
            + "of entries were fetched and verified."
    }

    var json: JSONValue {
        [
            "origin": .string(seen.checkpoint.origin.text), "size": number(seen.size),
            "root": .string(seen.checkpoint.root.description),
            "entries_fetched": number(seen.size - oldSize),
            "tiles_fetched": .integer(Int64(fetched.tiles)),
            "bundles_fetched": .integer(Int64(fetched.bundles)),
        ]
    }

    private func number(_ size: UInt64) -> JSONValue { .integer(Int64(clamping: size)) }
}
