// SPDX-License-Identifier: Apache-2.0

import TransparencyLog

/// What is known of one witness: the checkpoint that it has seen last, and when to ask it again.
///
/// A value without clock and network: it is told what was answered and when.
struct WitnessStanding: Sendable, Hashable {
    /// How many entries the last checkpoint has that the witness has seen.
    private(set) var size: UInt64
    /// How often in a row it has not cosigned.
    private(set) var failures = 0
    /// Not to be asked before, in milliseconds of the steady clock.
    private(set) var restsUntil: Int64 = .min

    /// The longest rest after a failure.
    static let longestRestMilliseconds: Int64 = 300_000

    /// A witness that has seen so much, as far as is known.
    init(size: UInt64 = 0) { self.size = size }

    /// Whether the witness is to be asked to cosign a checkpoint.
    func isDue(for newest: UInt64, at time: Int64) -> Bool { newest > size && time >= restsUntil }

    /// Hears what a witness answered to a checkpoint of a size.
    ///
    /// - Parameter times: when its cosignature can have been made.
    mutating func hear(
        _ reply: OutboundReply?, to request: AddCheckpoint, of newSize: UInt64,
        from witness: NoteVerifierKey, at time: Int64, within times: CosignatureTimes
    ) -> WitnessFinding {
        let finding = finding(reply, request, newSize, witness).within(times, of: witness)
        switch finding {
        case .cosigned:
            size = newSize
            failures = 0
        case .behind: size = reply.flatMap { AddCheckpoint.size($0.body) } ?? size
        case .ahead, .conflict, .unknownLog, .notTrusted:
            failures += 1
            restsUntil = time + Self.longestRestMilliseconds
        case .unreachable, .wrong:
            failures += 1
            restsUntil = time + min(1_000 << Int64(min(failures, 10)), Self.longestRestMilliseconds)
        }
        return finding
    }

    /// Reads an answer (C2SP tlog-witness, `add-checkpoint`).
    private func finding(
        _ reply: OutboundReply?, _ request: AddCheckpoint, _ newSize: UInt64,
        _ witness: NoteVerifierKey
    ) -> WitnessFinding {
        guard let reply else { return .unreachable }
        switch reply.status {
        case 200:
            guard let signature = request.cosigned(by: witness, answering: reply.body) else {
                return .wrong("its cosignature does not verify")
            }
            return .cosigned(signature)
        case 403: return .notTrusted
        case 404: return .unknownLog
        case 409: return Self.finding(reply, request, newSize)
        case 422:
            return .conflict(
                "what it has seen of \(request.oldSize) entries is not what the log's \(newSize) "
                    + "begin with")
        default: return .wrong("it answered with status \(reply.status)")
        }
    }

    /// 409: the witness has seen another size last, or another root of the same size.
    private static func finding(
        _ reply: OutboundReply, _ request: AddCheckpoint, _ newSize: UInt64
    ) -> WitnessFinding {
        guard reply.type.hasPrefix("text/x.tlog.size"), let seen = AddCheckpoint.size(reply.body)
        else {
            // That another root has the same size is said by the status alone.
            return request.oldSize == newSize
                ? .conflict("it has seen another root over \(newSize) entries")
                : .wrong("it answered 409 without a size")
        }
        if seen > newSize { return .ahead(seen: seen, stored: newSize) }
        guard seen != request.oldSize else {
            return seen == newSize
                ? .conflict("it has seen another root over \(seen) entries")
                : .wrong("it refuses the size that it has seen")
        }
        return .behind
    }
}

extension WitnessFinding {
    /// The same, unless it is a cosignature of a time at which it cannot have been made.
    fileprivate func within(
        _ times: CosignatureTimes, of witness: NoteVerifierKey
    ) -> WitnessFinding {
        guard case .cosigned(let signature) = self,
            let fault = times.fault(of: witness.name, at: signature.cosignedAt)
        else { return self }
        return .wrong("\(fault)")
    }
}
