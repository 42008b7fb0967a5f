// SPDX-License-Identifier: Apache-2.0

import Audit
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding
import Signing
import Wire

/// `GET /receipts/{jti}` and `GET /messages…`: what became of a message, for its parties.
struct MessagesDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The receipt of a message, for its sender and its recipients.
    func receipt(_ request: Request, _ context: CallContext, _ jti: String) async throws -> Response
    {
        try await gate.lookUp(request, context) { try await receipt(request, jti, $0) }
    }

    private func receipt(
        _ request: Request, _ jti: String, _ caller: Caller
    ) async throws -> Response {
        let (message, _) = try await find(jti, request, caller.agency)
        let tree = try tree(request)
        guard let receipt = try await gate.broker.receipt(of: message, in: tree) else {
            throw Fault.badRequest(
                tree == .cosigned
                    ? "Witnesses have cosigned no checkpoint yet that covers the message: ask again later."
                    : "The log has no checkpoint of that size yet.", at: "size")
        }
        try await gate.notePerson(request, caller, "receipt", of: message)
        return .bytes(
            receipt, type: "text/plain; charset=utf-8",
            headers: try await marks(on: message, to: caller.agency))
    }

    /// What says, beside a text that has no room for it, what was done to a message.
    private func marks(on message: MessageRecord, to agency: AgencyID) async throws -> HTTPFields {
        let amended = try await gate.broker.amendments(of: message, to: agency)
        guard !amended.isEmpty else { return [:] }
        return [.batonAmended: amended.map(\.rawValue).joined(separator: ", ")]
    }

    private func tree(_ request: Request) throws(Fault) -> ReceiptTree {
        guard let text = request.uri.queryParameters["size"] else { return .batch }
        if text == "newest" { return .newest }
        if text == "cosigned" { return .cosigned }
        guard let size = Int64(text), size > 0 else {
            throw .badRequest(
                "`size` must be a whole number, 1 or more, or `newest`, or `cosigned`.", at: "size")
        }
        return .size(size)
    }

    /// How a message stands; or, to who asks for a SET, the message itself, byte for byte.
    func message(_ request: Request, _ context: CallContext, _ jti: String) async throws -> Response
    {
        try await gate.lookUp(request, context) { try await message(request, jti, $0) }
    }

    private func message(
        _ request: Request, _ jti: String, _ caller: Caller
    ) async throws -> Response {
        let (message, handoffs) = try await find(jti, request, caller.agency)
        if request.form(of: .json, .message) == .message {
            return try await content(of: message, request, caller)
        }
        guard
            let report = try await gate.broker.report(message, handoffs, for: caller.agency)
        else { throw Fault.notFound }
        try await gate.notePerson(request, caller, "message/standing", of: message)
        return .json(report, headers: [.vary: "Accept"])
    }

    /// Content that is read again is an entry of the log, before it is shown.
    ///
    /// Of what was purged its parties are told so, as in the other form; nobody else comes here.
    private func content(
        of message: MessageRecord, _ request: Request, _ caller: Caller
    ) async throws -> Response {
        guard message.key != nil else { throw Self.purged }
        let (purpose, reference) = try gate.purpose(of: request, by: caller)
        try await gate.broker.note(
            ReadFacts(
                agency: caller.agency, person: caller.person, question: "message",
                message: message.entry.index, purpose: purpose, reference: reference),
            partnership: message.entry.partnership)
        guard let opened = try await gate.broker.open([message.entry.index]).first else {
            throw Self.purged
        }
        var headers = try await marks(on: message, to: caller.agency)
        headers[.cacheControl] = "no-store"
        headers[.vary] = "Accept"
        return .bytes(opened.jws.token, type: EventsDoor.mediaType, headers: headers)
    }

    private static let purged = Fault.notLogged(
        "The content of this message was purged by the retention rules. Ask with "
            + "Accept: application/json for when, and for how it stood.")

    /// What the caller sent and was sent, to reconcile its own records with.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { try await list(request, $0) }
    }

    private func list(
        _ request: Request, _ caller: Caller
    ) async throws -> Response {
        let said = try request.uri.queryParameters.values(only: Self.names)
        let since = try said["since"].map { text throws(Fault) in
            try Instant(parameter: text, named: "since")
        }
        guard let after = Int64(said["cursor"] ?? "-1") else {
            throw Fault.badRequest("`cursor` must be one that a page gave as `next`.", at: "cursor")
        }
        let state = said["state"]
        if let state, !MessageReport.states.contains(state) {
            let words = MessageReport.states.sorted().joined(separator: ", ")
            throw Fault.badRequest("`state` must be one of \(words).", at: "state")
        }
        try await gate.notePerson(request, caller, "messages")
        let (items, next) = try await gate.broker.list(
            for: caller.agency, after: after, since: since ?? Instant(milliseconds: 0),
            state: state)
        return .json(
            .object(leavingOutNil: [
                "items": .array(items), "next": next.map { .string(String($0)) },
            ]))
    }

    private static let names = ["since", "state", "cursor", "purpose", "reference"]

    private func find(
        _ jti: String, _ request: Request, _ caller: AgencyID
    ) async throws -> (MessageRecord, [HandoffRecord]) {
        guard let token = try? TokenID(jti) else { throw Fault.notFound }
        var issuer: AgencyID?
        if let named = request.uri.queryParameters["iss"] {
            guard let agency = try? AgencyID(String(named)) else { throw Fault.notFound }
            issuer = agency
        }
        switch try await gate.broker.find(token, of: issuer, for: caller) {
        case .found(let message, let handoffs): return (message, handoffs)
        case .nothing: throw Fault.notFound
        case .ambiguous:
            throw Fault.badRequest(
                "You received several messages under this jti; say whose with `iss=`.", at: "iss")
        }
    }
}

extension Instant {
    /// A time in a query: RFC 3339, or a date, which means its first instant in London.
    init(parameter text: String, named name: String) throws(Fault) {
        if let date = try? CalendarDate(text) {
            self = London.startOfDay(date)
        } else if let instant = try? Instant(rfc3339: text) {
            self = instant
        } else {
            throw .badRequest(
                "`\(name)` must be a date or an RFC 3339 time, such as 2026-11-25T09:00:00Z.",
                at: name)
        }
    }
}
