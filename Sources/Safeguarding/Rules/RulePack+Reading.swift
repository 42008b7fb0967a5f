// SPDX-License-Identifier: Apache-2.0

extension RulePack {
    /// Reads a pack as `config/rules` holds it, and gathers everything wrong with it.
    ///
    /// Unknown names are refused, types are strict, and a rule may name only roles that the pack
    /// lists.
    ///
    /// - Parameter vocabulary: what messages say; what a rule asks beyond it is refused. Without one the
    ///   names of types and particulars are taken as they are.
    package init(
        reading text: String, file: String, vocabulary: EventVocabulary? = nil
    ) throws(SourceFaults) {
        let root: SourceNode
        do {
            root = try SourceNode(yaml: text, file: file)
        } catch {
            throw SourceFaults([error])
        }
        self = try SourceReader.gather(vocabulary: vocabulary) { reader in reader.rulePack(root) }
    }
}

extension SourceReader {
    fileprivate mutating func rulePack(_ node: SourceNode) -> RulePack? {
        let keys = [
            "pack", "about", "roles", "office_hours", "undeliverable_after", "silence", "rules",
        ]
        guard let map = mapping(node, "a rule pack", keys: keys) else { return nil }
        let name = required("pack", in: map) { (node) throws(SourceFault) in
            try node.packName()
        }
        let about = required("about", in: map) { (node) throws(SourceFault) in try node.text() }
        let roles = map["roles"].map { self.roles($0) } ?? [:]
        let hours = map["office_hours"].flatMap { officeHours($0) }
        let limits = map["undeliverable_after"].map { undeliverable($0) } ?? [:]
        let silence = map["silence"].flatMap { self.silence($0) }
        let rules = required("rules", in: map)
        let timescales = rules.map { self.timescales($0, roles: Set(roles.keys)) } ?? []
        noteMissingPremises(
            of: timescales, hours: map["office_hours"], silence: map["silence"], at: map.node)
        guard faults.isEmpty, let name, let about else { return nil }
        return RulePack(
            name: name, about: about, roles: roles, undeliverableAfter: limits,
            officeHours: hours, silence: silence, timescales: timescales)
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

    private mutating func timescales(_ node: SourceNode, roles: Set<Role>) -> [Timescale] {
        var seen: Set<String> = []
        var alone: Set<String> = []
        return items(of: node) { item, reader in
            guard let timescale = reader.timescale(item, roles: roles) else { return nil }
            guard seen.insert(timescale.name).inserted else {
                reader.note(
                    item.fault(
                        "rule `\(timescale.name)` stands twice",
                        write: "another id, or a `duty` of its own"))
                return nil
            }
            // What a rule without a duty's name is called must not be a part of another's.
            let hasOthers = seen.contains { $0.hasPrefix(timescale.id + ".") }
            if alone.contains(timescale.id) || (timescale.duty == nil && hasOthers) {
                reader.note(
                    item.fault(
                        "rule `\(timescale.id)` stands with a duty and without one",
                        write: "a `duty` in each of its entries"))
            }
            if timescale.duty == nil { alone.insert(timescale.id) }
            return timescale
        }
    }

    /// A rule that looks at the hour, or at silence, needs the pack to say what that means.
    private mutating func noteMissingPremises(
        of timescales: [Timescale], hours: SourceNode?, silence: SourceNode?, at node: SourceNode
    ) {
        if hours == nil, let rule = timescales.first(where: \.opensOutsideHours) {
            note(
                node.fault(
                    "rule \(rule.name) opens outside office hours and the pack has none",
                    write: "`office_hours`"))
        }
        if silence == nil, let rule = timescales.first(where: { $0.opens == .silence }) {
            note(
                node.fault(
                    "rule \(rule.name) opens by silence and the pack does not say how long",
                    write: "`silence`"))
        }
    }
}
