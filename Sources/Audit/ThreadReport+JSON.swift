// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Intake
import Ledger
import Routing
import Safeguarding
package import Wire

extension ThreadReport {
    /// The report as `GET /audit/thread/{txn}` answers it.
    ///
    /// - Parameter amended: what was corrected or retracted of its messages, by their entries.
    package func json(
        _ proofs: Proofs, amended: [Int64: [ShownAmendment]] = [:]
    ) -> JSONValue {
        [
            "txn": .string(thread.text),
            "steps": .array(
                steps.map { json($0, proofs, amended[$0.name.entry] ?? []) }),
            "expectations": .array(
                expectations.map {
                    $0.json(
                        proofs,
                        withholdingAgencies: withholdsAgencies
                            || isOverseen && $0.opener.isRestricted,
                        amended: amended[$0.name.entry] ?? [])
                }),
        ]
    }

    /// The entries of the messages that it shows, or names as what opened an expectation.
    package var messages: [Int64] {
        Set(steps.filter(\.kind.isArrival).map(\.name.entry) + expectations.map(\.name.entry))
            .sorted()
    }

    private func json(
        _ step: Step, _ proofs: Proofs, _ amended: [ShownAmendment]
    ) -> JSONValue {
        .object(leavingOutNil: [
            "kind": .string(step.kind.word), "at": .string(step.at.rfc3339),
            "index": .integer(step.name.entry),
            "jti": withholds(step) ? nil : .string(step.message.token.text),
            "iss": withholds(step) ? nil : .string(step.message.issuer.uri),
            "type": .string(step.message.type.name),
            "agency": withholds(step) ? nil : .string(step.agency.uri),
            "status": withholds(step) ? nil : step.status.map(JSONValue.string),
            "late": step.message.late.isEmpty || !step.kind.isArrival
                ? nil : .array(step.message.late.map { .string($0.rawValue) }),
            "recipients": routing(step).map { $0.recipients.json },
            "excluded": routing(step).map { $0.excluded.json },
            "absent": routing(step).flatMap { $0.absent.isEmpty ? nil : $0.absent.json },
            "amended": step.kind.isArrival
                ? amended.json(withholding: withholds(step)) : nil,
            "purged": step.kind.isArrival
                ? step.purgedBy.map { ["index": .integer($0.entry)] } : nil,
            "proof": withholds(step) ? nil : proof(step, proofs),
        ])
    }

    private func routing(_ step: Step) -> Routing? { withholds(step) ? nil : step.routing }

    /// Whether a step's agencies are withheld: its thread is restricted, or its message itself.
    private func withholds(_ step: Step) -> Bool {
        withholdsAgencies || isOverseen && step.isRestricted
    }

    /// A message's routing is for those who may see it; others verify the entry without it.
    private func proof(_ step: Step, _ proofs: Proofs) -> JSONValue? {
        step.kind.isArrival && step.routing == nil
            ? proofs.disclosure(ofEntry: step.name.entry) : proofs.disclosure(of: step.name)
    }
}

extension ThreadReport.Kind {
    var word: String {
        switch self {
        case .accepted: "accepted"
        case .issued: "issued"
        case .handoff(let step): step.rawValue
        }
    }

    var isArrival: Bool { self == .accepted || self == .issued }
}

extension [Recipient] {
    fileprivate var json: JSONValue {
        .array(
            map { recipient in
                .object(leavingOutNil: [
                    "agency": .string(recipient.agency.uri),
                    "why": .string(recipient.reason.rawValue),
                    "agreement": recipient.agreement.map(JSONValue.string),
                ])
            })
    }
}

extension [Exclusion] {
    /// Who fell out and by which rule, as answers list it.
    package var json: JSONValue {
        .array(map { ["agency": .string($0.agency.uri), "rule": .string($0.rule.rawValue)] })
    }
}

extension [AbsentDutyHolder] {
    fileprivate var json: JSONValue {
        .array(
            map { holder in
                [
                    "agency": .string(holder.agency.uri), "role": .string(holder.role.name),
                    "rule": .string(holder.rule),
                ]
            })
    }
}
