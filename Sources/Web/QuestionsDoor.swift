// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Relay
import Safeguarding

/// `GET /audit/questions/{Q1…Q10}` and `GET /audit/registers/{name}`: the ten questions and the
/// registers beside them, for a partnership or an inspector.
struct QuestionsDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The answer to a question, as JSON, text or CSV.
    func answer(_ request: Request, _ context: CallContext, _ name: String) async throws -> Response
    {
        try await gate.admit(request, context) { caller in
            let overseen = try overseen(by: caller)
            guard let question = Question(rawValue: name), !question.isRegister else {
                throw Fault.noQuestion
            }
            return try await answer(request, context, question, caller, overseen)
        }
    }

    /// The answer to a question beside what another system returned, which is the body.
    func compare(_ request: Request, _ context: CallContext, _ name: String) async throws
        -> Response
    {
        try await gate.admit(request, context) { caller in
            let overseen = try overseen(by: caller)
            guard let question = Question(rawValue: name), !question.comparisonTables.isEmpty else {
                throw Fault.badRequest(
                    "Only \(Question.missingEpisodes.rawValue) is compared with an uploaded file.")
            }
            let bytes = try await gate.body(
                of: request, type: "text/csv", isRequired: true, limit: gate.limits.uploadBytes,
                .uploadBytes)
            return try await answer(
                request, context, question, caller, overseen, comparedWith: bytes)
        }
    }

    /// A register, as JSON, text or CSV.
    func register(_ request: Request, _ context: CallContext, _ name: String) async throws
        -> Response
    {
        try await gate.admit(request, context) { caller in
            let overseen = try overseen(by: caller)
            guard let register = Question(rawValue: name), register.isRegister else {
                throw Fault.noRegister
            }
            return try await answer(request, context, register, caller, overseen)
        }
    }

    private func overseen(by caller: Caller) throws(Fault) -> [Partnership] {
        let overseen = gate.overseen(by: caller.agency)
        guard !overseen.isEmpty else {
            throw .forbidden(
                "The ten questions and the registers are for a partnership or an inspector.")
        }
        return overseen
    }

    private func answer(
        _ request: Request, _ context: CallContext, _ question: Question, _ caller: Caller,
        _ overseen: [Partnership],
        comparedWith bytes: [UInt8]? = nil
    ) async throws -> Response {
        let asked = try AskedQuestion(
            question, request.uri.queryParameters, of: overseen, now: gate.broker.now,
            isCompared: bytes != nil)
        if question.showsPerson { _ = try gate.requirePerson(request, caller) }
        let returned = try bytes.map { try episodes(in: $0, of: asked.partnership.id) }
        let lines = returned.map { "\($0.lineCount) lines" }
        try await gate.note(
            request, caller,
            "audit/\(question.isRegister ? "registers" : "questions")/\(question.rawValue)",
            partnership: asked.partnership.number,
            more: lines.map { ["compared": $0] } ?? [:])
        let answer = try await gate.readLong(for: caller.agency, context) { broker in
            try await broker.answer(
                question, during: asked.period, of: asked.partnership, about: asked.subject,
                comparedWith: returned)
        }
        return try respond(
            asked.suppressed.map(answer.suppressing) ?? answer, asked.table,
            as: request.form(of: .json, .csv, .text))
    }

    private func episodes(
        in bytes: [UInt8], of partnership: PartnershipID
    ) throws(Fault) -> ReturnedEpisodes {
        do throws(ReturnedEpisodes.Refusal) {
            return try gate.broker.returned(bytes, to: partnership)
        } catch { throw .badRequest(error.explanation, at: "body") }
    }

    private func respond(
        _ answer: Audit.Answer, _ table: String?, as form: AnswerForm
    ) throws(Fault) -> Response {
        let headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        switch form {
        case .csv:
            let chosen =
                if let table { answer.table(named: table) } else { answer.tables.first }
            guard table == nil || chosen != nil else {
                let names = answer.tables.map(\.name).joined(separator: ", ")
                throw .badRequest("This answer has the tables \(names).", at: "table")
            }
            return .bytes(
                Array((chosen?.csv ?? "").utf8), type: "text/csv; charset=utf-8", headers: headers)
        case .text: return .text(answer.text, headers: headers)
        case .json, .message: return .json(answer.json, headers: headers)
        }
    }
}
