// SPDX-License-Identifier: Apache-2.0

/// Per what a timescale opens expectations: one for each of these.
package enum Counting: String, Sendable, Hashable, CaseIterable {
    /// One for the message.
    case message
    /// One for each agency that received the message.
    case recipient
    /// One for each person that the message is about.
    case subject
    /// One for each role to which what is expected must go.
    case role
    /// One for each agency on the message's attendance list.
    case attendee
}
