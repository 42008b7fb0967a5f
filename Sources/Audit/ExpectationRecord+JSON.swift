// SPDX-License-Identifier: Apache-2.0

import Handoffs
package import Safeguarding
package import Wire

extension ExpectationRecord {
    /// The expectation as audits answer it: what was owed, by whom, by when, and how it stands.
    ///
    /// The rule, its pack and the calendar stand beside every verdict: computed, not asserted.
    ///
    /// - Parameter withholdingAgencies: a restricted thread, seen by partnership or inspector: rule,
    ///   due time and verdict only.
    /// - Parameter amended: what was done to the message that opened it, as far as the viewer may know.
    package func json(
        _ proofs: Proofs, withholdingAgencies: Bool, amended: [ShownAmendment] = []
    ) -> JSONValue {
        let terms = expectation.terms
        let open = !withholdingAgencies
        return .object(leavingOutNil: [
            "expectation": .string(name.text(origin: proofs.origin)),
            "txn": opener.thread.map { .string($0.text) },
            "iss": open ? .string(opener.issuer.uri) : nil,
            "jti": open ? opener.token.map { .string($0.text) } : nil,
            "type": .string(opener.name),
            "rule": .string(terms.rule), "pack": .string(terms.pack),
            "calendar": .string(terms.calendar), "force": .string(terms.force.rawValue),
            "unverified": terms.isUnverified ? .boolean(true) : nil,
            "duty": terms.duty.map(JSONValue.string),
            "break_point": .string(breakPoint.code),
            "break_point_name": .string(breakPoint.name),
            "shortfall": expectation.miss.map { .string($0.shortfall.rawValue) },
            "owed_by": open ? .string(expectation.owedBy.uri) : nil,
            "passed_on_by": open && expectation.owedBy != terms.owedBy
                ? .string(terms.owedBy.uri) : nil,
            "owed_to": open ? .string(terms.owedTo.uri) : nil,
            "expects": .array(terms.expects.map(JSONValue.string)),
            "from": .string(terms.from.rfc3339), "due": .string(expectation.due.rfc3339),
            "verdict": .string(expectation.verdict.word),
            "missed_at": expectation.verdict.missed.map { .string($0.rfc3339) },
            "met_at": expectation.verdict.met.map { .string($0.rfc3339) },
            "late_by_seconds": lateBy.map { .integer($0 / 1_000) },
            "asked_late_by_seconds": terms.askedLateBy.map { .integer($0 / 1_000) },
            "because": reason.map(JSONValue.string),
            "escalated": expectation.rung > 0 ? .integer(Int64(expectation.rung)) : nil,
            "outstanding_subjects": outstanding,
            "amended": amended.json(withholding: withholdingAgencies),
            "proof": open ? proofs.disclosure(of: name) : nil,
            "verdict_proofs": open && !verdicts.isEmpty
                ? .array(verdicts.compactMap(proofs.disclosure)) : nil,
            "withheld_verdicts": open ? withheldVerdicts(proofs).nonEmpty : nil,
        ])
    }

    /// The entries that decided it and whose facts are withheld, as those of a restricted answer are.
    func withheldVerdicts(_ proofs: Proofs) -> [Int64] {
        Set(verdicts.map(\.entry)).intersection(proofs.withheld).sorted()
    }

    /// The break that its miss is, or would be.
    package var breakPoint: BreakPoint {
        expectation.miss?.breakPoint ?? expectation.terms.breakPoint
    }

    /// By how many milliseconds it was met too late.
    var lateBy: Int64? {
        guard case .metLate(let at, _) = expectation.verdict else { return nil }
        return at.milliseconds(since: expectation.due)
    }

    /// The subjects for whom nothing came yet, where some have been answered for.
    private var outstanding: JSONValue? {
        let positions = expectation.outstanding
        guard expectation.verdict.met == nil, positions != expectation.terms.subjects else {
            return nil
        }
        return .array(positions.map { .integer(Int64($0)) })
    }
}

extension [Int64] {
    /// The entries as JSON; nil where there are none.
    fileprivate var nonEmpty: JSONValue? { isEmpty ? nil : .array(map(JSONValue.integer)) }
}
