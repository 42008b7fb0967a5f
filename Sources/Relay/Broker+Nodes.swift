// SPDX-License-Identifier: Apache-2.0

import Intake
package import Safeguarding
import Signing
package import Wire

/// How the broker sees the systems that talk to it.
extension Broker {
    /// Nodes, with their keys, when the last message of each came, and how far its clock is from
    /// the broker's; and the certificates that each agency showed since the start.
    ///
    /// - Parameter viewer: the agency whose nodes they are or that runs them; nil for all of them.
    package func nodes(for viewer: AgencyID?) -> [JSONValue] {
        let keys = Dictionary(grouping: setting.frontDoor.keyring.keys, by: NodeName.init)
        let sights = Dictionary(grouping: shown.all, by: \.shown.agency)
        let directory = setting.directory
        return directory.agencies.flatMap { agency -> [JSONValue] in
            let records = directory.nodes(of: agency.id).filter { node in
                viewer.map { $0 == node.agency || $0 == node.operatedBy } ?? true
            }
            var nodes = records.map { node in
                let name = NodeName(agency: node.agency, node: node.id)
                return json(name, operatedBy: node.operatedBy, keys[name] ?? [])
            }
            // Who signs or connects by certificates has no node for them in the configuration.
            let certified = NodeName(agency: agency.id, node: RegisteredKey.certifiedNode)
            let certificates = sights[agency.id] ?? []
            if viewer.map({ $0 == agency.id }) ?? true,
                nodeClocks[certified] != nil || !certificates.isEmpty
            {
                nodes.append(json(certified, operatedBy: nil, [], certificates))
            }
            return nodes
        }
    }

    private func json(
        _ name: NodeName, operatedBy: AgencyID?, _ keys: [RegisteredKey],
        _ certificates: [ShownCertificates.Sight]? = nil
    ) -> JSONValue {
        let clock = nodeClocks[name]
        return .object(leavingOutNil: [
            "agency": .string(name.agency.uri), "node": .string(name.node),
            "operated_by": operatedBy.map { .string($0.uri) },
            "keys": .array(keys.sorted { ($0.from, $0.kid) < ($1.from, $1.kid) }.map(\.json)),
            "certificates": certificates.map { .array($0.map(\.json)) },
            "last_message_at": clock.map { .string($0.lastAt.rfc3339) },
            "clock": clock?.json,
        ])
    }
}

extension RegisteredKey {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "kid": .string(kid), "from": .string(from.rfc3339),
            "until": until.map { .string($0.rfc3339) },
            "revoked_at": revokedAt.map { .string($0.rfc3339) },
        ])
    }
}

extension ShownCertificates.Sight {
    /// Named as its authority and who installed it know it; a subject may be a person's name.
    fileprivate var json: JSONValue {
        [
            "use": .string(shown.use.rawValue), "sha256": .string(shown.certificate.fingerprint),
            "serial": .string(shown.certificate.serialNumber),
            "from": .string(shown.from.rfc3339), "until": .string(shown.until.rfc3339),
            "last_shown_at": .string(lastAt.rfc3339),
        ]
    }
}

extension NodeClock {
    /// The difference, what it means, and what to do about it.
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "difference_ms": .integer(difference), "standing": .string(standing.rawValue),
            "what_to_do": advice.map(JSONValue.string),
        ])
    }

    private var advice: String? {
        let seconds = abs(difference) / 1_000
        switch standing {
        case .right: return nil
        case .ahead:
            return "A message of the last two hours was \(seconds) s ahead of the broker's clock: "
                + "set this node's clock, unless that was done since (\(Self.provingRight) right "
                + "messages in a row take this back). From 300 s on a message is refused."
        case .behind:
            return "Every message came \(seconds) s or more after its `iat`: set this node's "
                + "clock, or send messages as soon as they are signed."
        }
    }
}
