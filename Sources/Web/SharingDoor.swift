// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Relay
import Safeguarding

/// `GET /audit/sharing`: who shares how much with whom, for a partnership or an inspector.
struct SharingDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The figures of each pair, as JSON, text or CSV.
    func report(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await report(request, $0) }
    }

    private func report(_ request: Request, _ caller: Caller) async throws -> Response {
        let overseen = gate.overseen(by: caller.agency)
        guard !overseen.isEmpty else {
            throw Fault.forbidden(
                "What agencies share with each other is for a partnership or an inspector.")
        }
        let asked = try AskedSharing(request.uri.queryParameters, of: overseen)
        try await gate.note(
            request, caller, "audit/sharing", partnership: asked.partnership.number)
        let all = try await gate.broker.sharing(in: asked.partnership, days: asked.days)
        let report = asked.suppressed.map(all.suppressing) ?? all
        let headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        return switch request.form(of: .json, .csv, .text) {
        case .csv:
            .bytes(Array(report.table.csv.utf8), type: "text/csv; charset=utf-8", headers: headers)
        case .text: .text(report.text, headers: headers)
        case .json, .message: .json(report.json, headers: headers)
        }
    }
}
