// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// Which messages to read.
package enum MessageQuery: Sendable {
    /// The accepted or issued message of an issuer, by the keyed form of its `jti`.
    case token(issuer: AgencyID, indexed: [UInt8])
    /// The refused message of an issuer, by the keyed form of its digest.
    case refused(issuer: AgencyID, indexed: [UInt8])
    /// The accepted or issued messages that an agency received, by the keyed form of their `jti`.
    case received(by: AgencyID, indexed: [UInt8])
    /// The messages of those entries, with their ciphertext.
    case content([Int64])
    /// The message of an entry.
    case entry(Int64)
    /// The messages of those entries, without their ciphertext.
    case entries([Int64])
    /// The first message of a thread.
    case opening(ThreadID)
    /// The last message of a thread.
    case latest(ThreadID)
    /// The first message that an agency sent in a thread.
    case sent(by: AgencyID, in: ThreadID)
    /// Of an agency's messages in a thread, the first to each whom it addressed: each once, in their order.
    case addressing(by: AgencyID, in: ThreadID)
    /// All messages of a thread.
    case thread(ThreadID)
    /// What an agency sent or was sent after an entry, since a time; at most that many.
    case involving(AgencyID, after: Int64, since: Instant, limit: Int)
    /// What an agency sent after an entry, since a time; at most that many.
    case sentAfter(by: AgencyID, entry: Int64, since: Instant, limit: Int)
    /// The first message of each who signed under a certificate, after an entry; at most that many.
    case signers(after: Int64, limit: Int)
    /// Messages that were accepted in doubt of their signer, which was not settled, after an entry; at
    /// most that many.
    case doubtful(after: Int64, limit: Int)
    /// The first message that was not purged and whose data key lies under the store key of that number.
    case sealed(under: Int)
}
