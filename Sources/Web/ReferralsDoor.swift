// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Relay
import Safeguarding

/// `GET /audit/referrals`: every message of a type in a period, with all that became of it.
struct ReferralsDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// An agency's own, or those of a reader's partnerships, as JSON or CSV, a page at a time.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await list(request, context, $0) }
    }

    private func list(
        _ request: Request, _ context: CallContext, _ caller: Caller
    ) async throws -> Response {
        let viewer = gate.viewer(caller.agency)
        let filter = try ReferralFilter(request.uri.queryParameters)
        try await gate.note(
            request, caller, "audit/referrals", partnership: viewer.onlyPartnership)
        let (report, proofs) = try await gate.readLong(for: caller.agency, context) { broker in
            try await broker.referrals(filter, for: viewer)
        }
        if report.items.isEmpty, report.withheld ?? 0 == 0, filter.after == nil {
            try await gate.refuseUnknown(type: filter.type) { report.next != nil }
            try await gate.refuseUnknown(
                agencies: [("from", filter.sender), ("to", filter.recipient)], for: viewer)
        }
        var headers: HTTPFields = [.cacheControl: "no-store", .vary: "Accept"]
        guard request.form(of: .json, .csv) == .csv else {
            return .json(report.json(proofs), headers: headers)
        }
        headers[.link] = report.next.map { request.link(toPage: $0) }
        headers[.batonWithheld] = report.withheld.map(String.init)
        return .bytes(
            Array(report.csv(proofs).utf8), type: "text/csv; charset=utf-8",
            headers: headers)
    }
}

extension ReferralFilter {
    /// Reads the parameters of `GET /audit/referrals`.
    init(_ parameters: Parameters) throws(Fault) {
        self.init()
        let said = try parameters.values(only: Self.names)
        type = said["type"] ?? Self.usualType
        sender = try Self.agency(said["from"], "from")
        recipient = try Self.agency(said["to"], "to")
        days = try AskedSharing.days(said["since"], said["until"], named: ("since", "until"))
        if let text = said["limit"] {
            guard let limit = Int(text), (1...Self.pageLimit).contains(limit) else {
                throw .badRequest("`limit` must be from 1 to \(Self.pageLimit).", at: "limit")
            }
            self.limit = limit
        }
        if let text = said["cursor"] {
            guard let entry = Int64(text), (0..<Int64.max).contains(entry) else {
                throw .badRequest(
                    "`cursor` must be one that a page gave as `next`.", at: "cursor")
            }
            after = entry
        }
    }

    private static let names = [
        "from", "to", "type", "since", "until", "limit", "cursor", "purpose", "reference",
    ]

    private static func agency(_ text: String?, _ name: String) throws(Fault) -> AgencyID? {
        guard let text else { return nil }
        do throws(IdentifierError) { return try AgencyID(text) } catch {
            throw .badRequest("`\(name)` must be an agency's URI: \(error.description)", at: name)
        }
    }
}
