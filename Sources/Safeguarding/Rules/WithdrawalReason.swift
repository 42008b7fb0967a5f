// SPDX-License-Identifier: Apache-2.0

/// Why a sender does not send a message again that was refused.
///
/// A closed list, and no free text: what is said here stands in the log for ever, where nothing may
/// be about a person.
package enum WithdrawalReason: String, Sendable, Hashable, CaseIterable {
    /// It should not have been sent.
    case sentInError = "sent-in-error"
    /// Whom it was for was told in another way: by telephone, or by another message.
    case sentOtherwise = "sent-otherwise"
    /// It was sent twice, and the other one arrived.
    case duplicate
    /// It was no referral: a test, or something that belongs elsewhere.
    case notAReferral = "not-a-referral"
}
