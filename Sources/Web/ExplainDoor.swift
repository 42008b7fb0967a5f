// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Hummingbird
import Intake
import Relay
import TransparencyLog

/// `GET /audit/explain?expectation=`: why one expectation stands as it does.
struct ExplainDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// For whoever owes it or is owed, a partnership or an inspector; as JSON or text.
    func explain(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.lookUp(request, context) { try await explain(request, $0) }
    }

    private func explain(_ request: Request, _ caller: Caller) async throws -> Response {
        let name = try await name(in: request)
        guard
            let (explanation, proofs) = try await gate.broker.explanation(
                of: name, for: gate.viewer(caller.agency))
        else { throw Fault.notFound }
        let opener = explanation.record.opener
        try await gate.note(
            request, caller, "audit/explain", thread: opener.thread, partnership: opener.partnership
        )
        let headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        guard request.form(of: .json, .text) == .text else {
            return .json(explanation.json(proofs), headers: headers)
        }
        return .text(explanation.text, headers: headers)
    }

    /// The name as answers show it, or without the log's origin.
    private func name(in request: Request) async throws -> PartName {
        for (name, _) in request.uri.queryParameters
        where !["expectation", "purpose", "reference"].contains(name) {
            throw Fault.badRequest(
                "`\(name)` is no parameter of this; there is expectation.", at: String(name))
        }
        let text = request.uri.queryParameters["expectation"].map(String.init) ?? ""
        let origin = try await gate.broker.origin() ?? LogOrigin("")
        guard
            let name = PartName(text, in: origin) ?? PartName("x/" + text, origin: "x")
        else {
            throw Fault.badRequest(
                "`expectation` must be a name as answers show it, such as \(origin.current)/12.4, or 12.4.",
                at: "expectation")
        }
        return name
    }
}
