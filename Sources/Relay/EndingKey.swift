// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding
import Signing
import Wire

/// A key of an agency that ends soon, and that nothing follows yet.
struct EndingKey: Sendable, Hashable {
    /// The agency whose messages it signs.
    let agency: AgencyID
    /// The node that holds it.
    let node: String
    /// Its name.
    let kid: String
    /// When it ends.
    let until: Instant
    /// The step that is reached: that many days before the end, or fewer.
    let step: Int
    /// Whether a certificate proves it, so that an authority issues the next.
    let isCertified: Bool

    /// The `jti` of its notice: told once, whatever happens in between.
    var token: TokenID {
        let key = SHA256.digest(of: Array("\(agency.uri)\n\(kid)".utf8))
        let text = "key-expiring.\(Base64URL.encode(key.bytes)).\(until.seconds).\(step)"
        guard let token = try? TokenID(text) else {
            preconditionFailure("what is made of a digest and two numbers is a good identifier")
        }
        return token
    }

    /// What its agency is told.
    var payload: JSONValue {
        [
            "sender_role": "broker", "kind": .string(NoticeKind.keyExpiring.rawValue),
            "what_to_do": .string(isCertified ? askForCertificate : makeAnother),
        ]
    }

    private var makeAnother: String {
        "Your key \(kid) of node \(node) signs its last message before \(until.rfc3339). Make "
            + "another with `baton key rotate`, hand over its public half, and sign with it from "
            + "then on; both are good meanwhile."
    }

    private var askForCertificate: String {
        "Your certificate \(kid) signs its last message before \(until.rfc3339). Have the next "
            + "issued, and send it in `x5c` from then on; both are good meanwhile."
    }
}

extension Keyring {
    /// The keys that end within the first step, of nodes that have no key that goes on; of signers with
    /// certificates those that were heard of since the load.
    func ending(at now: Instant) -> [EndingKey] {
        let all = keys + (trust?.signers ?? [])
        return all.compactMap { key in
            guard let until = key.until, key.revokedAt == nil, now < until,
                let step = EndingStep.reached(until.milliseconds(since: now)),
                !Self.isFollowed(key, until, in: all)
            else { return nil }
            return EndingKey(
                agency: key.agency, node: key.node, kid: key.kid, until: until, step: step,
                isCertified: key.path != nil)
        }.sorted { ($0.until, $0.agency.uri, $0.kid) < ($1.until, $1.agency.uri, $1.kid) }
    }

    /// Whether the node has another key that is good when this one ends, and after it.
    private static func isFollowed(
        _ key: RegisteredKey, _ until: Instant, in all: [RegisteredKey]
    ) -> Bool {
        all.contains { other in
            other.agency == key.agency && other.node == key.node && other.kid != key.kid
                && other.revokedAt == nil && other.from <= until
                && (other.until.map { until < $0 } ?? true)
        }
    }
}
