// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Programs
import Safeguarding
import Signing
import Testing
import Wire

/// A key whose certificate comes with each message, and that no configuration names.
struct CertifiedSigner {
    private let key = PrivateKey.generate(.p256)
    private let certificate: Certificate

    init(by authority: CertificateIssuer, of uri: String, until end: Instant) {
        certificate = authority.issue(
            .client(of: uri, validity: (end.seconds - 300 * 86_400)...end.seconds), for: key)
    }

    /// Hands in a referral of the police that says it was issued at a time.
    func post(
        _ time: Instant, _ town: Town, _ clock: ShownClock, _ exchange: Exchange
    ) async throws -> BrokerAnswer {
        let node = try town.node(.police)
        let example = try town.baton(["schema", "new", "referral.made"])
        let draft = Draft(
            type: EventType(name: "referral.made", major: 1),
            payload: try Payload(parsing: Array(example.output.utf8), from: "the example").text,
            token: try TokenID(FreshIdentifier.ofTime(time, random: SecureRandom.bytes)),
            thread: try ThreadID(FreshIdentifier.ofChance(random: SecureRandom.bytes)),
            audience: [
                try #require(node.partnership).uri, try town.node(.council).agency.uri,
            ], issuedAt: time)
        let header: JSONValue = [
            "alg": .string(SignatureAlgorithm.es256.rawValue),
            "typ": .string(TokenType.securityEvent.rawValue),
            "x5c": [.string(Base64.encode(certificate.der))],
        ]
        let message = try CompactJWS.signed(
            header: header, payload: try draft.signed(by: node).payloadBytes, by: key,
            algorithm: .es256)
        let headers = [
            "Content-Type": "application/secevent+jwt",
            "Authorization": "Bearer \(try BearerToken(for: node, now: clock.now).text)",
        ]
        return try await exchange.perform(
            BrokerRequest(
                method: .post, url: node.baseURL + "/events", headers: headers,
                body: message.token, patience: .seconds(20)))
    }
}
