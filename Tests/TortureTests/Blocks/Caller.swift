// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Safeguarding
import Synchronization

/// A node that calls the broker, each call once: no answer is an answer here.
final class Caller: Sendable {
    let node: NodeFile
    private let exchange: Exchange
    private let token = Mutex<BearerToken?>(nil)

    init(_ node: NodeFile, over exchange: Exchange) {
        self.node = node
        self.exchange = exchange
    }

    static var now: Instant {
        Instant(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1_000))
    }

    func get(
        _ path: String, accept: String = "application/json", seconds: Int = 30
    ) async throws(ToolFailure) -> BrokerAnswer {
        try await perform(.get, path, ["Accept": accept], [], .seconds(seconds))
    }

    /// Hands in a message and prefers the receipt in the answer.
    func post(_ token: [UInt8], patience: Duration) async throws(ToolFailure) -> BrokerAnswer {
        let headers = [
            "Content-Type": "application/secevent+jwt", "Accept": "application/json",
            "Prefer": "return=representation",
        ]
        return try await perform(.post, "/events", headers, token, patience)
    }

    private func perform(
        _ method: BrokerRequest.Method, _ path: String, _ headers: [String: String],
        _ body: [UInt8], _ patience: Duration
    ) async throws(ToolFailure) -> BrokerAnswer {
        var headers = headers
        headers["Authorization"] = "Bearer \(try bearer().text)"
        var request = BrokerRequest(
            method: method, url: node.baseURL + path, headers: headers, body: body,
            patience: patience)
        request.transport = try node.transport?.read()
        return try await exchange.perform(request)
    }

    private func bearer() throws(ToolFailure) -> BearerToken {
        let now = Self.now
        if let known = token.withLock({ $0 }), now < known.freshUntil { return known }
        let fresh = try BearerToken(for: node, now: now)
        token.withLock { $0 = fresh }
        return fresh
    }
}
