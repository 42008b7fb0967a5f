// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Relay
import Safeguarding
import Wire

/// `GET /log/timestamps`: what time stamping authorities have stamped of the log (RFC 3161), for
/// everybody.
struct TimestampsDoor: Sendable {
    private let broker: Broker

    init(_ broker: Broker) { self.broker = broker }

    /// A page of tokens: from the first whose checkpoint has the size `from`, or where a page ended.
    func list(_ request: Request) async throws -> Response {
        let values = try request.uri.queryParameters.values(only: ["from", "cursor"])
        let size = try values["from"].map { value throws(Fault) in
            try Self.number(value, "from", "a size of the log")
        }
        let number = try values["cursor"].map { value throws(Fault) in
            try Self.number(value, "cursor", "one that a page gave as `next`")
        }
        let (items, next) = try await broker.timestamps(from: number, covering: size)
        return .json(
            .object(leavingOutNil: [
                "items": .array(items.map(\.json)), "next": next.map { .string("\($0)") },
            ]), headers: [.cacheControl: "public, max-age=60"])
    }

    private static func number(
        _ text: String, _ name: String, _ what: String
    ) throws(Fault) -> Int64 {
        guard let number = Int64(text), number >= 0 else {
            throw .badRequest("`\(name)` must be \(what).", at: name)
        }
        return number
    }
}

extension StampedNote {
    fileprivate var json: JSONValue {
        let timestamp = token.timestamp
        var renews: JSONValue?
        if case .tokens(let numbers) = timestamp.subject {
            renews = [
                "from": .integer(numbers.lowerBound), "to": .integer(numbers.upperBound),
            ]
        }
        return .object(leavingOutNil: [
            "number": .integer(token.number),
            "size": timestamp.stampedSize.map { .integer($0) },
            "renews": renews,
            "at": .string(timestamp.time.rfc3339),
            "asked_at": .string(timestamp.askedAt.rfc3339),
            "valid_until": .string(timestamp.validUntil.rfc3339),
            "authority": .string(timestamp.authority),
            "checkpoint": checkpoint.map { .string(String(decoding: $0.note, as: UTF8.self)) },
            "token": .string(Base64.encode(timestamp.token)),
        ])
    }
}
