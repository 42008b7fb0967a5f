// SPDX-License-Identifier: Apache-2.0

import Intake
package import Safeguarding
package import Wire

/// How the broker sees the systems that talk to it.
extension Broker {
    /// Nodes, with their keys, when the last message of each came, and how far its clock is from
    /// the broker's.
    ///
    /// - Parameter viewer: the agency whose nodes they are or that runs them; nil for all of them.
    package func nodes(for viewer: AgencyID?) -> [JSONValue] {
        let keys = Dictionary(grouping: setting.frontDoor.keyring.keys, by: NodeName.init)
        let directory = setting.directory
        return directory.agencies.flatMap { agency -> [JSONValue] in
            let records = directory.nodes(of: agency.id).filter { node in
                viewer.map { $0 == node.agency || $0 == node.operatedBy } ?? true
            }
            var nodes = records.map { node in
                let name = NodeName(agency: node.agency, node: node.id)
                return json(name, operatedBy: node.operatedBy, keys[name] ?? [])
            }
            // Who signs by certificates has no node of its own in the configuration.
            let certified = NodeName(agency: agency.id, node: RegisteredKey.certifiedNode)
            if viewer.map({ $0 == agency.id }) ?? true, nodeClocks[certified] != nil {
                nodes.append(json(certified, operatedBy: nil, []))
            }
            return nodes
        }
    }

    private func json(
        _ name: NodeName, operatedBy: AgencyID?, _ keys: [RegisteredKey]
    ) -> JSONValue {
        let clock = nodeClocks[name]
        return .object(leavingOutNil: [
            "agency": .string(name.agency.uri), "node": .string(name.node),
            "operated_by": operatedBy.map { .string($0.uri) },
            "keys": .array(keys.sorted { ($0.from, $0.kid) < ($1.from, $1.kid) }.map(\.json)),
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
