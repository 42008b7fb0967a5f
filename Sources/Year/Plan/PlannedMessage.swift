// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// A message that an agency will send: everything but the signature.
package struct PlannedMessage: Sendable {
    /// When its system sends it.
    package let at: Instant
    /// Who sends it.
    package let from: Seat
    /// Whom it is addressed to.
    package let to: [Seat]
    /// The name of its event type.
    package let type: String
    /// The thread.
    package let thread: String
    /// Its `jti`.
    package let token: String
    /// The planned message that it answers, by its number.
    package let answers: Int?
    /// Its payload in canonical JSON, without `in_reply_to`, whose digest only the signed message
    /// has.
    package let payload: [UInt8]
    /// When what it tells happened; nil where it tells nothing but itself.
    package let occurred: Instant?
    /// Whether its system sends it a second time, having missed the answer to the first.
    package internal(set) var isRepeated = false
    /// Whose systems do not take it, and from when they do.
    package internal(set) var notTaken: [NotTaken] = []

    /// A system that does not take a message.
    package struct NotTaken: Sendable {
        /// Whose system.
        package let by: Seat
        /// When it takes it after all.
        package let until: Instant
    }
}

/// A message that was planned, as later steps of its story refer to it.
struct Sent: Sendable {
    /// The number in the plan; nil when the year ends before it is sent.
    let number: Int?
    /// When it is sent.
    let at: Instant
    let from: Seat
    let to: [Seat]
    let thread: String
    let token: String
    /// Whom the thread is about.
    let family: Family
    /// Who opened the matter, and so receives every answer in it.
    let opener: Seat

    /// Whom a message about it reaches, besides those that it is addressed to.
    var parties: [Seat] { [from, opener] }
}
