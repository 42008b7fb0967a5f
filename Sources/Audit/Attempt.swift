// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
import Routing
package import Safeguarding
import Wire

/// Something that was tried while an expectation ran: to hand its message over, or to answer it.
///
/// Only what the log holds. That a message was handed out and not acknowledged leaves no entry, and of
/// several refusals by one system the last one is kept.
package struct Attempt: Sendable, Hashable {
    /// When, by the log's clock.
    package let at: Instant
    /// The agency whose system took or refused the message, or that sent what was refused.
    package let agency: AgencyID
    /// How it ended.
    package let outcome: Outcome
    /// The entry that records it.
    package let index: Int64

    /// How an attempt ended.
    package enum Outcome: Sendable, Hashable {
        /// The system took the message.
        case taken
        /// The system refused the message (`setErrs`).
        case refused
        /// The message was not taken within the time that its urgency allows.
        case undeliverable
        /// A message of its in the thread was refused by the broker, for these reasons.
        case turnedAway([RefusedFacts.Reason])
    }
}

extension Attempt {
    /// The attempts to hand a message over, in the order of time.
    package static func handing(_ record: HandoffRecord) -> [Attempt] {
        let handoff = record.handoff
        let steps: [(Handoff.Step, Instant?, Outcome)] = [
            (.refused, handoff.refusedAt, .refused),
            (.undeliverable, handoff.undeliverableAt, .undeliverable),
            (.delivered, handoff.deliveredAt, .taken),
        ]
        return steps.compactMap { step, at, outcome in
            guard let at, let name = record.steps[step] else { return nil }
            return Attempt(
                at: at, agency: record.recipient.agency, outcome: outcome, index: name.entry)
        }
    }

    /// That a message was refused, whose sender tried to send it.
    package init(sending record: QuarantineRecord) {
        at = record.message.entry.at
        agency = record.facts.issuer
        outcome = .turnedAway(record.facts.reasons)
        index = record.index
    }

    /// The attempt as `GET /audit/explain` tells it.
    var json: JSONValue {
        var reasons: [RefusedFacts.Reason]?
        if case .turnedAway(let why) = outcome { reasons = why }
        return .object(leavingOutNil: [
            "at": .string(at.rfc3339), "agency": .string(agency.uri), "outcome": .string(word),
            "index": .integer(index),
            "reasons": reasons.map { .array($0.map(\.told)) },
        ])
    }

    private var word: String {
        switch outcome {
        case .taken: "taken"
        case .refused: "refused"
        case .undeliverable: "undeliverable"
        case .turnedAway: "turned-away"
        }
    }

    /// What happened, in a sentence.
    var sentence: String {
        switch outcome {
        case .taken: "The system of \(agency.uri) took the message."
        case .refused: "The system of \(agency.uri) refused the message."
        case .undeliverable:
            "The system of \(agency.uri) had not taken the message in the time that its urgency "
                + "allows."
        case .turnedAway(let reasons):
            "\(agency.uri) sent a message in this thread, which the broker refused: "
                + reasons.map(\.words).joined(separator: ", ") + "."
        }
    }
}

extension RefusedFacts.Reason {
    fileprivate var told: JSONValue {
        .object(leavingOutNil: ["code": .string(code), "at": place.map(JSONValue.string)])
    }

    fileprivate var words: String { place.map { "\(code) at \($0)" } ?? code }
}

/// A span in which nothing was heard of an agency's system, for longer than is usual for it: it could
/// not be reached.
package struct SilentSpan: Sendable, Hashable {
    /// The agency.
    package let agency: AgencyID
    /// Its last sign of life.
    package let from: Instant
    /// The next one; nil while there is none.
    package let until: Instant?

    /// What a silence was that a rule has found; nil for what no silence opened.
    package init?(_ record: ExpectationRecord) {
        guard record.opener.isSilence else { return nil }
        agency = record.expectation.owedBy
        from = record.expectation.terms.from
        until = record.expectation.verdict.met
    }

    /// Whether it lies within a span, or a part of it.
    func overlaps(_ from: Instant, _ until: Instant) -> Bool {
        self.from < until && self.until.map { $0 > from } ?? true
    }

    /// The span as `GET /audit/explain` tells it.
    var json: JSONValue {
        .object(leavingOutNil: [
            "agency": .string(agency.uri), "from": .string(from.rfc3339),
            "until": until.map { .string($0.rfc3339) },
        ])
    }
}
