// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
import Wire

/// What an entry says of an agency's system that was not heard of for longer than is usual for it.
///
/// The verdict on what it opens follows from this entry alone: since when, what was usual, and how
/// long was too long.
package struct SilenceFacts: Sendable, Hashable {
    /// The agency that is silent.
    package let agency: AgencyID
    /// The time of its last sign of life, or of the broker's start, if nothing was heard since then.
    package let since: Instant
    /// The longest time without a sign that was usual for it, in milliseconds.
    package let usualMilliseconds: Int64
    /// For how long it might be silent, in milliseconds.
    package let limitMilliseconds: Int64

    /// Gathers the facts.
    package init(
        agency: AgencyID, since: Instant, usualMilliseconds: Int64, limitMilliseconds: Int64
    ) {
        self.agency = agency
        self.since = since
        self.usualMilliseconds = usualMilliseconds
        self.limitMilliseconds = limitMilliseconds
    }
}

extension SilenceFacts {
    var json: JSONValue {
        [
            "kind": "silent", "agency": .string(agency.uri), "since": .integer(since.milliseconds),
            "usual": .integer(usualMilliseconds), "limit": .integer(limitMilliseconds),
        ]
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(
            agency: try node.agency("agency"), since: try node.instant("since"),
            usualMilliseconds: try node.number("usual"), limitMilliseconds: try node.number("limit")
        )
    }
}
