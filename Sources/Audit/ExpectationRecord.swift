// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Ledger
package import Safeguarding

/// An expectation as it is kept, with what an audit must know of the message that opened it.
package struct ExpectationRecord: Sendable, Hashable {
    /// Its name: the entry that opened it, and the part.
    package let name: PartName
    /// How it stands.
    package let expectation: Expectation
    /// The parts that record its verdicts, for proof: the miss, then the meeting.
    package let verdicts: [PartName]
    /// Why it was withdrawn, stands still or was opened again, or did not apply, where that was said; never
    /// why it was missed or met.
    package let reason: String?
    /// What opened it.
    package let opener: Opener

    /// The message that opened an expectation, or the agency whose silence did.
    package struct Opener: Sendable, Hashable {
        /// The thread; nil where no message opened it, or a refused one that tells none.
        package let thread: ThreadID?
        /// Who issued it, or is silent.
        package let issuer: AgencyID
        /// Its `jti`; nil where no message opened it, or a refused one that tells none.
        package let token: TokenID?
        /// Its event type; nil where no message opened it, or a refused one of a type that is not known.
        package let type: EventType?
        /// The entry of the root of its matter; its own, when it opens one; `refusalRoot` when it was
        /// refused, `silenceRoot` where a silence opened it.
        package let root: Int64
        /// The number of the partnership.
        package let partnership: Int
        /// Whether its thread, or itself, is restricted.
        package let isRestricted: Bool
        /// When it was received.
        package let at: Instant

        /// Names the opening message.
        package init(
            thread: ThreadID, issuer: AgencyID, token: TokenID, type: EventType, root: Int64,
            partnership: Int, isRestricted: Bool, at: Instant
        ) {
            self.thread = thread
            self.issuer = issuer
            self.token = token
            self.type = type
            self.root = root
            self.partnership = partnership
            self.isRestricted = isRestricted
            self.at = at
        }

        /// Where a root would stand: what a refused message opens stands under none.
        package static let refusalRoot: Int64 = -1
        /// Where a root would stand: what a silence opens stands under none.
        package static let silenceRoot: Int64 = -2

        /// Names an agency that is silent.
        package init(silent facts: SilenceFacts, _ partnership: Int, _ at: Instant) {
            (thread, issuer, token, type) = (nil, facts.agency, nil, nil)
            root = Self.silenceRoot
            self.partnership = partnership
            (isRestricted, self.at) = (false, at)
        }

        /// Whether a refused message opened it.
        package var isRefusal: Bool { root == Self.refusalRoot }

        /// Whether no message opened it.
        package var isSilence: Bool { root == Self.silenceRoot }

        /// What opened it, in one word: the name of the message's type, or of the schedule; `refusal`
        /// for a message of a type that is not known.
        package var name: String { type?.name ?? schedule }

        /// Where it hangs: the `jti` of the message, or the name of the schedule; `refusal` for a
        /// message without one.
        package var anchor: String { token?.text ?? schedule }

        private var schedule: String {
            (isSilence ? Opening.silence : Opening.refusal).description
        }

        /// What stands in the place of a type where no accepted message opened something.
        package static let schedules = Set([Opening.silence, .refusal].map(\.description))

        /// Names a refused message, as far as it could be read.
        package init(
            refused facts: RefusedFacts, isRestricted: Bool, _ partnership: Int, _ at: Instant
        ) {
            (thread, issuer, token, type) = (facts.thread, facts.issuer, facts.token, facts.type)
            root = Self.refusalRoot
            self.partnership = partnership
            self.isRestricted = isRestricted
            self.at = at
        }
    }

    /// Takes up an expectation as a store kept it.
    package init(
        restoring name: PartName, expectation: Expectation, verdicts: [PartName],
        reason: String? = nil, opener: Opener
    ) {
        self.name = name
        self.expectation = expectation
        self.verdicts = verdicts
        self.reason = expectation.verdict.hasReason ? reason : nil
        self.opener = opener
    }
}

extension Expectation.Verdict {
    /// Whether somebody's reason explains it; a miss and a meeting explain themselves, and a reason that
    /// was given before says nothing of them.
    fileprivate var hasReason: Bool {
        switch self {
        case .open, .paused, .withdrawn, .notApplicable: true
        case .missed, .met, .metLate: false
        }
    }
}
