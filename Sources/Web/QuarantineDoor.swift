// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding
import Wire

/// `/quarantine…`: messages that were refused although their signature is good, until their sender
/// sends them again or withdraws them.
struct QuarantineDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// What a sender has there, what an agency was told of, what an overseer's partnerships have.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await list(request, $0) }
    }

    private func list(_ request: Request, _ caller: Caller) async throws -> Response {
        let viewer = gate.viewer(caller.agency)
        let filter = try QuarantineFilter(request.uri.queryParameters)
        try await note(request, caller, viewer, partnership: viewer.onlyPartnership)
        let (items, next) = try await gate.broker.quarantine(filter, for: viewer)
        return .json(
            .object(leavingOutNil: [
                "items": .array(items), "next": next.map { .string(String($0)) },
            ]), headers: [.cacheControl: "no-store"])
    }

    /// How one stands; or, to its sender who asks for a SET, the message as it was posted.
    func show(_ request: Request, _ context: CallContext, _ entry: String) async throws -> Response
    {
        try await gate.lookUp(request, context) { try await show(request, entry, $0) }
    }

    private func show(
        _ request: Request, _ entry: String, _ caller: Caller
    ) async throws -> Response {
        let entry = try index(entry)
        if request.form(of: .json, .message) == .message {
            return try await content(entry, request, caller)
        }
        let viewer = gate.viewer(caller.agency)
        guard let (json, record) = try await gate.broker.quarantined(entry, for: viewer) else {
            throw Fault.notFound
        }
        try await note(
            request, caller, viewer, thread: record.facts.thread,
            partnership: record.message.entry.partnership)
        return .json(json, headers: [.cacheControl: "no-store", .vary: "Accept"])
    }

    /// Content that is read again is an entry of the log, before it is shown.
    private func content(
        _ entry: Int64, _ request: Request, _ caller: Caller
    ) async throws -> Response {
        guard let bytes = try await gate.broker.quarantinedBytes(entry, of: caller.agency) else {
            throw Fault.notFound
        }
        let (purpose, reference) = try gate.purpose(of: request, by: caller)
        let partnership = try await gate.broker.quarantined(entry, for: .party(caller.agency))?
            .record.message.entry.partnership
        try await gate.broker.note(
            ReadFacts(
                agency: caller.agency, person: caller.person, question: "quarantine",
                message: entry, purpose: purpose, reference: reference),
            partnership: partnership ?? 0)
        return .bytes(
            bytes, type: EventsDoor.mediaType,
            headers: [.cacheControl: "no-store", .vary: "Accept"])
    }

    /// Judges the kept bytes anew, as `POST /events` judges what is posted: for when the configuration,
    /// an agreement, a key or a clock was what was wrong.
    func resubmit(
        _ request: Request, _ context: CallContext, _ entry: String
    ) async throws -> Response {
        try await gate.lookUp(request, context) { caller in
            let entry = try index(entry)
            if !request.hasNoContent { try await refuseContent(of: entry, caller) }
            guard
                let reception = try await gate.broker.resubmit(entry, by: caller.agency)
            else { throw Fault.notFound }
            return try await EventsDoor(gate).answer(reception, to: request)
        }
    }

    /// To who has no such message, that alone is told.
    private func refuseContent(of entry: Int64, _ caller: Caller) async throws {
        guard try await gate.broker.quarantinedBytes(entry, of: caller.agency) != nil else {
            throw Fault.notFound
        }
        throw Fault.badRequest(
            "The kept bytes are judged anew, and nothing is sent with that: post a corrected message, under "
                + "the same `jti`, to /events.")
    }

    /// Withdraws one: nobody waits for it any more.
    ///
    /// This is no door for SETs, so that RFC 8935, which has no 409, does not speak of it: 409 says
    /// that the message was accepted meanwhile, and that `record.retracted` is what is left.
    func withdraw(
        _ request: Request, _ context: CallContext, _ entry: String
    ) async throws -> Response {
        try await gate.lookUp(request, context) { caller in
            let reason = try WithdrawalReason(
                body: try await gate.body(
                    of: request, type: "application/json", isRequired: true,
                    limit: gate.limits.withdrawalBytes, .withdrawalBytes))
            let entry = try index(entry)
            switch try await gate.broker.withdraw(entry, by: caller.agency, because: reason) {
            case .nothing: throw Fault.notFound
            case .sentAgain:
                throw Fault.conflict(
                    "It was sent again meanwhile, and accepted: retract that message "
                        + "(record.retracted) if it was wrong.")
            case .withdrawn: return try await shown(entry, to: caller)
            }
        }
    }

    private func shown(_ entry: Int64, to caller: Caller) async throws -> Response {
        let found = try await gate.broker.quarantined(entry, for: .party(caller.agency))
        guard let (json, _) = found else { throw Fault.notFound }
        return .json(json, headers: [.cacheControl: "no-store"])
    }

    /// The index of an entry as the log writes it; anything else names nothing.
    private func index(_ text: String) throws(Fault) -> Int64 {
        guard let index = Int64(text), index >= 0, String(index) == text else {
            throw .notFound
        }
        return index
    }

    /// Whoever oversees is noted, as at the doors of the audit, and so is a person; an agency's system
    /// that looks at its own is not.
    private func note(
        _ request: Request, _ caller: Caller, _ viewer: Viewer, thread: ThreadID? = nil,
        partnership: Int
    ) async throws {
        if case .party = viewer, caller.person == nil { return }
        try await gate.note(
            request, caller, "quarantine", thread: thread, partnership: partnership)
    }
}

extension Request {
    /// Whether nothing was sent with the request (RFC 9112 section 6.3).
    fileprivate var hasNoContent: Bool {
        headers[.transferEncoding] == nil && (headers[.contentLength] ?? "0") == "0"
    }
}
