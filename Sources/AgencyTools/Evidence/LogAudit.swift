// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import TransparencyLog
import Wire

/// What an auditor asks of the log itself who takes nobody's word for a list: how large the log was before
/// the list was asked for, and then all of it, so that what the list must hold is in what is read.
struct LogAudit {
    /// How many entries the log had before anything was asked.
    let before: UInt64
    private let source: LogSource
    private let memory: CheckpointMemory
    private let parameters: [(String, String?)]
    /// The newest checkpoint that others have cosigned; nil while there is none.
    private let cosigned: SeenCheckpoint?
    private let witnesses: KnownWitnesses?

    /// Looks at the log before a list is asked for, which must be no older than it was seen before.
    ///
    /// - Parameter witnesses: who must have cosigned; nil when nobody said.
    init(
        _ options: AuditOptions, of node: NodeFile, witnesses: WitnessOptions? = nil,
        in surroundings: Surroundings
    ) async throws(ToolFailure) {
        source = try LogSource(of: node, in: surroundings)
        memory = CheckpointMemory(besideNode: options.node.file, in: surroundings)
        parameters = options.parameters
        self.witnesses = try witnesses?.known(source.key, at: surroundings.now())
        cosigned = try await source.cosigned()
        before = try await Self.first(of: source, memory, cosigned).size
    }

    /// The checkpoint before the list.
    ///
    /// An old one would make all that came since look as if it came while the list was made, and be held
    /// against nothing: so it must be no older than what is remembered, nor than what is cosigned.
    private static func first(
        of source: LogSource, _ memory: CheckpointMemory, _ cosigned: SeenCheckpoint?
    ) async throws(ToolFailure) -> SeenCheckpoint {
        let seen = try await source.checkpoint()
        try cosigned?.requireOrigin(of: seen, at: source)
        if let cosigned, seen.size < cosigned.size {
            throw ToolFailure(
                .data,
                "\(source.url)/checkpoint shows \(seen.size) entries, and \(source.url)/cosigned "
                    + "\(cosigned.size): ask the operator why the newest checkpoint is not shown")
        }
        if let alarm = try await memory.meet(seen, at: source) {
            throw alarm.failure(keepingBeside: memory.path)
        }
        return seen
    }

    /// The log as it is once the list was given, held against what was seen of it before and against what
    /// others have cosigned.
    func reading(by client: BrokerClient) async throws(ToolFailure) -> LogReading {
        let seen = try await source.checkpoint()
        if let alarm = try await memory.meet(seen, at: source) {
            throw alarm.failure(keepingBeside: memory.path)
        }
        var tree = try await LogTree(seen, from: source)
        try cosigned?.requireOrigin(of: seen, at: source)
        if let cosigned, let conflict = try await tree.conflict(with: cosigned) {
            throw LogAlarm.conflict(
                conflict, ours: cosigned.size, shown: seen.size, place: source.url
            ).failure(keepingBeside: memory.path)
        }
        return LogReading(tree, by: client, parameters)
    }

    /// How much of the log others have cosigned, and who of those that are known.
    func cosignatures() throws(ToolFailure) -> JSONValue? {
        guard let cosigned else {
            guard witnesses == nil else {
                throw ToolFailure(.data, "\(source.url): no checkpoint is cosigned yet")
            }
            return nil
        }
        let signers: [SignedNote.Signer]
        do {
            signers = try source.key.verify(cosigned.note, witnesses: witnesses?.keys ?? [])
                .witnesses
        } catch {
            throw ToolFailure(.data, "\(source.url)/cosigned does not hold: \(error)")
        }
        let faults = witnesses?.faults(in: signers, since: Instant(seconds: 0)) ?? [:]
        let counted = signers.filter { faults[$0.key] == nil }
        let names = counted.map(\.key.name.text)
        if let witnesses, !witnesses.areEnough(counted.map(\.key)) {
            let told = names.isEmpty ? "no known witness" : names.joined(separator: ", ")
            let refused = signers.compactMap { faults[$0.key] }.map { "; \($0)" }.joined()
            throw ToolFailure(
                .data, "\(source.url): cosigned by \(told), which is not enough\(refused)")
        }
        return [
            "entries": .integer(Int64(cosigned.size)),
            "witnesses": .array(names.map(JSONValue.string)),
        ]
    }

    /// A list that is not what the log says.
    static func failure(_ differences: [String]) -> ToolFailure {
        ToolFailure(
            .data,
            ["The list is not what the log says:"] + differences
                + ["Keep this, and ask the operator and the partnership."],
            json: ["differences": .array(differences.map(JSONValue.string))])
    }
}

extension SeenCheckpoint {
    /// Refuses what others have cosigned under another origin than that of the log as it is shown.
    ///
    /// It says nothing of that, and a log that was written anew could show it as it pleased.
    fileprivate func requireOrigin(
        of seen: SeenCheckpoint, at source: LogSource
    ) throws(ToolFailure) {
        let (ours, shown) = (checkpoint.origin, seen.checkpoint.origin)
        guard ours != shown else { return }
        throw ToolFailure(
            .data,
            "\(source.url)/cosigned is of \(ours), and \(source.url)/checkpoint of \(shown): nobody has "
                + "cosigned the log as it is shown. Ask the operator why an old checkpoint is given"
        )
    }
}
