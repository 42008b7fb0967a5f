// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Ledger
import Safeguarding
package import TransparencyLog
package import Wire

/// How one refused message stands, for its sender, for who was told of it, or for an overseer.
///
/// No content, and of the reasons only code and place: what a reason says in words may quote the
/// message. Whoever was told sees what is owed only if it is owed to it.
package struct QuarantineReport: Sendable {
    /// The message.
    package let record: QuarantineRecord
    private let expectations: [ExpectationRecord]
    private let end: Ending?
    private let viewer: Viewer

    /// What ended it, and when.
    package struct Ending: Sendable {
        /// The entry: of the message that it became, or of its withdrawal.
        package let entry: LedgerEntry
        /// What it says.
        package let facts: Facts
        /// What was done to the message that it became, as far as the viewer may know.
        package let amended: [ShownAmendment]
        /// Whether the message that it became is of a restricted thread, or restricted itself.
        package let isRestricted: Bool

        /// Names an end.
        package init(
            _ entry: LedgerEntry, _ facts: Facts, amended: [ShownAmendment] = [],
            isRestricted: Bool = false
        ) {
            self.entry = entry
            self.facts = facts
            self.amended = amended
            self.isRestricted = isRestricted
        }
    }

    /// Reports a refused message; nil when the viewer may not know of it.
    ///
    /// - Parameter expectations: what its refusal opened.
    package init?(
        _ record: QuarantineRecord, expectations: [ExpectationRecord], end: Ending?,
        for viewer: Viewer
    ) {
        guard viewer.sees(record) else { return nil }
        self.record = record
        let isSender = record.facts.issuer == viewer.agency
        self.expectations = expectations.filter { isSender || viewer.sees($0) }
        self.end = end
        self.viewer = viewer
    }

    private var facts: RefusedFacts { record.facts }
    private var isSender: Bool { facts.issuer == viewer.agency }

    /// Whether it sees more than that a message for it was refused: its sender and its overseers do.
    private var seesAll: Bool { isSender || viewer.oversees(record) }

    /// Whether it became what is restricted from who looks: neither that nor its parties are told.
    private var isEndConcealed: Bool {
        !isSender && viewer.oversees(record) && end?.isRestricted == true
    }

    /// The entries that `json` needs to prove what it tells.
    package var provingEntries: Set<Int64> {
        Set(expectations.flatMap { [$0.name.entry] + $0.verdicts.map(\.entry) })
            .union([record.index] + (record.endedBy.map { [$0] } ?? []))
    }

    /// A line of a list: which message, what was wrong, how it stands, and until when it is owed.
    package func summary(origin: LogOrigin) -> JSONValue {
        let due = expectations.first?.expectation
        let attempts = 1 + record.message.repetitions
        let received = record.message.entry.at.rfc3339
        return .object(leavingOutNil: [
            "name": .string("\(origin.text(at: record.index))/\(record.index)"),
            "index": .integer(record.index),
            "iss": .string(facts.issuer.uri), "jti": facts.token.map { .string($0.text) },
            "txn": facts.thread.map { .string($0.text) },
            "type": facts.type.map { .string($0.name) }, "received_at": .string(received),
            "attempts": .integer(Int64(attempts)),
            "last_attempt_at": attempts == 1 ? .string(received) : nil,
            "reasons": .array(facts.reasons.map(\.summary)),
            "state": .string(record.state.rawValue),
            "rule": due.map { .string($0.terms.rule) }, "due": due.map { .string($0.due.rfc3339) },
            "verdict": due.map { .string($0.verdict.word) }, "by": message,
            "withdrawn_at": withdrawal.map { .string($0.at.rfc3339) },
            "reason": withdrawal.map { .string($0.facts.reason.rawValue) },
        ])
    }

    /// The report as `GET /quarantine/{entry}` answers it.
    package func json(_ proofs: Proofs) -> JSONValue {
        let mayProveEnd = seesAll || withdrawal != nil
        let more = JSONValue.object(leavingOutNil: [
            "told": seesAll ? .array(record.told.map { .string($0.uri) }) : nil,
            "expectations": .array(
                expectations.map { $0.json(proofs, withholdingAgencies: isEndConcealed) }),
            "proof": isSender
                ? proofs.disclosure(of: PartName(entry: record.index, part: 0))
                : proofs.disclosure(ofEntry: record.index),
            "end_proof": mayProveEnd ? record.endedBy.flatMap(proofs.disclosure(ofEntry:)) : nil,
        ])
        return (more.members ?? []).reduce(summary(origin: proofs.origin)) {
            $0.adding($1.name, $1.value)
        }
    }

    /// The message that it became.
    ///
    /// Whoever was told learns its `jti` only if it knows it already.
    private var message: JSONValue? {
        guard !isEndConcealed, let end, case .accepted(let accepted) = end.facts else { return nil }
        let mayName = seesAll || accepted.token == facts.token
        return .object(leavingOutNil: [
            "jti": mayName ? .string(accepted.token.text) : nil,
            "at": .string(end.entry.at.rfc3339), "amended": end.amended.json(withholding: false),
        ])
    }

    private var withdrawal: (facts: WithdrawnFacts, at: Instant)? {
        guard let end, case .withdrawn(let facts) = end.facts else { return nil }
        return (facts, end.entry.at)
    }
}

extension RefusedFacts.Reason {
    fileprivate var summary: JSONValue {
        .object(leavingOutNil: ["code": .string(code), "at": place.map(JSONValue.string)])
    }
}
