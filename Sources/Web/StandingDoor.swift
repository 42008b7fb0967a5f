// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Relay
import Signing
import Wire

/// Whether the broker lives and keeps its promise, and the keys that it signs with.
struct StandingDoor: Sendable {
    private let broker: Broker
    private let retryAfter: Int
    let readiness: Readiness

    init(_ broker: Broker, retryAfter: Int) {
        self.broker = broker
        self.retryAfter = retryAfter
        readiness = Readiness(broker)
    }

    /// The process answers.
    func live() -> Response { .text("live\n") }

    /// A transaction goes through: what gets its 202 now is durable.
    func ready() async throws -> Response {
        guard await readiness.ask() else {
            throw Fault.unavailable("Nothing can be made durable just now.", retryAfter: retryAfter)
        }
        return .text("ready\n")
    }

    /// What the agencies' listener offers.
    func description() -> Response {
        .json(InterfaceDescription.document, headers: [.cacheControl: "public, max-age=300"])
    }

    /// The keys with which the broker signs its own messages, and did before (RFC 7517 section 5): the
    /// one in use is the first.
    func keys() -> Response {
        let signature = broker.setting.signature
        let current = signature.key.publicKey.jwk.with("use", "sig")
            .with("alg", .string(signature.algorithm.rawValue))
        let previous = signature.previous.map { $0.jwk.with("use", "sig") }
        return .json(
            ["keys": .array([current] + previous)],
            headers: [.cacheControl: "public, max-age=300"])
    }
}

extension JSONValue {
    /// The same object with that member, whether or not it had one of the name.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((members ?? []).filter { $0.name != name } + [JSONMember(name, value)])
    }
}
