// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Intake
import Ledger
import Relay
import Safeguarding
import Wire

/// `POST /events`: takes one SET (RFC 8935 section 2).
struct EventsDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The media type of a SET (RFC 8417 section 7.2).
    static let mediaType = "application/secevent+jwt"

    /// Answers 202 once the message is durable, and 400 with every reason when it is refused.
    func receive(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { caller in
            let bytes = try await gate.body(
                of: request, type: Self.mediaType, isRequired: true,
                limit: gate.limits.eventBytes, .eventBytes)
            return try await answer(
                try await gate.broker.receive(bytes, from: caller.agency), to: request)
        }
    }

    /// What a message was found to be, as its sender is told.
    func answer(_ reception: Reception, to request: Request) async throws -> Response {
        switch reception {
        case .accepted(let token, let entry, let salt):
            try await accepted(token, entry, salt, request)
        case .repeated(let token, let entry, let salt):
            try await accepted(token, entry, salt, request)
        case .refused(let refusal): Response(refusal.answer)
        }
    }

    /// What a plain request is answered, for the short road.
    static func answer(_ outcome: Outcome<Reception>, retryAfter: Int) -> ExpressAnswer {
        switch outcome {
        case .success(.accepted(let token, _, _)), .success(.repeated(let token, _, _)):
            .accepted(token)
        case .success(.refused(let refusal)): .other(refusal.answer)
        case .failure(let failure): .other(failure.fault(retryAfter: retryAfter).answer)
        }
    }

    /// RFC 8935 section 2.2 wants the body empty; who prefers the receipt in it gets it, which is a
    /// documented deviation (RFC 7240 section 4.2).
    private func accepted(
        _ token: TokenID, _ entry: LedgerEntry, _ salt: [UInt8]?, _ request: Request
    ) async throws -> Response {
        let headers: HTTPFields = [.location: "/receipts/\(token.text)"]
        guard request.headers.preference("return") == "representation",
            let receipt = try await gate.broker.receipt(of: entry, salt: salt)
        else { return Response(status: .accepted, headers: headers) }
        var answer = Response.bytes(
            receipt, type: "text/plain; charset=utf-8", status: .accepted, headers: headers)
        answer.headers[.preferenceApplied] = "return=representation"
        return answer
    }
}

extension HTTPField.Name {
    static var prefer: Self { name("Prefer") }
    static var preferenceApplied: Self { name("Preference-Applied") }
    /// Beside a message that is shown byte for byte: what later messages did to it, as a list of tokens
    /// (RFC 9651 section 3.1).
    static var batonAmended: Self { name("Baton-Amended") }
    /// Beside a table, which has no room for it: how many messages of restricted threads it does not show.
    static var batonWithheld: Self { name("Baton-Withheld") }

    /// Where the next page is (RFC 8288).
    static var link: Self { name("Link") }

    private static func name(_ text: String) -> Self {
        guard let name = Self(text) else { preconditionFailure("\(text) is a field name") }
        return name
    }
}
