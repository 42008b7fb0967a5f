// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Relay
import Safeguarding
import Wire

/// `GET /audit/reads`: who read what, and what for; whoever reads this is listed too.
struct ReadsDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The reads of a period that the caller may see, a page at a time.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await list(request, context, $0) }
    }

    private func list(
        _ request: Request, _ context: CallContext, _ caller: Caller
    ) async throws -> Response {
        let viewer = gate.viewer(caller.agency)
        let filter = try ReadsFilter(request.uri.queryParameters, now: gate.broker.now)
        try await gate.note(
            request, caller, "audit/reads", thread: filter.thread,
            partnership: viewer.onlyPartnership)
        let (items, next) = try await gate.readLong(for: caller.agency, context) { broker in
            try await broker.reads(filter, for: viewer)
        }
        // Who was registered once may still be asked for by what it read.
        if items.isEmpty {
            try await gate.refuseUnknown(agencies: [("agency", filter.agency)], for: viewer)
        }
        return .json(
            .object(leavingOutNil: [
                "items": .array(items.map(\.json)), "next": next.map { .string("\($0)") },
            ]), headers: [.cacheControl: "no-store"])
    }
}

extension ReadsFilter {
    /// Reads the parameters of `GET /audit/reads`: `from`, `to`, `agency`, `txn` and `cursor`; the
    /// last month when no period is said.
    init(_ parameters: Parameters, now: Instant) throws(Fault) {
        var (from, to): (Instant?, Instant?)
        var (agency, thread): (AgencyID?, ThreadID?)
        var after: Int64?
        for (name, value) in parameters {
            let (name, value) = (String(name), String(value))
            switch name {
            case "from": from = try Instant(parameter: value, named: name)
            case "to": to = try Instant(parameter: value, named: name)
            case "agency":
                agency = try Self.identifier(value, name, "an agency's URI", AgencyID.init)
            case "txn": thread = try Self.identifier(value, name, "a thread's UUID", ThreadID.init)
            case "cursor": after = try Self.cursor(value)
            case "purpose", "reference": break
            default:
                throw .badRequest(
                    "`\(name)` is no filter; there are from, to, agency, txn and cursor.", at: name)
            }
        }
        // Without an end it shows its own reader, who is noted after this.
        let upper = to ?? Instant(milliseconds: .max)
        let lower = from ?? London.startOfDay(London.date(at: to ?? now).adding(months: -1))
        guard lower < upper else {
            throw .badRequest("`from` must be before `to`, which is now when not said.", at: "from")
        }
        self.init(during: lower..<upper, agency: agency, thread: thread, after: after)
    }

    private static func identifier<ID>(
        _ value: String, _ name: String, _ what: String,
        _ read: (String) throws(IdentifierError) -> ID
    ) throws(Fault) -> ID {
        do throws(IdentifierError) { return try read(value) } catch {
            throw .badRequest("`\(name)` must be \(what): \(error.description)", at: name)
        }
    }

    private static func cursor(_ value: String) throws(Fault) -> Int64 {
        guard let entry = Int64(value), (0..<Int64.max).contains(entry) else {
            throw .badRequest("`cursor` must be one that a page gave as `next`.", at: "cursor")
        }
        return entry
    }
}
