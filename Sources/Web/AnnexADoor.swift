// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding

/// `GET /audit/annex-a/{list}`: lists of Ofsted's Annex A, for an inspector.
///
/// They hold content: who reads says who they are, what for and by which reference, and each message
/// that is read is an entry of the log, besides that of the query.
struct AnnexADoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// A list, as CSV with the template's headings or as JSON.
    func list(_ request: Request, _ context: CallContext, _ name: String) async throws -> Response {
        try await gate.admit(request, context) { try await list(request, context, name, $0) }
    }

    private func list(
        _ request: Request, _ context: CallContext, _ name: String, _ caller: Caller
    ) async throws -> Response {
        let (inspected, today) = (
            gate.overseen(by: caller.agency), London.date(at: gate.broker.now)
        )
        let directory = gate.broker.setting.directory
        let open = inspected.filter {
            directory.readerRole(of: caller.agency, in: $0.id, at: today) == .inspector
        }
        guard !open.isEmpty else {
            throw Fault.forbidden("The lists of Annex A hold content and are for an inspector.")
        }
        guard let list = AnnexAList(rawValue: name) else { throw Fault.noList }
        let asked = try AskedPeriod(request.uri.queryParameters, of: open, now: gate.broker.now)
        let grounds = try gate.requirePerson(request, caller)
        let survey = try await gate.readLong(for: caller.agency, context) { broker in
            try await broker.survey(list, during: asked.period, of: asked.partnership)
        }
        guard survey.needed.count <= gate.limits.annexMessages else {
            gate.broker.tally.count(.annexMessages)
            throw Fault.badRequest(
                "The list needs the content of \(survey.needed.count) messages, and at most "
                    + "\(gate.limits.annexMessages) are read for one: ask for a shorter period.",
                at: "from")
        }
        try await gate.note(
            request, caller, "audit/annex-a/\(list.rawValue)",
            partnership: asked.partnership.number)
        let file = try await gate.broker.file(of: survey, in: asked.partnership) { message in
            ReadFacts(
                agency: caller.agency, person: caller.person, question: "message",
                message: message, purpose: grounds.purpose, reference: grounds.reference,
                given: ["for": "audit/annex-a/\(list.rawValue)"])
        }
        return respond(file, as: request.form(of: .json, .csv))
    }

    private func respond(_ file: AnnexAFile, as form: AnswerForm) -> Response {
        let headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        guard form == .csv else { return .json(file.json, headers: headers) }
        return .bytes(Array(file.csv.utf8), type: "text/csv; charset=utf-8", headers: headers)
    }
}
