// SPDX-License-Identifier: Apache-2.0

extension RulePack {
    /// Reads a pack as `config/rules` holds it, and gathers everything wrong with it.
    ///
    /// Unknown names are refused, types are strict, and a rule may name only roles that the pack
    /// lists.
    package init(reading text: String, file: String) throws(SourceFaults) {
        let root: SourceNode
        do {
            root = try SourceNode(yaml: text, file: file)
        } catch {
            throw SourceFaults([error])
        }
        self = try SourceReader.gather { reader in reader.rulePack(root) }
    }
}

extension SourceReader {
    fileprivate mutating func rulePack(_ node: SourceNode) -> RulePack? {
        let keys = ["pack", "about", "roles", "undeliverable_after", "rules"]
        guard let map = mapping(node, "a rule pack", keys: keys) else { return nil }
        let name = required("pack", in: map) { (node) throws(SourceFault) in
            try node.packName()
        }
        let about = required("about", in: map) { (node) throws(SourceFault) in try node.text() }
        let roles = map["roles"].map { self.roles($0) } ?? [:]
        let limits = map["undeliverable_after"].map { undeliverable($0) } ?? [:]
        let rules = required("rules", in: map)
        let timescales = rules.map { self.timescales($0, roles: Set(roles.keys)) } ?? []
        guard faults.isEmpty, let name, let about else { return nil }
        return RulePack(
            name: name, about: about, roles: roles, undeliverableAfter: limits,
            timescales: timescales)
    }

    private mutating func roles(_ node: SourceNode) -> [Role: String] {
        var roles: [Role: String] = [:]
        let entries = attempt { () throws(SourceFault) in try node.entries() } ?? []
        for entry in entries {
            let role = attempt { () throws(SourceFault) in
                try entry.key.identifier { (text) throws(IdentifierError) in try Role(text) }
            }
            let meaning = attempt { () throws(SourceFault) in try entry.value.text() }
            guard let role, let meaning else { continue }
            if Timescale.reservedWords.contains(role.name) {
                note(entry.key.fault("`\(role)` is a word of the format", write: "another name"))
            }
            roles[role] = meaning
        }
        return roles
    }

    private mutating func undeliverable(_ node: SourceNode) -> [String: TimeLimit] {
        var limits: [String: TimeLimit] = [:]
        let urgencies = ["immediate", "urgent", RulePack.usualUrgency]
        guard let map = mapping(node, "undeliverable_after", keys: urgencies) else { return [:] }
        for urgency in urgencies {
            limits[urgency] = required(urgency, in: map) { (node) throws(SourceFault) in
                try node.timeLimit()
            }
        }
        return limits
    }

    private mutating func timescales(_ node: SourceNode, roles: Set<Role>) -> [Timescale] {
        var seen: Set<String> = []
        return items(of: node) { item, reader in
            guard let timescale = reader.timescale(item, roles: roles) else { return nil }
            guard seen.insert(timescale.id).inserted else {
                reader.note(item.fault("rule `\(timescale.id)` stands twice", write: "another id"))
                return nil
            }
            return timescale
        }
    }
}

extension SourceNode {
    /// The most bytes that the name of a rule pack may have.
    static let longestPackName = 64

    fileprivate func packName() throws(SourceFault) -> String {
        let text = try text()
        let isShort = text.utf8.count <= Self.longestPackName
        let separators = [UInt8(ascii: "-"), UInt8(ascii: ".")]
        guard isShort, Words.areWellFormed(text.utf8, separators: separators) else {
            throw fault("`\(text)` is not the name of a pack", write: "one such as england-2026.1")
        }
        return text
    }
}
