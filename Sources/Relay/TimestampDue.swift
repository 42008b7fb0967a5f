// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing

/// What of the log a time stamping authority is to stamp now.
package struct TimestampDue: Sendable, Hashable {
    /// What is stamped.
    package let subject: KeptTimestamp.Subject
    /// What the authority is given.
    package let imprint: SHA256Digest
    /// Since when it is due.
    package let since: Instant
    /// Until when the token must be good at least, exclusive, to be of use; nil for any time.
    package let outlasting: Instant?

    /// How long before a token ends it is stamped again.
    package static let renewalDays: Int64 = 30
    /// How long after a renewal the next may be due, while an authority goes on stamping under a
    /// certificate that ends.
    package static let renewalPauseHours: Int64 = 24

    /// When the newest checkpoint is to be stamped: with the first whole hour after the last stamp, so
    /// that each hour and each day ends with one, and not before something was added to what is stamped.
    ///
    /// - Parameter first: when the first entry was written that no stamped checkpoint holds; nil when
    ///   there is none.
    static func hour(after last: KeptTimestamp?, firstUnstamped first: Instant?) -> Instant? {
        guard let first else { return nil }
        guard let last else { return first }
        let hour: Int64 = 3_600_000
        let asked = last.askedAt.milliseconds
        let next = Instant(milliseconds: (asked / hour + 1) * hour)
        return max(next, first)
    }

    /// When tokens are to be stamped again of which one ends then.
    static func renewal(before end: Instant, after last: KeptTimestamp?) -> Instant {
        let due = end.adding(milliseconds: -renewalDays * 86_400_000)
        guard let last else { return due }
        return max(due, last.askedAt.adding(milliseconds: renewalPauseHours * 3_600_000))
    }
}
