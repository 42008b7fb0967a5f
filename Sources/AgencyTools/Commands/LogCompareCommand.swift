// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TransparencyLog
import Wire

/// Holds two views of one log against each other.
struct LogCompareCommand: AgencyCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Holds two copies or checkpoints of one log against each other.",
        discussion: """
            Each of the two is a folder of `baton log mirror` or the file of a checkpoint, from \
            whomever. Of different sizes, the larger must be a folder: its tiles show what the \
            smaller one should be. When they cannot both be true, writes with -o the proof, which \
            anybody checks offline with `baton verify`, and ends with 65. Else each folder is held \
            against its own checkpoint, every tile and entry of it: one that is damaged or not whole \
            is named with its first such file, and 65. Else says which is the larger and that they \
            agree.

              baton log compare ours theirs -o proof.log-conflict --node police.json
              baton verify proof.log-conflict --vkey baton.example/log+1a2b3c4d+AQ…
            """)

    @Argument(help: "A folder of `baton log mirror`, or the file of a checkpoint.")
    var first: String

    @Argument(help: "The other one.")
    var second: String

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("Write the proof to this new file.", valueName: "file"))
    var out: String?

    @OptionGroup var key: LogKeyOptions
    @OptionGroup var output: OutputOptions

    var writesJSON: Bool { output.json }

    func run(in surroundings: Surroundings) async throws(ToolFailure) {
        let key = try key.key(for: "two checkpoints prove nothing")
        let views = try [LogView(first, log: key), LogView(second, log: key)].sorted {
            $0.seen.size < $1.seen.size
        }
        let (smaller, larger) = (views[0], views[1])
        let (small, large) = (smaller.seen.checkpoint.origin, larger.seen.checkpoint.origin)
        guard small == large else {
            throw ToolFailure(
                .data,
                "\(smaller.path) is of \(small), \(larger.path) of \(large): the log went on under "
                    + "another origin after a gap, so that neither contradicts the other")
        }
        if let conflict = try larger.conflict(with: smaller, log: key) {
            throw try failure(of: conflict, smaller, larger)
        }
        let damaged = views.compactMap { view in view.damage.map { (path: view.path, why: $0) } }
        guard damaged.isEmpty else { throw failure(of: damaged) }
        try surroundings.results.line(
            output.json ? json(smaller, larger).text : sentence(smaller, larger))
    }

    private func sentence(_ smaller: LogView, _ larger: LogView) -> String {
        let agreement =
            smaller.seen.size == larger.seen.size
            ? "They agree: both have \(larger.seen.size) entries and one root."
            : "They agree: \(larger.path) is the larger, with \(larger.seen.size) entries, and begins "
                + "with the \(smaller.seen.size) of \(smaller.path)."
        let whole = [smaller, larger].filter(\.isFolder).map(\.path)
        let looked =
            whole.isEmpty
            ? "Only the checkpoints were looked at."
            : "Every tile and entry of \(whole.joined(separator: " and of ")) is as its checkpoint has it."
        return "\(agreement) \(looked)"
    }

    private func json(_ smaller: LogView, _ larger: LogView) -> JSONValue {
        [
            "verdict": "agree", "larger": .string(larger.path),
            "sizes": [
                .integer(Int64(clamping: smaller.seen.size)),
                .integer(Int64(clamping: larger.seen.size)),
            ],
            "whole": .array([smaller, larger].filter(\.isFolder).map { .string($0.path) }),
        ]
    }

    /// A copy that is not what its checkpoint says: the log does not contradict itself, but who has the copy
    /// cannot show what it has.
    private func failure(of damaged: [(path: String, why: String)]) -> ToolFailure {
        let lines =
            damaged.map { "\($0.path) is no whole copy of the log: \($0.why)" } + [
                "The checkpoints do not contradict each other. Mirror the log again into another folder"
            ]
        let json: JSONValue = [
            "verdict": "damaged",
            "damaged": .array(damaged.map { ["copy": .string($0.path), "why": .string($0.why)] }),
        ]
        return ToolFailure(.data, lines, json: json)
    }

    private func failure(
        of conflict: LogConflict, _ smaller: LogView, _ larger: LogView
    ) throws(ToolFailure) -> ToolFailure {
        var lines = [
            "THE LOG CONTRADICTS ITSELF: \(smaller.path) with \(smaller.seen.size) entries and "
                + "\(larger.path) with \(larger.seen.size) cannot both be true, and it has signed both."
        ]
        if let out {
            try Files.writeNew(out, conflict.bytes)
            lines.append("The proof is in \(out); check it with: baton verify \(out) --vkey KEY")
        } else {
            lines.append("Add -o FILE to write the proof, which anybody can check offline")
        }
        let json = JSONValue.object(leavingOutNil: [
            "verdict": "conflict", "larger": .string(larger.path),
            "proof": out.map(JSONValue.string),
        ])
        return ToolFailure(.data, lines, json: json)
    }
}

/// What somebody has of a log: a checkpoint, and perhaps the tiles under it.
private struct LogView {
    let path: String
    let seen: SeenCheckpoint
    private let folder: MirrorFolder?

    /// Whether there are tiles to be looked at.
    var isFolder: Bool { folder != nil }

    /// What of the folder is missing or not as its checkpoint has it; nil where all is, and where there is
    /// only a checkpoint.
    var damage: String? { folder?.damage(under: seen.checkpoint) }

    init(_ path: String, log: LogKeys) throws(ToolFailure) {
        self.path = path
        let mirror = MirrorFolder(path)
        if Files.names(in: path) != nil {
            guard let seen = try mirror.checkpoint(log: log) else {
                throw ToolFailure(
                    .data, "\(path) holds no checkpoint: name a folder of `baton log mirror`")
            }
            self.seen = seen
            folder = mirror
        } else {
            let bytes = try Files.read(path, limit: SignedNote.largestByteCount)
            seen = try SeenCheckpoint(bytes, log: log, from: path)
            folder = nil
        }
    }

    /// How this view and one that is not larger contradict each other; nil when they agree.
    func conflict(with smaller: LogView, log: LogKeys) throws(ToolFailure) -> LogConflict? {
        guard folder != nil || smaller.seen.size == seen.size || smaller.seen.size == 0 else {
            throw ToolFailure(
                .usage,
                "\(path) is the larger one, with \(seen.size) entries, and only a checkpoint: name a "
                    + "folder of `baton log mirror` of that size, whose tiles show what it began with"
            )
        }
        do {
            return try LogConflict.find(
                smaller.seen.note, seen.note, log: log,
                from: MirrorHashes(folder: folder ?? MirrorFolder(path), size: seen.size))
        } catch {
            throw ToolFailure(
                .data,
                "\(path) is no whole copy of its own checkpoint (\(error)): mirror it again into "
                    + "another folder")
        }
    }
}
