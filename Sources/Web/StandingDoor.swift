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

    /// The keys with which the broker signs its own messages (RFC 7517 section 5).
    func keys() -> Response {
        let signature = broker.setting.signature
        let key = signature.key.publicKey.jwk.with("use", "sig")
            .with("alg", .string(signature.algorithm.rawValue))
        return .json(
            ["keys": [key]],
            headers: [.cacheControl: "public, max-age=300"])
    }
}

extension JSONValue {
    /// The same object with that member, whether or not it had one of the name.
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((members ?? []).filter { $0.name != name } + [JSONMember(name, value)])
    }
}
