// SPDX-License-Identifier: Apache-2.0

package import Safeguarding

/// A token of a time stamping authority, kept with the log (RFC 3161).
///
/// Kept by their numbers, which begin with 1 and go up by one. A *renewal* stamps earlier tokens before
/// the certificates end by which they verify: the root of the RFC 6962 tree over the tokens in DER, in
/// the order of their numbers. So whoever trusts the last token can trust all those before.
package struct KeptTimestamp: Sendable, Hashable {
    /// What is stamped.
    package let subject: Subject
    /// The authority's URL, as the configuration named it.
    package let authority: String
    /// When the broker asked, by the log's clock.
    package let askedAt: Instant
    /// What the authority says that the time was.
    package let time: Instant
    /// Until when the token can be verified by itself: the first end of a certificate of its chain.
    package let validUntil: Instant
    /// The token in DER (`TimeStampToken`).
    package let token: [UInt8]

    /// What can be stamped.
    package enum Subject: Sendable, Hashable {
        /// The checkpoint that the log signed of that size: SHA-256 of its note's text, which signatures
        /// are no part of.
        case checkpoint(Int64)
        /// The tokens of those numbers.
        case tokens(ClosedRange<Int64>)
    }

    /// Describes a token.
    package init(
        _ subject: Subject, authority: String, askedAt: Instant, time: Instant,
        validUntil: Instant, token: [UInt8]
    ) {
        self.subject = subject
        self.authority = authority
        self.askedAt = askedAt
        self.time = time
        self.validUntil = validUntil
        self.token = token
    }
}

/// Which tokens to read, with their numbers and in their order.
package enum TimestampQuery: Sendable {
    /// The newest of a checkpoint.
    case newest
    /// The newest that renews earlier ones.
    case newestRenewal
    /// Those from a number on, at most so many.
    case from(Int64, limit: Int)
    /// Those from the first on whose checkpoint has at least that size, at most so many.
    case covering(Int64, limit: Int)
    /// The one that ends first of those from a number on.
    case endingFirst(from: Int64)
}

/// A token under its number.
package struct NumberedTimestamp: Sendable, Hashable {
    /// Its number.
    package let number: Int64
    /// The token and what it stamps.
    package let timestamp: KeptTimestamp

    /// Numbers a token.
    package init(_ number: Int64, _ timestamp: KeptTimestamp) {
        self.number = number
        self.timestamp = timestamp
    }
}
