// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Foundation
import Glibc
import Programs
import Safeguarding
import Signing
import Testing
import Wire

extension Torture {
    /// No connection is made because of something in a message: nobody lets the broker call.
    @Suite struct `A message that names an address` {
        @Test(.possible(unless: Torture.lacks(tools: "strace")))
        func `makes the daemon call nobody`() async throws {
            let town = try Town()
            defer { town.leave() }
            let daemon = try await Batond.ready(town)
            let node = try town.node(.police)
            let strace = try await Strace(
                attachedTo: daemon.number, calls: ["connect", "sendto", "sendmsg", "accept4"],
                in: town.folder)
            let bearer = try BearerToken(for: node, now: Caller.now).text
            // The daemon's own other listener: were it called, the call would succeed.
            let address = "http://127.0.0.1:\(town.port + 1)/livez"
            var accepted = 0
            for token in try Self.tokens(node, town, naming: address) {
                let head = """
                    POST /events HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Bearer \(bearer)\r
                    Content-Type: application/secevent+jwt\r
                    Content-Length: \(token.count)\r
                    \r

                    """
                let probe = try #require(Probe(port: town.port))
                #expect(probe.send(Array(head.utf8) + token))
                let status = try #require(probe.status())
                #expect([202, 400].contains(status))
                if status == 202 { accepted += 1 }
            }
            #expect(accepted >= 2, "what may hold an address was not read to its end")
            #expect(try await daemon.stop() == .exit(0))
            strace.detach()
            let lines = strace.lines
            #expect(lines.contains { $0.contains("accept4(") }, "strace saw nothing")
            let calls = lines.filter {
                $0.contains("connect(") || $0.contains("sin") && $0.contains("send")
            }
            #expect(calls.filter { $0.contains("AF_INET") } == [])
        }

        /// A good referral with an address in each place where one might be followed.
        private static func tokens(
            _ node: NodeFile, _ town: Town, naming address: String
        ) throws -> [[UInt8]] {
            let example = try town.baton(["schema", "new", "referral.made"])
            let root = try JSONDocument(parsing: Array(example.output.utf8), limits: .schema).root
            let payload = root.value.members ?? []
            let own = node.key.publicKey.jwk
            let text = JSONValue.string(address)
            let headers: [[JSONMember]] = [
                [], [JSONMember("jku", text)], [JSONMember("x5u", text)], [JSONMember("jwk", own)],
                [JSONMember("jku", text), JSONMember("jwk", own)], [JSONMember("kid", text)],
                [JSONMember("url", text)], [JSONMember("x5c", ["AAAA"])],
            ]
            let bodies: [[JSONMember]] = [
                [], [JSONMember("schema", text)], [JSONMember("$schema", text)],
                [JSONMember("$ref", text)], [JSONMember("attachment", ["href": text])],
            ]
            var tokens: [[UInt8]] = []
            for header in headers { tokens.append(try token(node, header, payload, text)) }
            for body in bodies.dropFirst() {
                let names = Set(body.map(\.name))
                let members = payload.filter { !names.contains($0.name) } + body
                tokens.append(try token(node, [], members, text))
            }
            tokens.append(try token(node, [], payload, text, issuer: address))
            tokens.append(try token(node, [], payload, text, event: address))
            return tokens
        }

        private static func token(
            _ node: NodeFile, _ header: [JSONMember], _ payload: [JSONMember], _ address: JSONValue,
            issuer: String? = nil, event: String? = nil
        ) throws -> [UInt8] {
            let now = Caller.now
            let event = event ?? EventType(name: "referral.made", major: 1).uri
            let claims: JSONValue = [
                "iss": .string(issuer ?? node.agency.uri), "iat": .integer(now.seconds),
                "jti": .string(UUID().uuidString.lowercased()),
                "txn": .string(UUID().uuidString.lowercased()),
                "aud": .string(node.partnership?.uri ?? ""),
                "sub_id": ["format": "uri", "uri": address],
                "events": .object([JSONMember(event, .object(payload))]),
            ]
            let names = Set(header.map(\.name))
            let good = [
                JSONMember("alg", .string(node.algorithm.rawValue)),
                JSONMember("typ", "secevent+jwt"), JSONMember("kid", .string(node.kid)),
            ].filter { !names.contains($0.name) }
            return try CompactJWS.signed(
                header: .object(good + header), payload: claims.canonical, by: node.key,
                algorithm: node.algorithm
            ).token
        }
    }
}
