// SPDX-License-Identifier: Apache-2.0

extension RulePack {
    /// The name of the pack that a file overlays, nil where the file is a pack of its own.
    package static func base(in text: String, file: String) throws(SourceFaults) -> String? {
        do {
            let entries = try SourceNode(yaml: text, file: file).entries()
            guard entries.contains(where: { $0.name == "overlay" }) else { return nil }
            return try entries.first { $0.name == "over" }?.value.packName()
        } catch {
            throw SourceFaults([error])
        }
    }

    /// Lays a partnership's own limits and contacts over a pack.
    ///
    /// What is overridden is the partnership's own: a rule whose limit is, is `local` in force, and
    /// every member that is stands in `overridden`. A rule or a role that the pack does not have is
    /// refused with its place.
    ///
    /// - Parameter vocabulary: what messages say, as for the pack itself.
    package init(
        overlaying base: RulePack, reading text: String, file: String,
        vocabulary: EventVocabulary? = nil
    ) throws(SourceFaults) {
        let root: SourceNode
        do {
            root = try SourceNode(yaml: text, file: file)
        } catch {
            throw SourceFaults([error])
        }
        self = try SourceReader.gather(vocabulary: vocabulary) { reader in
            reader.overlay(root, over: base)
        }
    }
}

extension SourceReader {
    fileprivate mutating func overlay(_ node: SourceNode, over base: RulePack) -> RulePack? {
        let keys = [
            "overlay", "over", "about", "source", "office_hours", "undeliverable_after", "rules",
        ]
        guard let map = mapping(node, "an overlay", keys: keys) else { return nil }
        let name = required("overlay", in: map) { (node) throws(SourceFault) in
            try node.packName()
        }
        let over = required("over", in: map) { (node) throws(SourceFault) in
            try node.packName()
        }
        let about = required("about", in: map) { (node) throws(SourceFault) in try node.text() }
        let source = required("source", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        let hours = map["office_hours"].flatMap { officeHours($0) }
        let limits = map["undeliverable_after"].map { undeliverable($0) }
        let changes = map["rules"].map { self.changes($0, to: base, source: source ?? "") } ?? []
        if let over, over != base.name, let place = map["over"] {
            note(place.fault("the pack at hand is `\(base.name)`", write: base.name))
        }
        guard faults.isEmpty, let name, let about else { return nil }
        return RulePack(
            name: name, base: base.name, about: about, roles: base.roles,
            undeliverableAfter: limits ?? base.undeliverableAfter,
            officeHours: hours ?? base.officeHours, silence: base.silence,
            timescales: base.timescales.compactMap { timescale in
                guard let change = changes.first(where: { $0.name == timescale.name }) else {
                    return timescale
                }
                return change.timescale
            },
            switchedOff: Dictionary(
                uniqueKeysWithValues: changes.compactMap { change in
                    change.because.map { (change.name, $0) }
                }))
    }

    private mutating func changes(
        _ node: SourceNode, to base: RulePack, source: String
    ) -> [OverlaidRule] {
        var seen: Set<String> = []
        return items(of: node) { item, reader in
            guard let change = reader.overlaidRule(item, over: base, source: source) else {
                return nil
            }
            guard seen.insert(change.name).inserted else {
                reader.note(
                    item.fault("rule `\(change.name)` stands twice", write: "one entry for it"))
                return nil
            }
            return change
        }
    }
}
