// SPDX-License-Identifier: Apache-2.0

package import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
import Wire

/// A message with everything that became of it: whom it was handed to, what it opened, and the verdicts.
package struct ReferralRecord: Sendable {
    /// The message.
    let message: ReadMessage
    /// How far each handoff got that is shown, in their order.
    let handoffs: [HandoffRecord]
    /// What it opened, as far as it is shown, in the order of names.
    let expectations: [ExpectationRecord]
    /// What was done to it, as far as the viewer may know.
    let amended: [ShownAmendment]
    /// The part that says that it was purged; nil while it is kept.
    let purgedBy: PartName?
    /// Whether the viewer may see its routing.
    let showsRouting: Bool

    /// Gathers what a viewer who may know of a message is shown of it.
    ///
    /// Who oversees sees all of it; its sender all handoffs, a recipient its own. Of the expectations an
    /// agency sees, as sender too, those that it owes, owed first or is owed, and not what two others owe
    /// each other. Where one recipient is asked for, the others' handoffs are left out, and what neither
    /// is owed by it nor to it.
    ///
    /// - Parameters:
    ///   - handoffs: all of the message.
    ///   - amended: what the viewer may know of what was done to it.
    package init(
        _ message: ReadMessage, handoffs: [HandoffRecord], amended: [ShownAmendment],
        purgedBy: PartName?, in filter: ReferralFilter, for viewer: Viewer
    ) {
        self.message = message
        showsRouting = viewer.oversees || message.facts.issuer == viewer.agency
        let sees = showsRouting
        self.handoffs = handoffs.filter { handoff in
            (sees || handoff.recipient.agency == viewer.agency)
                && filter.recipient.map { $0 == handoff.recipient.agency } ?? true
        }
        expectations = message.opened.filter { record in
            let terms = record.expectation.terms
            let parties = [record.expectation.owedBy, terms.owedBy, terms.owedTo]
            return viewer.sees(record) && filter.recipient.map(parties.contains) ?? true
        }
        self.amended = amended
        self.purgedBy = purgedBy
    }

    /// The entries that `json` needs to prove what it tells.
    var provingEntries: Set<Int64> {
        Set(handoffs.flatMap { $0.steps.values.map(\.entry) })
            .union(expectations.flatMap { $0.verdicts.map(\.entry) })
            .union([message.entry])
    }

    /// How all that was owed stands in one word: that of what stands worst; `none` where nothing was owed.
    var verdict: String {
        let words = Set(expectations.map(\.expectation.verdict.word))
        return Self.worstFirst.first(where: words.contains) ?? "none"
    }

    private static let worstFirst = [
        "missed", "met_late", "paused", "open", "met", "withdrawn", "not_applicable",
    ]

    /// The message as `GET /audit/referrals` lists it.
    func json(_ proofs: Proofs) -> JSONValue {
        let facts = message.facts
        let routing = PartName(entry: message.entry, part: 0)
        return .object(leavingOutNil: [
            "index": .integer(message.entry), "iss": .string(facts.issuer.uri),
            "jti": .string(facts.token.text), "txn": .string(facts.thread.text),
            "type": .string(facts.type.name), "received_at": .string(message.at.rfc3339),
            "late": facts.late.isEmpty
                ? nil : .array(facts.late.map { .string($0.rawValue) }),
            "amended": amended.json(withholding: false),
            "purged": purgedBy.map { ["index": .integer($0.entry)] },
            "verdict": .string(verdict),
            "handoffs": .array(handoffs.map { $0.json(proofs) }),
            "expectations": .array(
                expectations.map { $0.json(proofs, withholdingAgencies: false) }),
            "proof": showsRouting
                ? proofs.disclosure(of: routing) : proofs.disclosure(ofEntry: message.entry),
        ])
    }
}
