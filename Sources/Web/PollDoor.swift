// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Ledger
import NIOCore
import Relay
import Safeguarding
import Wire

/// `POST /poll[?mailbox=]`: hands out what waits in a mailbox (RFC 8936).
struct PollDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The media type of a poll (RFC 8936 section 2.4).
    static let mediaType = "application/json"

    /// Answers a poll; waits for a message where the poll lets it.
    func poll(_ request: Request, _ context: CallContext) async throws -> Response {
        let caller = try gate.caller(of: request, context)
        try refuse(personOf: caller)
        let mailbox = try await mailbox(request, caller.agency)
        gate.broker.hear(caller.agency)
        let counter = gate.waitingPolls
        return try await counter.work(for: caller.agency) {
            let bytes = try await gate.body(
                of: request, type: Self.mediaType, isRequired: false,
                limit: gate.limits.pollBytes, .pollBytes)
            let poll = try PollRequest.read(
                bytes, limits: gate.limits, acks: gate.broker.setting.limits.pollAcks)
            // What comes when its caller has hung up is for whoever asks next.
            return Self.response(
                try await context.whileHeard { try await gate.broker.poll(poll, mailbox: mailbox) })
        }
    }

    /// A poll takes messages out of the mailbox and says that a system has them: it is a node's
    /// (interfaces.md section 1), and a person who polled would keep them from it.
    private func refuse(personOf caller: Caller) throws(Fault) {
        guard caller.person != nil else { return }
        throw .badRequest(
            "A poll is a node's and not a person's: leave `act` out of its bearer token. A person reads "
                + "a message at GET /messages/{jti}, which is logged.", at: "act")
    }

    /// The caller's own mailbox, or one of an agency whose node the caller runs; unknown and
    /// forbidden look alike.
    private func mailbox(_ request: Request, _ caller: AgencyID) async throws -> AgencyID {
        guard let named = request.uri.queryParameters["mailbox"] else { return caller }
        return try await gate.lookUp(for: caller) {
            guard let agency = try? AgencyID(String(named)),
                agency == caller
                    || gate.broker.setting.directory.operators(of: agency).contains(caller)
            else {
                throw Fault.forbidden("That is not your mailbox, nor one that you are gateway for.")
            }
            return agency
        }
    }

    private static func response(_ answer: PollAnswer) -> Response {
        var body = ByteBuffer()
        body.reserveCapacity(answer.contentBytes)
        answer.write(to: &body)
        return Response(
            status: .ok,
            headers: [.contentType: Self.mediaType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: body))
    }
}

/// The content of the answer (RFC 8936 section 2.5), written straight into bytes: tokens and `jti`
/// need no escapes.
extension PollAnswer {
    /// How long it is.
    var contentBytes: Int {
        let marks = 5 * sets.count + max(sets.count - 1, 0) + 1
        let end = moreAvailable ? Self.endWithMore : Self.end
        let rest = marks + amendments.utf8.count + end.utf8CodeUnitCount
        return sets.reduce(Self.start.utf8CodeUnitCount + rest) {
            $0 + $1.token.text.utf8.count + $1.jws.count
        }
    }

    /// What was done to messages, which the RFC does not know: a member beside `sets`, where there is any.
    private var amendments: String {
        guard !amended.isEmpty else { return "" }
        let members = amended.map { token, kinds in
            JSONMember(token.text, .array(kinds.map { .string($0.rawValue) }))
        }
        return #","amended":"# + JSONValue.object(members).text
    }

    /// Writes it.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeStaticString(Self.start)
        var isFirst = true
        for set in sets {
            buffer.writeStaticString(isFirst ? "\"" : ",\"")
            buffer.writeString(set.token.text)
            buffer.writeStaticString("\":\"")
            buffer.writeBytes(set.jws)
            buffer.writeStaticString("\"")
            isFirst = false
        }
        buffer.writeStaticString("}")
        buffer.writeString(amendments)
        buffer.writeStaticString(moreAvailable ? Self.endWithMore : Self.end)
    }

    private static let start: StaticString = "{\"sets\":{"
    private static let end: StaticString = "}"
    private static let endWithMore: StaticString = ",\"moreAvailable\":true}"
}
