// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Synchronization
import TransparencyLog

/// A message that was sent, and what it says in its own name.
struct Sent: Sendable {
    let message: SignedEvent

    var token: String { message.token.text }
    var thread: String { message.thread.text }
}

/// A promise of the broker: that it has a message for ever.
struct Acknowledgement: Sendable {
    let sent: Sent
    /// The header field of the 202.
    let location: String
    /// The tlog-proof in its body.
    let receipt: [UInt8]
    /// When it came, by the clock that is never set, in seconds.
    let at: Double
}

/// What senders remember: every message they sent, and every promise they were given.
final class AckJournal: Sendable {
    private struct Notes {
        var sent: [Sent] = []
        var acknowledgements: [Acknowledgement] = []
    }

    private let notes: Mutex<Notes>

    init() { notes = Mutex(Notes()) }

    private init(_ notes: Notes) { self.notes = Mutex(notes) }

    func note(_ sent: Sent) { notes.withLock { $0.sent.append(sent) } }

    func note(_ acknowledgement: Acknowledgement) {
        notes.withLock { $0.acknowledgements.append(acknowledgement) }
    }

    var acknowledgements: [Acknowledgement] { notes.withLock { $0.acknowledgements } }

    /// What was sent and not promised: it may be there whole, or not at all.
    var unpromised: [Sent] {
        notes.withLock { notes in
            let promised = Set(notes.acknowledgements.map(\.sent.token))
            return notes.sent.filter { !promised.contains($0.token) }
        }
    }

    /// The journal as it was at an instant.
    func before(_ instant: Double) -> AckJournal {
        notes.withLock { notes in
            let early = notes.acknowledgements.filter { $0.at < instant }
            return AckJournal(Notes(sent: early.map(\.sent), acknowledgements: early))
        }
    }

    /// The part of the journal that an earlier state of it does not hold.
    func since(_ count: (sent: Int, acknowledged: Int)) -> AckJournal {
        notes.withLock { notes in
            AckJournal(
                Notes(
                    sent: Array(notes.sent.dropFirst(count.sent)),
                    acknowledgements: Array(
                        notes.acknowledgements.dropFirst(count.acknowledged))))
        }
    }

    /// How much it holds.
    var count: (sent: Int, acknowledged: Int) {
        notes.withLock { ($0.sent.count, $0.acknowledgements.count) }
    }
}
