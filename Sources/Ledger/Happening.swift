// SPDX-License-Identifier: Apache-2.0

package import Safeguarding
package import Signing
import Wire

/// Something that happened and has one entry in the log.
///
/// The state of the broker is a projection of happenings: what a table needs after a purge is in
/// their facts and parts (interfaces.md section 6).
package struct Happening: Sendable, Hashable {
    /// What all its parties may see.
    package let facts: Facts
    /// What only some may see, numbered from 0.
    package let parts: [Part]

    /// Pairs facts with parts.
    package init(_ facts: Facts, parts: [Part] = []) {
        self.facts = facts
        self.parts = parts
    }
}

/// The facts of an entry, by its kind.
package enum Facts: Sendable, Hashable {
    /// A message was accepted.
    case accepted(MessageFacts)
    /// The broker issued a message of its own.
    case issued(MessageFacts)
    /// A message with a good signature was refused.
    case refused(RefusedFacts)
    /// A sender withdrew a message that was refused.
    case withdrawn(WithdrawnFacts)
    /// A mailbox was polled with acknowledgements or errors.
    case polled(by: AgencyID)
    /// Expectations of a partnership were found due.
    case judged
    /// An agency's system was not heard of for longer than is usual for it.
    case silent(SilenceFacts)
    /// The daemon started; the interval in which it was down, as far as it can tell.
    case started(version: String, down: Interval?)
    /// A configuration took effect.
    case loaded(LoadedFacts)
    /// Something was read by a person, or content was read.
    case read(ReadFacts)
    /// The broker's clock is doubted, or believed again.
    case clock(ClockFacts)
    /// The log goes on after a gap that an operator accepted.
    case gap(GapFacts)
    /// A key of an agency was revoked.
    case revoked(RevokedFacts)
    /// Of messages whose signers were in doubt, it can be told now.
    case settled(SettledFacts)
    /// Messages are kept or forgotten: a plan, its approval, a purge, a legal hold.
    case retention(RetentionFacts)
}

/// A span of time, from its first instant to the first after it.
package struct Interval: Sendable, Hashable {
    /// The first instant.
    package let from: Instant
    /// The first instant after it.
    package let until: Instant

    /// Spans from one instant to another.
    package init(from: Instant, until: Instant) {
        self.from = from
        self.until = until
    }

    /// How long it is, in milliseconds.
    package var length: Int64 { until.milliseconds(since: from) }
}

/// The facts of a refused message: as much as it shows, and no content.
package struct RefusedFacts: Sendable, Hashable {
    /// Who signed it.
    package let issuer: AgencyID
    /// Who carried it, when that was another.
    package let via: AgencyID?
    /// The name of the key that signed it.
    package let kid: String
    /// The thread, when it is well formed.
    package let thread: ThreadID?
    /// Its `jti`, when it is well formed.
    package let token: TokenID?
    /// Its event type, when the broker knows it.
    package let type: EventType?
    /// `iat` in seconds, when it is a number.
    package let issuedAt: Int64?
    /// `toe` in seconds, when it is a number.
    package let occurredAt: Int64?
    /// SHA-256(salt ‖ SHA-256(JWS signing input)).
    package let commitment: SHA256Digest
    /// The entry of the load of the configuration in force.
    package let configuration: Int64
    /// Every reason: its code, and where the fault is.
    package let reasons: [Reason]

    /// A reason as it is logged: without the detail, which may quote the message.
    package struct Reason: Sendable, Hashable {
        /// The code of the closed list.
        package let code: String
        /// A claim's name or a JSON Pointer.
        package let place: String?

        /// Names a reason.
        package init(code: String, place: String?) {
            self.code = code
            self.place = place
        }
    }

    /// The most reasons that are logged of one refusal.
    package static let reasonLimit = 64
    /// The most bytes that the places of those reasons have together, written as JSON: entry and notice stay
    /// small, whatever the refused message calls its members.
    package static let placeBytes = 16 << 10

    /// As many of a refusal's reasons, from the first on, as are logged.
    package static func logged(_ reasons: [Reason]) -> [Reason] {
        var rest = placeBytes
        let kept = reasons.prefix(reasonLimit).prefix { reason in
            rest -= reason.place.map { JSONValue.string($0).canonical.count } ?? 0
            return rest >= 0
        }
        return Array(kept)
    }

    /// Gathers the facts.
    package init(
        issuer: AgencyID, via: AgencyID?, kid: String, thread: ThreadID?, token: TokenID?,
        type: EventType?, issuedAt: Int64?, occurredAt: Int64?, commitment: SHA256Digest,
        configuration: Int64, reasons: [Reason]
    ) {
        self.issuer = issuer
        self.via = via
        self.kid = kid
        self.thread = thread
        self.token = token
        self.type = type
        self.issuedAt = issuedAt
        self.occurredAt = occurredAt
        self.commitment = commitment
        self.configuration = configuration
        self.reasons = Array(reasons.prefix(Self.reasonLimit))
    }
}

/// The facts of a load of the configuration: what was in force from then on.
package struct LoadedFacts: Sendable, Hashable {
    /// SHA-256 of each document by its role, such as `configuration` or `rules:<name>`.
    package let documents: [String: SHA256Digest]
    /// Agencies that got their number in the store with this load.
    package let newAgencies: [Int: AgencyID]
    /// Partnerships by their number.
    package let partnerships: [Int: PartnershipID]

    /// Gathers the facts.
    package init(
        documents: [String: SHA256Digest], newAgencies: [Int: AgencyID],
        partnerships: [Int: PartnershipID]
    ) {
        self.documents = documents
        self.newAgencies = newAgencies
        self.partnerships = partnerships
    }
}

/// The facts of a read: who, what, and for what purpose.
package struct ReadFacts: Sendable, Hashable {
    /// The agency that read.
    package let agency: AgencyID
    /// The person, as an opaque staff id.
    package let person: String?
    /// What was asked: a door such as `audit/thread`, or `message` for its content and
    /// `message/standing` for what became of it.
    package let question: String
    /// The thread that was read.
    package let thread: ThreadID?
    /// The entry of the message that was read.
    package let message: Int64?
    /// What for, as the reader said.
    package let purpose: String?
    /// The reader's own reference.
    package let reference: String?
    /// What else was given: the period, the partnership and the filters, by their names.
    package let given: [String: String]

    /// Gathers the facts.
    package init(
        agency: AgencyID, person: String?, question: String, thread: ThreadID? = nil,
        message: Int64? = nil, purpose: String? = nil, reference: String? = nil,
        given: [String: String] = [:]
    ) {
        self.agency = agency
        self.person = person
        self.question = question
        self.thread = thread
        self.message = message
        self.purpose = purpose
        self.reference = reference
        self.given = given
    }
}
