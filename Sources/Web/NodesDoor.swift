// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Intake
import Relay
import Wire

/// `GET /nodes`: how the broker sees the systems that talk to it, their keys and their clocks.
struct NodesDoor: Sendable {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    /// The caller's own nodes, and those that it runs for others.
    func list(_ request: Request, _ context: CallContext) async throws -> Response {
        try await gate.admit(request, context) { caller in
            try await gate.notePerson(request, caller, "nodes")
            return Self.response(gate.broker.nodes(for: caller.agency))
        }
    }

    /// A list that is never long enough for pages.
    static func response(_ nodes: [JSONValue]) -> Response {
        .json(["items": .array(nodes)], headers: [.cacheControl: "no-store"])
    }
}
