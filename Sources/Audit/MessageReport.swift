// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
import Ledger
import Routing
package import Safeguarding
package import Wire

/// How one message stands, for its sender or for one of its recipients.
///
/// The sender sees every recipient and who was excluded; a recipient sees its own handoff.
package struct MessageReport: Sendable {
    private let message: MessageRecord
    private let handoffs: [HandoffRecord]
    private let isSender: Bool

    /// Reports a message; nil when the viewer is neither its sender nor a recipient.
    package init?(_ message: MessageRecord, handoffs: [HandoffRecord], for viewer: AgencyID) {
        guard let facts = message.facts else { return nil }
        isSender = facts.issuer == viewer
        self.message = message
        self.handoffs = isSender ? handoffs : handoffs.filter { $0.recipient.agency == viewer }
        guard isSender || !self.handoffs.isEmpty else { return nil }
    }

    /// The least that any recipient has done; `unrouted` when there is none, so that "delivered to
    /// nobody" never looks like success.
    package var state: String {
        let order: [Handoff.State] = [
            .refused, .undeliverable, .routed, .delivered, .acknowledged, .answered,
        ]
        let states = Set(handoffs.map(\.handoff.state))
        return order.first(where: states.contains)?.rawValue ?? "unrouted"
    }

    /// The words by which a list can be narrowed: to messages whose `state` that is.
    package static let states = Set(Handoff.State.allCases.map(\.rawValue) + ["unrouted"])

    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        Set(handoffs.flatMap { [$0.name.entry] + $0.steps.values.map(\.entry) })
            .union([message.entry.index])
    }

    /// The entry of the message.
    package var entry: Int64 { message.entry.index }

    /// A line of a list: which message, its state, and that it was amended or purged.
    package func summary(amended: [ShownAmendment] = []) -> JSONValue {
        var summary = JSONValue.object(leavingOutNil: head)
        if let shown = amended.json(withholding: false) {
            summary = summary.adding("amended", shown)
        }
        return message.purgedBy.map {
            summary.adding("purged", ["index": .integer($0.entry)])
        } ?? summary
    }

    /// The report as `GET /messages/{jti}` answers it.
    package func json(_ proofs: Proofs) -> JSONValue {
        .object(leavingOutNil: head)
            .adding("recipients", .array(handoffs.map { $0.json(proofs) }))
            .adding("excluded", isSender ? excluded.json : .array([]))
            .adding(
                "overdue_agreements",
                .array(isSender ? overdueAgreements.map(JSONValue.string) : [])
            )
            .adding("excluded_proofs", .array(isSender ? exclusionProofs(proofs) : []))
            .adding("attempts", .array(handoffs.compactMap { $0.failedAttempt }))
            .adding(
                "proof",
                (isSender
                    ? proofs.disclosure(of: PartName(entry: message.entry.index, part: 0))
                    : proofs.disclosure(ofEntry: message.entry.index)) ?? .null)
    }

    private var head: KeyValuePairs<String, JSONValue?> {
        [
            "iss": (message.facts?.issuer.uri).map(JSONValue.string),
            "jti": (message.facts?.token.text).map(JSONValue.string),
            "txn": (message.facts?.thread.text).map(JSONValue.string),
            "type": (message.facts?.type.name).map(JSONValue.string), "state": .string(state),
            "at": .string(message.entry.at.rfc3339), "index": .integer(message.entry.index),
            "late": message.facts.flatMap { facts in
                facts.late.isEmpty ? nil : .array(facts.late.map { .string($0.rawValue) })
            },
        ]
    }

    private func exclusionProofs(_ proofs: Proofs) -> [JSONValue] {
        message.happening.parts.indices.compactMap { number in
            guard case .exclusion = message.happening.parts[number] else { return nil }
            return proofs.disclosure(of: PartName(entry: message.entry.index, part: number))
        }
    }

    /// The agreements past their day of review that let it out.
    private var overdueAgreements: [String] {
        message.happening.parts.flatMap { part -> [String] in
            guard case .routing(let routing) = part else { return [] }
            return routing.overdueAgreements
        }
    }

    private var excluded: [Exclusion] {
        message.happening.parts.compactMap { part in
            guard case .exclusion(let exclusion) = part else { return nil }
            return exclusion
        }
    }
}

extension HandoffRecord {
    /// The handoff as answers list it: to whom, how far it got and when, with what proves each step.
    func json(_ proofs: Proofs) -> JSONValue {
        .object(leavingOutNil: [
            "agency": .string(recipient.agency.uri), "state": .string(handoff.state.rawValue),
            "handoff": .string(name.text(origin: proofs.origin)),
            "why": .string(recipient.reason.rawValue),
            "agreement": recipient.agreement.map(JSONValue.string),
            "routed_at": .string(handoff.routedAt.rfc3339),
            "delivered_at": handoff.deliveredAt.map { .string($0.rfc3339) },
            "acknowledged_at": handoff.acknowledgedAt.map { .string($0.rfc3339) },
            "answered_at": handoff.answeredAt.map { .string($0.rfc3339) },
            "refused_at": handoff.refusedAt.map { .string($0.rfc3339) },
            "undeliverable_at": handoff.undeliverableAt.map { .string($0.rfc3339) },
            "proof": proofs.disclosure(of: name),
            "steps": .array(
                steps.sorted { $0.value < $1.value }.map { step, part in
                    .object(leavingOutNil: [
                        "step": .string(step.rawValue), "proof": proofs.disclosure(of: part),
                    ])
                }),
        ])
    }

    /// The last time that the recipient's system refused the message.
    fileprivate var failedAttempt: JSONValue? {
        guard let refusedAt = handoff.refusedAt else { return nil }
        return [
            "agency": .string(recipient.agency.uri), "at": .string(refusedAt.rfc3339),
            "outcome": "refused",
        ]
    }
}
