// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import TransparencyLog

/// Looks at the log while a node does something else, once a minute at most, and stops nothing: a log
/// that cannot be read is told on stderr, one that contradicts itself, or does not prove what it signs, is
/// told at the end.
struct LogWatch {
    /// How often the log is looked at, at most.
    static let interval = Duration.seconds(60)
    /// How long an answer is waited for; the messages of the mailbox wait meanwhile.
    static let patience = Duration.seconds(5)

    private let source: LogSource
    private let memory: CheckpointMemory
    private let witness: Cosigning?
    private let surroundings: Surroundings
    private var tried: Instant?
    /// Why the log is not to be trusted any more, once that was seen.
    private(set) var alarm: ToolFailure?

    /// Watches the log that a node file pins; nil when it pins none.
    init?(
        _ node: NodeFile, remembering memory: CheckpointMemory, witness: Cosigning?,
        in surroundings: Surroundings
    ) throws(ToolFailure) {
        guard node.logKeys != nil || witness != nil else { return nil }
        source = try LogSource(of: node, in: surroundings, patience: Self.patience)
        self.memory = memory
        self.witness = witness
        self.surroundings = surroundings
    }

    /// Looks, when it is time to.
    mutating func look() async throws(ToolFailure) {
        guard alarm == nil, isTime else { return }
        tried = surroundings.now()
        do throws(ToolFailure) {
            let seen = try await source.checkpoint()
            alarm = try await fault(of: seen)
            if alarm == nil { try await give(seen) }
        } catch {
            try surroundings.notes.line(
                "The log could not be looked at: \(error.lines.first ?? "no answer")")
        }
    }

    /// Why a checkpoint is not to be trusted; nil for one that continues what was seen.
    ///
    /// Tiles that do not give the root which the log has signed are no failure to look: whoever signs another
    /// history could give just these wrong, and never be found out.
    private func fault(of seen: SeenCheckpoint) async throws(ToolFailure) -> ToolFailure? {
        do throws(ToolFailure) {
            let found = try await memory.meet(seen, at: source)
            return found?.failure(keepingBeside: memory.path)
        } catch {
            guard error.status == .data else { throw error }
            return error
        }
    }

    /// Gives the cosignature back; a broker that does not take it is told of and stops nothing.
    private func give(_ seen: SeenCheckpoint) async throws(ToolFailure) {
        do throws(ToolFailure) { try await witness?.give(seen, of: source.key) } catch {
            try surroundings.notes.line(
                "The cosignature was not taken: \(error.lines.first ?? "no answer")")
        }
    }

    /// Ends a command that was right in all else, when the log is not to be trusted.
    func close() throws(ToolFailure) {
        if let alarm { throw alarm }
    }

    private var isTime: Bool {
        if let tried, surroundings.now().milliseconds - tried.milliseconds < Self.milliseconds {
            return false
        }
        return !memory.wasMarked(within: Self.interval)
    }

    private static let milliseconds = interval.components.seconds * 1_000
}
