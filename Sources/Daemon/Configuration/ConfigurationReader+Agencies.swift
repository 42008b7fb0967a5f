// SPDX-License-Identifier: Apache-2.0

import Intake
import Safeguarding

/// The agencies, their nodes and their keys.
extension ConfigurationReader {
    /// An agency with all that belongs to it.
    struct Member {
        let agency: AgencyRecord
        let nodes: [NodeRecord]
        let keys: [RegisteredKey]
    }

    mutating func agency(_ node: SourceNode) -> Member? {
        let keys = ["uri", "name", "kind", "part_of", "contact", "nodes"]
        guard let map = reader.mapping(node, "an agency", keys: keys) else { return nil }
        let id = reader.required("uri", in: map) { (node) throws(SourceFault) in
            try node.agencyID()
        }
        if let id, let node = map["uri"], !mentions.declare(id, at: node) {
            reader.note(node.fault(.duplicateAgency(id)))
        }
        let name = reader.required("name", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let kind = reader.required("kind", in: map) { (node) throws(SourceFault) in
            try node.word(of: AgencyKind.self)
        }
        let partOf = named(map["part_of"], by: "agency \(id?.uri ?? "without a URI")")
        let contact = reader.optional("contact", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let nodes = list("nodes", in: map, optional: true)
        guard let id else {
            // The nodes are read for their own faults; nobody can be said to own them.
            _ = self.nodes(nodes, of: nil)
            return nil
        }
        let (records, registered) = self.nodes(nodes, of: id)
        guard let name, let kind else { return nil }
        let agency = AgencyRecord(id: id, name: name, kind: kind, partOf: partOf, contact: contact)
        return Member(agency: agency, nodes: records, keys: registered)
    }

    private mutating func nodes(
        _ nodes: [SourceNode], of agency: AgencyID?
    ) -> ([NodeRecord], [RegisteredKey]) {
        var records: [NodeRecord] = []
        var registered: [RegisteredKey] = []
        var names: Set<String> = []
        var kids: Set<String> = []
        for node in nodes {
            guard let map = reader.mapping(node, "a node", keys: ["id", "operated_by", "keys"])
            else { continue }
            let name = reader.required("id", in: map) { (node) throws(SourceFault) in
                try node.text()
            }
            if let name, let agency, let node = map["id"], !names.insert(name).inserted {
                reader.note(node.fault(.duplicateNode(name, of: agency)))
            }
            let operatedBy = named(map["operated_by"], by: "node `\(name ?? "without an id")`")
            let owner = KeyOwner(agency: agency, node: name, operatedBy: operatedBy)
            let keys = list("keys", in: map).compactMap { key($0, of: owner, besides: &kids) }
            if let node = map["keys"] { warn(of: keys, at: node) }
            registered += keys
            if let name, let agency {
                records.append(NodeRecord(id: name, agency: agency, operatedBy: operatedBy))
            }
        }
        return (records, registered)
    }

    /// A node without a key in force is refused from now on, or until its next key begins.
    private mutating func warn(of keys: [RegisteredKey], at node: SourceNode) {
        let now = now
        let inForce = keys.contains { key in
            let ends = [key.until, key.revokedAt].compactMap(\.self).min()
            return key.from <= now && ends.map { now < $0 } ?? true
        }
        guard let first = keys.first, !inForce else { return }
        warnings.append(
            node.fault(
                "node `\(first.node)` of \(first.agency) has no key in force, and what it signs now "
                    + "is refused", write: "its next public key beside those that ended"))
    }

    /// An agency that is named where one may be.
    mutating func named(_ node: SourceNode?, by namer: String) -> AgencyID? {
        guard let node else { return nil }
        let id = reader.attempt { () throws(SourceFault) in try node.agencyID() }
        if let id { mentions.name(id, by: namer, at: node) }
        return id
    }

    /// The agencies of a list.
    mutating func named(each nodes: [SourceNode], by namer: String) -> [AgencyID] {
        nodes.compactMap { named($0, by: namer) }
    }

    /// A partnership that is named where one must be.
    mutating func partnership(named node: SourceNode?, by namer: String) -> PartnershipID? {
        guard let node else { return nil }
        let id = reader.attempt { () throws(SourceFault) in try node.partnershipID() }
        if let id { mentions.name(id, by: namer, at: node) }
        return id
    }
}
