// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Safeguarding
import Signing
import Wire

/// Distinct signed referrals, ready to be posted: signing is the sender's cost and is done before.
struct Letters: Sendable {
    /// Whole HTTP requests.
    let requests: [[UInt8]]
    /// The `jti` of each.
    let names: [String]
    /// The bytes of the tokens in them.
    let tokenBytes: Int

    /// Signs so many referrals to the same agencies, each opening a thread of its own.
    init(_ count: Int, from sender: Sender, to recipients: [String], now: Instant) throws {
        var requests: [[UInt8]] = []
        let names = (0..<count).map { _ in uuid() }
        var bytes = 0
        requests.reserveCapacity(count)
        for name in names {
            let draft = Draft(
                type: sender.type, payload: sender.payload(), token: try TokenID(name),
                thread: try ThreadID(uuid()), audience: [sender.partnership] + recipients,
                issuedAt: now)
            var jws = try draft.signed(by: sender.node)
            if !sender.certificates.isEmpty {
                jws = try jws.signed(again: sender.node.key, showing: sender.certificates)
            }
            let token = jws.token
            bytes += token.count
            requests.append(sender.caller.request("/events", "application/secevent+jwt", token))
        }
        self.requests = requests
        self.names = names
        tokenBytes = bytes
    }
}

/// Who sends the referrals of the bench.
struct Sender: Sendable {
    let node: NodeFile
    let type: EventType
    let partnership: String
    let caller: Caller
    /// What its messages carry instead of a key's name, in base64.
    let certificates: [String]
    /// The payload, with a place where the child's identifier stands.
    let template: [UInt8]
    let placeholder: [UInt8]

    /// A payload of about 2.5 KB as a token, about a child of its own.
    func payload() -> [UInt8] {
        guard let at = template.firstRange(of: placeholder) else { return template }
        return Array(template[..<at.lowerBound]) + Array(uuid().utf8)
            + Array(template[at.upperBound...])
    }
}

/// An agency that calls: its requests carry its bearer token, or its connection says who it is.
struct Caller: Sendable {
    /// The header field that says who calls, with its end; nothing where the connection does.
    let authorization: String
    let port: Int

    init(_ node: NodeFile, port: Int, showsToken: Bool, now: Instant) throws {
        let token = try BearerToken(for: node, now: now).text
        authorization = showsToken ? "Authorization: Bearer \(token)\r\n" : ""
        self.port = port
    }

    /// A question over HTTP.
    func question(_ path: String) -> [UInt8] {
        Array(
            """
            GET \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(port)\r
            \(authorization)\r

            """.utf8)
    }

    func request(_ path: String, _ type: String, _ body: [UInt8]) -> [UInt8] {
        let head = """
            POST \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(port)\r
            \(authorization)Content-Type: \(type)\r
            Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }
}

/// A fresh identifier.
func uuid() -> String { FreshIdentifier.ofChance(random: { SecureRandom.bytes($0) }) }
