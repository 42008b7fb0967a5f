// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Safeguarding
import Synchronization

/// A message as its recipients are handed it.
struct HandedMessage: Sendable {
    /// Its `jti`.
    let token: TokenID
    /// The compact JWS, byte for byte as it was received.
    let jws: [UInt8]
    /// The number of the partnership it concerns.
    let partnership: Int
    /// Whom its entry routes it to, in the order of the parts, of which the first is the routing.
    let recipients: [AgencyID]
    /// What later messages did to it, each kind once; nothing of one that came just now.
    var amended: [AmendmentPart.Kind] = []

    /// Whether a handoff of it is an agency's by the entry itself, which the log commits to; the table
    /// of mailboxes is committed to by nothing.
    func isRouted(to agency: AgencyID, as handoff: PartName) -> Bool {
        recipients.indices.contains(handoff.part - 1) && recipients[handoff.part - 1] == agency
    }
}

/// The newest messages, as they came, so that recipients who poll at once are handed what the daemon
/// still has in its hands instead of what it must read and decrypt.
///
/// Nothing rests on it: what is not here is in the store, which alone decides who may have what. It
/// holds only what was committed, within a limit of bytes, the oldest going first.
final class FreshMessages: Sendable {
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var messages: [Int64: HandedMessage] = [:]
        /// The entries in the order in which they came, which is that of the log.
        var order: [Int64] = []
        /// Where the oldest that is still held stands in `order`.
        var oldest = 0
        var bytes = 0

        mutating func drop() {
            forget(order[oldest])
            oldest += 1
            guard oldest > 4_096 else { return }
            order.removeFirst(oldest)
            oldest = 0
        }

        mutating func forget(_ entry: Int64) {
            guard let message = messages.removeValue(forKey: entry) else { return }
            bytes -= message.jws.count
        }
    }

    /// - Parameter bytes: how many bytes of messages are held at most.
    init(bytes: Int) { limit = bytes }

    /// Keeps messages that were just committed, by their entries.
    func keep(_ messages: [(entry: Int64, message: HandedMessage)]) {
        guard !messages.isEmpty else { return }
        state.withLock { state in
            for (entry, message) in messages {
                state.messages[entry] = message
                state.order.append(entry)
                state.bytes += message.jws.count
            }
            while state.bytes > limit { state.drop() }
        }
    }

    /// Holds messages no longer to which something was done since: they are read with the marks of that.
    func forget(_ entries: [Int64]) {
        guard !entries.isEmpty else { return }
        state.withLock { state in for entry in entries { state.forget(entry) } }
    }

    /// Those of the entries that are held.
    func messages(_ entries: some Sequence<Int64>) -> [Int64: HandedMessage] {
        state.withLock { state in
            var found: [Int64: HandedMessage] = [:]
            for entry in entries { found[entry] = state.messages[entry] }
            return found
        }
    }
}
