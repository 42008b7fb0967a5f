// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
import Routing
package import Safeguarding
package import Wire

/// Why a message is to be looked through: it was taken under a key that was then said to be revoked.
package enum RevokedReason: String, Sendable, Hashable, CaseIterable {
    /// It was taken though it could not be told whether its signer's certificate had been revoked; it
    /// had.
    case acceptedInDoubt = "accepted-in-doubt"
    /// It says itself that it was signed when the key was revoked already.
    case signedAfter = "signed-after-revocation"
    /// It says that it was signed before, and came after: whoever has the key can say so.
    case receivedAfter = "received-after-revocation"
}

extension RevokedFacts {
    /// Whether a message was signed or received under the key when it was revoked.
    package func concerns(_ message: MessageFacts, at received: Instant) -> Bool {
        reason(for: message, at: received) != nil
    }

    /// Why a message is to be looked through because of this; nil when it is not.
    package func reason(for message: MessageFacts, at received: Instant) -> RevokedReason? {
        guard message.issuer == agency, message.kid == kid else { return nil }
        let isSignedAfter = Instant(seconds: message.issuedAt) >= revokedAt
        guard isSignedAfter || received >= revokedAt else { return nil }
        if message.isInDoubt { return .acceptedInDoubt }
        return isSignedAfter ? .signedAfter : .receivedAfter
    }
}

/// An entry of the log that says that a key was revoked.
package struct Revocation: Sendable, Hashable {
    /// Its entry.
    package let entry: Int64
    /// When it was entered: from then on everybody could know.
    package let at: Instant
    /// Which key, and from when.
    package let facts: RevokedFacts

    /// Takes up an entry.
    package init(entry: Int64, at: Instant, facts: RevokedFacts) {
        self.entry = entry
        self.at = at
        self.facts = facts
    }

    /// What a party of a message that it concerns is shown beside it.
    package func mark(_ reason: RevokedReason) -> JSONValue {
        [
            "revoked_at": .string(facts.revokedAt.rfc3339), "known_at": .string(at.rfc3339),
            "index": .integer(entry), "why": .string(reason.rawValue),
        ]
    }
}

extension [Revocation] {
    /// Those that count: of several of one key the last, which corrects those before it.
    package var inForce: [Revocation] {
        var last: [[String]: Revocation] = [:]
        for revocation in self {
            last[[revocation.facts.agency.uri, revocation.facts.kid]] = revocation
        }
        return last.values.sorted { $0.entry < $1.entry }
    }
}

/// A message that is to be looked through.
package struct RevokedMessage: Sendable {
    /// The message.
    package let message: MessageRecord
    /// What is known of each recipient.
    package let handoffs: [HandoffRecord]
    /// What was done to it, as far as the viewer may know.
    package let amended: [ShownAmendment]
    /// Because of which revocation.
    package let revocation: Revocation
    /// Why.
    package let reason: RevokedReason

    /// Takes up a message; nil when the revocation does not concern it.
    package init?(
        _ message: MessageRecord, handoffs: [HandoffRecord], amended: [ShownAmendment] = [],
        by revocation: Revocation
    ) {
        guard let facts = message.facts,
            let reason = revocation.facts.reason(for: facts, at: message.entry.at)
        else { return nil }
        self.message = message
        self.handoffs = handoffs
        self.amended = amended
        self.revocation = revocation
        self.reason = reason
    }

    /// The message as `GET /audit/revoked` lists it.
    package var json: JSONValue {
        let facts = message.facts
        return .object(leavingOutNil: [
            "index": .integer(message.entry.index), "iss": facts.map { .string($0.issuer.uri) },
            "jti": facts.map { .string($0.token.text) },
            "txn": facts.map { .string($0.thread.text) },
            "type": facts.map { .string($0.type.name) }, "kid": facts.map { .string($0.kid) },
            "iat": facts.map { .string(Instant(seconds: $0.issuedAt).rfc3339) },
            "received_at": .string(message.entry.at.rfc3339), "why": .string(reason.rawValue),
            "revoked_at": .string(revocation.facts.revokedAt.rfc3339),
            "known_at": .string(revocation.at.rfc3339),
            "revocation": .integer(revocation.entry),
            "recipients": .array(
                handoffs.map { handoff in
                    [
                        "agency": .string(handoff.recipient.agency.uri),
                        "state": .string(handoff.handoff.state.rawValue),
                    ]
                }),
            "amended": amended.json(withholding: false),
        ])
    }

    private static let columns = [
        "jti", "iss", "txn", "type", "kid", "iat", "received_at", "why", "revoked_at", "known_at",
        "recipients", "amended",
    ]

    /// A page as a table (RFC 4180), one line a message; its recipients stand in one cell.
    package static func csv(_ items: [RevokedMessage]) -> String {
        CommaSeparated.text(
            columns,
            items.map { item in
                let json = item.json
                let recipients = item.handoffs.map {
                    "\($0.recipient.agency.uri)=\($0.handoff.state.rawValue)"
                }
                return columns.dropLast(2).map { json[$0]?.string ?? "" }
                    + [recipients.joined(separator: " "), item.amended.words]
            })
    }
}
