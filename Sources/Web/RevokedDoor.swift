// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Relay
import Safeguarding
import Wire

/// `GET /audit/revoked`: what was taken under keys that were then said to be revoked.
struct RevokedDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The messages that the caller may see and has to look through, a page at a time.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await list(request, $0) }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> Response {
        let viewer = gate.viewer(caller.agency)
        let filter = try RevokedFilter(request.uri.queryParameters)
        if case .party(let agency) = viewer, filter.agency.map({ $0 != agency }) ?? false {
            throw Fault.forbidden("An agency sees what was taken under its own keys only.")
        }
        try await gate.note(
            request, caller, "audit/revoked", partnership: viewer.onlyPartnership)
        let (items, next) = try await gate.broker.revoked(filter, for: viewer)
        if items.isEmpty {
            try await gate.refuseUnknown(agencies: [("agency", filter.agency)], for: viewer)
        }
        let headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        if request.form(of: .json, .csv) == .csv {
            return .bytes(
                Array(RevokedMessage.csv(items).utf8), type: "text/csv; charset=utf-8",
                headers: headers)
        }
        return .json(
            .object(leavingOutNil: [
                "items": .array(items.map(\.json)), "next": next.map { .string($0.text) },
            ]), headers: headers)
    }
}

extension RevokedFilter {
    /// Reads the parameters of `GET /audit/revoked`: `agency`, `kid` and `cursor`.
    fileprivate init(_ parameters: Parameters) throws(Fault) {
        self.init()
        for (name, value) in parameters {
            let (name, value) = (String(name), String(value))
            switch name {
            case "agency":
                do throws(IdentifierError) { agency = try AgencyID(value) } catch {
                    throw .badRequest(
                        "`agency` must be an agency's URI: \(error.description)", at: name)
                }
            case "kid": kid = value
            case "cursor":
                guard let place = Place(value) else {
                    throw .badRequest("`cursor` must be one that a page gave as `next`.", at: name)
                }
                after = place
            case "purpose", "reference": break
            default:
                throw .badRequest(
                    "`\(name)` is no filter; there are agency, kid and cursor.", at: name)
            }
        }
    }
}
