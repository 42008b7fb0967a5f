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

    /// How many days before the end it is told, once each.
    static let steps = [60, 30, 14, 7, 1]

    /// The step that is reached so long before an end; nil while it is further off, or past.
    static func step(until end: Instant, at now: Instant) -> Int? {
        guard now < end else { return nil }
        let left = end.milliseconds(since: now)
        return steps.last { left <= Int64($0) * 86_400_000 }
    }

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
            "what_to_do": .string(
                "Your key \(kid) of node \(node) signs its last message before "
                    + "\(until.rfc3339). Make another with `baton key rotate`, hand over its public "
                    + "half, and sign with it from then on; both are good meanwhile."),
        ]
    }
}

extension Keyring {
    /// The keys that end within the first step, of nodes that have no key that goes on.
    func ending(at now: Instant) -> [EndingKey] {
        keys.compactMap { key in
            guard let until = key.until, key.revokedAt == nil,
                let step = EndingKey.step(until: until, at: now), !isFollowed(key, until)
            else { return nil }
            return EndingKey(
                agency: key.agency, node: key.node, kid: key.kid, until: until, step: step)
        }.sorted { ($0.until, $0.agency.uri, $0.kid) < ($1.until, $1.agency.uri, $1.kid) }
    }

    /// Whether the node has another key that is good when this one ends, and after it.
    private func isFollowed(_ key: RegisteredKey, _ until: Instant) -> Bool {
        keys.contains { other in
            other.agency == key.agency && other.node == key.node && other.kid != key.kid
                && other.revokedAt == nil && other.from <= until
                && (other.until.map { until < $0 } ?? true)
        }
    }
}
