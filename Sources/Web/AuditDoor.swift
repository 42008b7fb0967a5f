// SPDX-License-Identifier: Apache-2.0

import Audit
import Handoffs
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding

/// `GET /audit/…`: the questions about the past.
struct AuditDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// One thread, step by step, for a party, a partnership or an inspector.
    func thread(_ request: Request, _ context: CallContext, _ txn: String) async throws -> Response
    {
        try await gate.lookUp(request, context) { try await thread(request, txn, $0) }
    }

    private func thread(
        _ request: Request, _ txn: String, _ caller: Caller
    ) async throws -> Response {
        guard let thread = try? ThreadID(txn) else { throw Fault.notFound }
        let viewer = gate.viewer(caller.agency)
        guard let report = try await gate.broker.thread(thread, for: viewer) else {
            throw Fault.notFound
        }
        let partnership = try await gate.broker.partnership(of: thread)
        try await gate.note(
            request, caller, "audit/thread", thread: thread, partnership: partnership)
        return .json(report, headers: [.cacheControl: "no-store"])
    }

    /// What a thread was verified and judged by, for who may see the thread.
    func documents(
        _ request: Request, _ context: CallContext, _ txn: String
    ) async throws -> Response {
        try await gate.lookUp(request, context) { try await documents(request, txn, $0) }
    }

    private func documents(
        _ request: Request, _ txn: String, _ caller: Caller
    ) async throws -> Response {
        guard let thread = try? ThreadID(txn),
            let documents = try await gate.broker.documents(
                of: thread, for: gate.viewer(caller.agency))
        else { throw Fault.notFound }
        let partnership = try await gate.broker.partnership(of: thread)
        try await gate.note(
            request, caller, "audit/thread/documents", thread: thread, partnership: partnership)
        return .json(documents, headers: [.cacheControl: "no-store"])
    }

    /// Missed handoffs: an agency's own, or those of a reader's partnerships.
    func missed(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await missed(request, $0) }
    }

    private func missed(
        _ request: Request, _ caller: Caller
    ) async throws -> Response {
        let viewer = gate.viewer(caller.agency)
        let filter = try filter(of: request, for: viewer)
        try await refuseUnknown(filter, viewer)
        try await gate.note(
            request, caller, "audit/missed", partnership: viewer.onlyPartnership)
        let (report, proofs) = try await gate.broker.missed(filter, for: viewer)
        var headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        guard request.form(of: .json, .csv) == .csv else {
            return .json(report.json(proofs, for: viewer), headers: headers)
        }
        headers[.link] = report.next.map { request.link(toPage: $0) }
        return .bytes(
            Array(report.csv(proofs, for: viewer).utf8),
            type: "text/csv; charset=utf-8", headers: headers)
    }

    private func refuseUnknown(_ filter: MissedFilter, _ viewer: Viewer) async throws {
        try await refuseUnknownRule(filter, viewer)
        try await gate.refuseUnknown(
            type: filter.type, besides: ExpectationRecord.Opener.schedules
        ) {
            try await !gate.broker.missed(filter, for: viewer).0.items.isEmpty
        }
        try await gate.refuseUnknown(
            agencies: [
                ("from", filter.sender), ("to", filter.recipient), ("agency", filter.agency),
                ("owed_by", filter.owedBy),
            ], for: viewer)
    }

    /// A rule that no pack has, and under which nothing was missed when one had it, is a slip of the pen.
    private func refuseUnknownRule(_ filter: MissedFilter, _ viewer: Viewer) async throws {
        guard let rule = filter.rule else { return }
        let partnerships = gate.broker.setting.directory.partnerships
        let duties = partnerships.flatMap(\.rules.timescales)
        guard !duties.contains(where: { $0.name == rule || $0.id == rule }),
            try await gate.broker.missed(filter, for: viewer).0.items.isEmpty
        else { return }
        throw Fault.badRequest(
            "`rule` must be the name of a rule: \(Set(duties.map(\.name)).sorted().joined(separator: ", ")).",
            at: "rule")
    }

    private func filter(
        of request: Request, for viewer: Viewer
    ) throws(Fault) -> MissedFilter {
        var filter = try MissedFilter(request.uri.queryParameters)
        switch viewer {
        case .party(let agency):
            guard filter.agency == nil || filter.agency == agency else {
                throw .forbidden("An agency sees its own missed handoffs only.")
            }
            filter.agency = agency
        case .overseer(_, let partnerships): filter.partnerships = partnerships
        }
        return filter
    }

    /// Facts, parts and salts of a range of the log, for a partnership or an inspector.
    func facts(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await facts(request, $0) }
    }

    private func facts(
        _ request: Request, _ caller: Caller
    ) async throws -> Response {
        let viewer = gate.viewer(caller.agency)
        guard case .overseer(_, let partnerships) = viewer else {
            throw Fault.forbidden("The log's facts are for a partnership or an inspector.")
        }
        let parameters = request.uri.queryParameters
        guard let from = Int64(parameters["from"] ?? "0"), from >= 0,
            let to = Int64(parameters["to"] ?? "\(Int64.max)"), to >= from
        else { throw Fault.badRequest("`from` and `to` must be indices, from first.", at: "from") }
        try await gate.note(request, caller, "log/facts", partnership: viewer.onlyPartnership)
        return .json(
            try await gate.broker.facts(from..<to, partnerships: partnerships),
            headers: [.cacheControl: "no-store"])
    }
}
