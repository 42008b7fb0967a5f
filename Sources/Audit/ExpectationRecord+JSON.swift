// SPDX-License-Identifier: Apache-2.0

package import Handoffs
package import Safeguarding
package import Wire

extension ExpectationRecord {
    /// The expectation as audits answer it: what was owed, by whom, by when, and how it stands.
    ///
    /// The rule, its pack and the calendar stand beside every verdict: computed, not asserted.
    ///
    /// - Parameter withholdingAgencies: a restricted thread, seen by partnership or inspector: rule,
    ///   due time and verdict only.
    package func json(_ proofs: Proofs, withholdingAgencies: Bool) -> JSONValue {
        let terms = expectation.terms
        let open = !withholdingAgencies
        return .object(leavingOutNil: [
            "expectation": .string(name.text(origin: proofs.origin)),
            "txn": .string(opener.thread.text),
            "iss": open ? .string(opener.issuer.uri) : nil,
            "jti": open ? .string(opener.token.text) : nil, "type": .string(opener.type.name),
            "rule": .string(terms.rule), "pack": .string(terms.pack),
            "calendar": .string(terms.calendar), "force": .string(terms.force.rawValue),
            "unverified": terms.isUnverified ? .boolean(true) : nil,
            "break_point": .string(terms.breakPoint.code),
            "break_point_name": .string(terms.breakPoint.name),
            "owed_by": open ? .string(terms.owedBy.uri) : nil,
            "owed_to": open ? .string(terms.owedTo.uri) : nil,
            "expects": .array(terms.expects.map(JSONValue.string)),
            "from": .string(terms.from.rfc3339), "due": .string(terms.due.rfc3339),
            "verdict": .string(expectation.verdict.word),
            "missed_at": expectation.verdict.missedAt.map { .string($0.rfc3339) },
            "met_at": expectation.verdict.metAt.map { .string($0.rfc3339) },
            "outstanding_subjects": outstanding,
            "proof": open ? proofs.disclosure(of: name) : nil,
            "verdict_proofs": open && !verdicts.isEmpty
                ? .array(verdicts.compactMap(proofs.disclosure)) : nil,
        ])
    }

    /// The subjects for whom nothing came yet, where some have been answered for.
    private var outstanding: JSONValue? {
        let positions = expectation.outstanding
        guard expectation.verdict.metAt == nil, positions != expectation.terms.subjects else {
            return nil
        }
        return .array(positions.map { .integer(Int64($0)) })
    }
}

extension Expectation.Verdict {
    /// When it was found missed.
    package var missedAt: Instant? {
        switch self {
        case .missed(let at), .metLate(_, let at): at
        case .open, .met, .withdrawn: nil
        }
    }

    /// When what was expected came.
    package var metAt: Instant? {
        switch self {
        case .met(let at), .metLate(let at, _): at
        case .open, .missed, .withdrawn: nil
        }
    }
}
