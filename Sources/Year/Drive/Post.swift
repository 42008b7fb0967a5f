// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

/// Signs planned messages as the systems of their senders do.
struct Post: Sendable {
    private let plan: YearPlan
    private let keys: TownKeys
    /// The digest of each message that was signed, by its number: what answers it names it.
    private var digests: [SHA256Digest?]

    /// Signs the messages of a plan.
    init(_ plan: YearPlan, _ keys: TownKeys) {
        self.plan = plan
        self.keys = keys
        digests = Array(repeating: nil, count: plan.messages.count)
    }

    /// The signed bytes of a message.
    mutating func sign(_ number: Int) throws -> [UInt8] {
        let message = plan.messages[number]
        let key = keys[message.from]
        let jws = try CompactJWS.signed(
            header: [
                "alg": "EdDSA", "kid": .string(key.publicKey.kid), "typ": "secevent+jwt",
            ], payload: claims(of: message), by: key, algorithm: .edDSA)
        digests[number] = jws.signingInputDigest
        return jws.token
    }

    private func claims(of message: PlannedMessage) -> [UInt8] {
        let sender = plan.town[message.from]
        let issued = message.at.seconds + sender.skewSeconds
        let audience = [plan.town.partnership.uri] + message.to.map { plan.town[$0].id.uri }
        let occurred = message.occurred.map { ",\"toe\":\(min($0.seconds, issued))" } ?? ""
        let type = EventType(name: message.type, major: 1).uri
        var bytes = Array("{\"aud\":[\"\(audience.joined(separator: "\",\""))\"],".utf8)
        bytes += Array("\"events\":{\"\(type)\":".utf8)
        bytes += payload(of: message)
        bytes += Array(
            """
            },"iat":\(issued),"iss":"\(sender.id.uri)","jti":"\(message.token)",\
            "sub_id":{"format":"opaque","id":"\(message.thread)"}\(occurred),\
            "txn":"\(message.thread)"}
            """.utf8)
        return bytes
    }

    /// The payload, with what it answers before its other members.
    private func payload(of message: PlannedMessage) -> [UInt8] {
        guard let number = message.answers, let digest = digests[number] else {
            return message.payload
        }
        let answered = plan.messages[number]
        let reference = """
            {"in_reply_to":{"digest":"\(Base64URL.encode(digest.bytes))",\
            "iss":"\(plan.town[answered.from].id.uri)","jti":"\(answered.token)"},
            """
        return Array(reference.utf8) + message.payload.dropFirst()
    }
}
