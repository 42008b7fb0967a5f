// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding

/// Who keeps the records of partnerships, and may have them forgotten or held.
struct Keeper: Sendable {
    /// The partnerships.
    let partnerships: [Partnership]
    /// The person, as an opaque staff id; nil when no person is named.
    private let named: String?

    init(partnerships: [Partnership], person: String?) {
        self.partnerships = partnerships
        named = person
    }

    /// Their numbers.
    var numbers: Set<Int> { Set(partnerships.map(\.number)) }

    /// Whoever changes what is kept is a person, who says under which reference of theirs.
    func person(
        _ said: (purpose: String?, reference: String?)
    ) throws(Fault) -> (person: String, reference: String) {
        guard let named else {
            throw .badRequest(
                "What is kept is decided by persons: name yours as `act.sub` in the bearer token.",
                at: "act")
        }
        guard let reference = said.reference, !reference.isEmpty else {
            throw .badRequest(
                "Say under which `reference` of yours this is done.", at: "reference")
        }
        return (named, reference)
    }
}

extension Gate {
    /// The caller as one who keeps partnerships; anybody else is told that this is not theirs.
    func keeper(_ caller: Caller) throws(Fault) -> Keeper {
        let partnerships = kept(by: caller.agency)
        guard !partnerships.isEmpty else {
            throw .forbidden(
                "Retention is for readers with the role `partnership`; ask the operator to make you "
                    + "one.")
        }
        return Keeper(partnerships: partnerships, person: caller.person)
    }
}
