// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding
import Wire

/// `/retention/plans…`: what is due to be purged, and a second person who lets it go (ASVS 5.0
/// requirement 2.3.5: what matters most takes more than one person).
struct RetentionDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The plans of the caller's partnerships, and how far each is.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { caller in
            let partnerships = try gate.keeper(caller).numbers
            try await gate.notePerson(request, caller, "retention/plans")
            let plans = try await gate.broker.purgePlans(of: partnerships)
            return .json(["items": .array(plans)], headers: [.cacheControl: "no-store"])
        }
    }

    /// Finds out what is due, and writes it down as a plan.
    func plan(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { caller in
            let keeper = try gate.keeper(caller)
            let (person, reference) = try keeper.person(gate.purpose(of: request, by: caller))
            let partnership = try partnership(of: request, keeper)
            let proposal = try await gate.broker.planPurge(
                of: partnership.number,
                by: ActingPerson(agency: caller.agency, person: person, reference: reference))
            return .json(proposal.json, headers: [.cacheControl: "no-store"])
        }
    }

    /// One plan with the messages that it names.
    func show(_ request: Request, _ context: CallContext, _ plan: String) async throws -> Response {
        try await gate.lookUp(request, context) { caller in
            let keeper = try gate.keeper(caller)
            guard let plan = Int64(plan),
                let json = try await gate.broker.purgePlan(plan, of: keeper.numbers)
            else { throw Fault.notKept("plan") }
            try await gate.notePerson(
                request, caller, "retention/plans", more: ["plan": String(plan)])
            return .json(json, headers: [.cacheControl: "no-store"])
        }
    }

    /// Lets a plan go: the broker carries it out in the background.
    func approve(
        _ request: Request, _ context: CallContext, _ text: String
    ) async throws -> Response {
        try await gate.lookUp(request, context) { caller in
            let keeper = try gate.keeper(caller)
            let (person, reference) = try keeper.person(gate.purpose(of: request, by: caller))
            guard let plan = Int64(text) else { throw Fault.notKept("plan") }
            let approval = try await gate.broker.approvePurge(
                plan, by: ActingPerson(agency: caller.agency, person: person, reference: reference),
                overseeing: keeper.numbers)
            switch approval {
            case .nothing: throw Fault.notKept("plan")
            case .samePerson:
                throw Fault.forbidden(
                    "Who asked for a plan cannot approve it: a second person of the partnership "
                        + "must, under their own `act.sub`.")
            case .already, .approved:
                guard let json = try await gate.broker.purgePlan(plan, of: keeper.numbers) else {
                    throw Fault.notKept("plan")
                }
                return .json(json, headers: [.cacheControl: "no-store"])
            }
        }
    }

    /// The partnership that is meant: the caller's one, or the one that is named among several.
    private func partnership(of request: Request, _ keeper: Keeper) throws(Fault) -> Partnership {
        guard let named = request.uri.queryParameters["partnership"].map(String.init) else {
            guard let only = keeper.partnerships.first, keeper.partnerships.count == 1 else {
                throw .badRequest(
                    "You keep several partnerships: name one as `partnership`.", at: "partnership")
            }
            return only
        }
        guard let partnership = keeper.partnerships.first(where: { $0.id.uri == named }) else {
            throw .badRequest("`partnership` must be one that you keep.", at: "partnership")
        }
        return partnership
    }
}

extension PurgeProposal {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "plan": plan.map(JSONValue.integer), "due": .counts(due),
            "facts_due": factsDue > 0 ? .integer(Int64(factsDue)) : nil,
            "held_back": .counts(heldBack), "more": .boolean(isFull), "items": .array(items),
        ])
    }
}
