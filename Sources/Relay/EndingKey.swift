// SPDX-License-Identifier: Apache-2.0

import Intake
package import Safeguarding
package import Signing
import Wire

/// A key or a certificate of an agency that ends soon, and that nothing follows yet.
package struct EndingKey: Sendable, Hashable {
    /// The agency that signs or connects with it.
    package let agency: AgencyID
    /// Which it is.
    package let what: What
    /// When it ends.
    package let until: Instant
    /// The step that is reached: that many days before the end, or fewer.
    package let step: Int

    /// Which key or certificate it is.
    package enum What: Sendable, Hashable {
        /// A key that the configuration names, and the node that holds it.
        case key(kid: String, node: String)
        /// A certificate under which messages are signed.
        case signer(Certificate)
        /// A certificate by which a node connects.
        case client(Certificate)

        /// Of which kind it is.
        package var kind: Kind {
            switch self {
            case .key: .key
            case .signer: .signer
            case .client: .client
            }
        }
    }

    /// What can end, as the operator's metric and journal call it.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A key that the configuration names.
        case key
        /// A certificate under which messages are signed.
        case signer = "signer_certificate"
        /// A certificate by which a node connects.
        case client = "client_certificate"
    }

    /// Names what ends.
    package init(agency: AgencyID, what: What, until: Instant, step: Int) {
        self.agency = agency
        self.what = what
        self.until = until
        self.step = step
    }

    /// A certificate, at the step that is reached; nil while its end is far off, and once it has come.
    init?(_ shown: ShownCertificate, at now: Instant) {
        guard let step = shown.step(at: now) else { return nil }
        let what: What =
            switch shown.use {
            case .signing: .signer(shown.certificate)
            case .connecting: .client(shown.certificate)
            }
        self.init(agency: shown.agency, what: what, until: shown.until, step: step)
    }

    /// Sorts what ends first before what ends later.
    func isBefore(_ other: EndingKey) -> Bool {
        (until, agency.uri, what.name) < (other.until, other.agency.uri, other.what.name)
    }
}

extension EndingKey.What {
    /// A name that no other key or certificate of the agency has.
    fileprivate var name: String {
        switch self {
        case .key(let kid, _): kid
        case .signer(let certificate): certificate.digest.description
        case .client(let certificate): "\(certificate.digest)\nclient"
        }
    }
}

/// What its agency is told.
extension EndingKey {
    /// The `jti` of its notice: told once, whatever happens in between.
    var token: TokenID {
        let key = SHA256.digest(of: Array("\(agency.uri)\n\(what.name)".utf8))
        let text = "key-expiring.\(Base64URL.encode(key.bytes)).\(until.seconds).\(step)"
        guard let token = try? TokenID(text) else {
            preconditionFailure("what is made of a digest and two numbers is a good identifier")
        }
        return token
    }

    /// The payload of its notice.
    var payload: JSONValue {
        [
            "sender_role": "broker", "kind": .string(NoticeKind.keyExpiring.rawValue),
            "what_to_do": .string(whatToDo),
        ]
    }

    /// A certificate is named by digest and serial number, by which its authority knows it, and not by
    /// its subject, which may be a person's name.
    private var whatToDo: String {
        switch what {
        case .key(let kid, let node):
            "Your key \(kid) of node \(node) signs its last message before \(until.rfc3339). Make "
                + "another with `baton key rotate`, hand over its public half, and sign with it from "
                + "then on; both are good meanwhile."
        case .signer(let certificate):
            "Your certificate \(certificate.digest) (serial number \(certificate.serialNumber)) "
                + "signs its last message before \(until.rfc3339). Have the next issued, and send it "
                + "in `x5c` from then on; both are good meanwhile."
        case .client(let certificate):
            "The TLS certificate by which your node connects (SHA-256 \(certificate.fingerprint), "
                + "serial number \(certificate.serialNumber)) is good until \(until.rfc3339); from "
                + "then on your node cannot connect with it. Have the next issued, with the same "
                + "subject, and install it in the node; both are good meanwhile. Nothing is handed "
                + "over to the broker, unless another authority issues it: then ask the operator "
                + "before you change."
        }
    }
}

extension Keyring {
    /// The keys of the configuration that end within the first step, of nodes that have no key that
    /// goes on.
    func ending(at now: Instant) -> [EndingKey] {
        let all = keys
        return all.compactMap { key in
            guard let until = key.until, key.revokedAt == nil, now < until,
                let step = EndingStep.reached(until.milliseconds(since: now)),
                !Self.isFollowed(key, until, in: all)
            else { return nil }
            return EndingKey(
                agency: key.agency, what: .key(kid: key.kid, node: key.node), until: until,
                step: step)
        }.sorted { $0.isBefore($1) }
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

extension Setting {
    /// The keys, and of the certificates that were shown those, that end within the first step and that
    /// nothing follows; certificates that are not believed any more are no concern of anybody's.
    func ending(_ shown: [ShownCertificate], at now: Instant) -> [EndingKey] {
        let byAgency = Dictionary(grouping: shown, by: \.agency)
        let certificates = shown.compactMap { one -> EndingKey? in
            guard let ending = EndingKey(one, at: now), believes(one, at: now) else { return nil }
            let others = byAgency[one.agency] ?? []
            let isFollowed = others.contains { $0.follows(one) && believes($0, at: now) }
            return isFollowed ? nil : ending
        }
        return (frontDoor.keyring.ending(at: now) + certificates).sorted { $0.isBefore($1) }
    }
}
