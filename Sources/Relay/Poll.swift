// SPDX-License-Identifier: Apache-2.0

package import Ledger
package import Safeguarding

/// A poll as RFC 8936 section 2.4 describes it, free of any HTTP.
package struct Poll: Sendable, Hashable {
    /// The most messages that the caller wants; nil means as many as the broker gives at once, 0
    /// only reports.
    package var maxEvents: Int?
    /// Whether to answer at once when there is nothing; else the poll waits.
    package var returnImmediately: Bool
    /// Messages that the caller's system has taken.
    package var acknowledged: [TokenID]
    /// Messages that the caller's system refused.
    package var errors: [SetError]
    /// What the same request acknowledged before, where that is noted already: it counts for nothing
    /// more, and nothing under such a `jti` stands in the answer.
    package var noted: [TokenID]

    /// A message that the caller's system refused (RFC 8936 section 2.6).
    package struct SetError: Sendable, Hashable {
        /// Its `jti`.
        package let token: TokenID
        /// The error code, verbatim, registered or not.
        package let code: String
        /// What the caller's system says about it.
        package let description: String?

        /// Reports an error.
        package init(token: TokenID, code: String, description: String?) {
            self.token = token
            self.code = code
            self.description = description
        }
    }

    /// Whether it says anything of messages that were handed out.
    package var isReport: Bool { !acknowledged.isEmpty || !errors.isEmpty }

    /// Describes a poll.
    package init(
        maxEvents: Int? = nil, returnImmediately: Bool = false, acknowledged: [TokenID] = [],
        errors: [SetError] = [], noted: [TokenID] = []
    ) {
        self.maxEvents = maxEvents
        self.returnImmediately = returnImmediately
        self.acknowledged = acknowledged
        self.errors = errors
        self.noted = noted
    }
}

/// The answer to a poll: messages in log order, byte for byte as they were received.
package struct PollAnswer: Sendable {
    /// Each message's `jti` and its compact JWS.
    package let sets: [(token: TokenID, jws: [UInt8])]
    /// What later messages did to some of them, each kind once.
    package var amended: [(token: TokenID, kinds: [AmendmentPart.Kind])] = []
    /// Whether more waits in the mailbox.
    package private(set) var moreAvailable: Bool

    /// The answer that holds nothing, though more may wait for the caller to come again.
    static func nothing(isMore: Bool) -> PollAnswer {
        PollAnswer(sets: [], moreAvailable: isMore)
    }

    /// The same answer, where more waits than was seen when it was made.
    func withMore(_ isMore: Bool) -> PollAnswer {
        var answer = self
        answer.moreAvailable = moreAvailable || isMore
        return answer
    }
}
