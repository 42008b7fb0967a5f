// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Relay
import Safeguarding

/// `POST /poll[?mailbox=]`: hands out what waits in a mailbox (RFC 8936).
struct PollDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// Answers a poll; waits for a message where the poll lets it.
    func poll(_ request: Request) async throws -> Response {
        let caller = try gate.caller(of: request)
        let mailbox = try mailbox(request, caller.agency)
        let counter = gate.waitingPolls
        return try await counter.work(for: caller.agency) {
            let bytes = try await gate.body(
                of: request, type: "application/json", isRequired: false,
                limit: gate.limits.pollBytes)
            let poll = try PollRequest.read(
                bytes, limits: gate.limits, acks: gate.broker.setting.limits.pollAcks)
            return Self.response(try await gate.broker.poll(poll, mailbox: mailbox))
        }
    }

    /// The caller's own mailbox, or one of an agency whose node the caller runs; unknown and
    /// forbidden look alike.
    private func mailbox(_ request: Request, _ caller: AgencyID) throws(Fault) -> AgencyID {
        guard let named = request.uri.queryParameters["mailbox"] else { return caller }
        guard let agency = try? AgencyID(String(named)),
            agency == caller
                || gate.broker.setting.directory.operators(of: agency).contains(caller)
        else { throw .forbidden("That is not your mailbox, nor one that you are gateway for.") }
        return agency
    }

    /// RFC 8936 section 2.5, written straight into bytes: tokens and `jti` need no escapes.
    private static func response(_ answer: PollAnswer) -> Response {
        var body = Array("{\"sets\":{".utf8)
        for (position, set) in answer.sets.enumerated() {
            if position > 0 { body.append(UInt8(ascii: ",")) }
            body += Array("\"\(set.token.text)\":\"".utf8)
            body += set.jws
            body.append(UInt8(ascii: "\""))
        }
        body += Array(answer.moreAvailable ? "},\"moreAvailable\":true}".utf8 : "}}".utf8)
        return .bytes(body, type: "application/json", headers: [.cacheControl: "no-store"])
    }
}
