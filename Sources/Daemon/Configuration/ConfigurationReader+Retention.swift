// SPDX-License-Identifier: Apache-2.0

import Safeguarding

/// How long messages are kept.
extension ConfigurationReader {
    /// The most classes that there may be.
    static let mostRetentionClasses = 64

    /// Reads `retention`; without it nothing is ever purged.
    mutating func retention(_ map: SourceMapping) -> RetentionSchedule {
        var classes: [RetentionClass] = []
        for node in list("retention", in: map, optional: true) {
            guard let found = retentionClass(node) else { continue }
            if classes.contains(where: { $0.name == found.name }) {
                reader.note(
                    node.fault(
                        "there are two classes `\(found.name)`", write: "another `class`"))
            }
            if let other = classes.first(where: { $0.overlaps(found) }) {
                reader.note(
                    node.fault(
                        "class `\(found.name)` is for messages of class `\(other.name)` too",
                        write: "each type in one class"))
            }
            classes.append(found)
        }
        if classes.count > Self.mostRetentionClasses, let node = map["retention"] {
            reader.note(
                node.fault(
                    "there are \(classes.count) classes",
                    write: "at most \(Self.mostRetentionClasses)"))
        }
        return RetentionSchedule(classes)
    }

    /// Reads `{class, types, refused, from, payload, facts}`.
    private mutating func retentionClass(_ node: SourceNode) -> RetentionClass? {
        let keys = ["class", "types", "refused", "from", "payload", "facts"]
        guard let map = reader.mapping(node, "a class of retention", keys: keys) else { return nil }
        let name = reader.required("class", in: map) { (node) throws(SourceFault) in
            try node.code()
        }
        let nodes = list("types", in: map)
        let types = nodes.compactMap { typeKept($0) }
        let isRefused = reader.optional("refused", in: map) { (node) throws(SourceFault) in
            try node.boolean()
        }
        let start = reader.optional("from", in: map) { (node) throws(SourceFault) in
            try node.word(of: RetentionClass.Start.self)
        }
        let payload = reader.required("payload", in: map) { (node) throws(SourceFault) in
            try node.retentionPeriod()
        }
        let facts = reader.optional("facts", in: map) { (node) throws(SourceFault) in
            try node.retentionPeriod(noShorterThan: payload)
        }
        let isForAll = types.contains("*")
        if isForAll, types.count > 1, let node = map["types"] {
            reader.note(node.fault("`*` stands beside other types", write: "`[\"*\"]` alone"))
        }
        guard let name, let payload, !types.isEmpty, types.count == nodes.count else { return nil }
        return RetentionClass(
            name: name, types: isForAll ? nil : Set(types), isOfRefused: isRefused ?? false,
            start: start ?? .end, payload: payload, facts: facts)
    }

    /// The name of an event type, the broker's own among them, or `*` for all.
    private mutating func typeKept(_ node: SourceNode) -> String? {
        guard let name = reader.attempt({ () throws(SourceFault) in try node.text() }) else {
            return nil
        }
        let known = EventNames.all(in: schemas.catalogue)
        guard name == "*" || known.contains(name) else {
            reader.note(
                node.fault(
                    "`\(name)` is no event type",
                    write: "`*`, or one of: \(known.joined(separator: ", "))"))
            return nil
        }
        return name
    }
}

extension RetentionClass {
    /// Whether a message could be of both.
    fileprivate func overlaps(_ other: RetentionClass) -> Bool {
        guard isOfRefused == other.isOfRefused else { return false }
        guard let types, let others = other.types else { return types == nil && other.types == nil }
        return !types.isDisjoint(with: others)
    }
}

extension SourceNode {
    /// Facts are what tells of a message once its content is gone: they never go before it.
    fileprivate func retentionPeriod(
        noShorterThan payload: RetentionPeriod?
    ) throws(SourceFault) -> RetentionPeriod {
        let period = try retentionPeriod()
        guard let payload, !period.isNeverShorter(than: payload) else { return period }
        throw fault(
            "facts kept for `\(period)` would go before the payload, kept for `\(payload)`",
            write: "a period that is at least as long as `payload`, or none, to keep them for ever")
    }

    fileprivate func retentionPeriod() throws(SourceFault) -> RetentionPeriod {
        let text = try text()
        guard let period = RetentionPeriod(text) else {
            throw fault(
                "`\(text)` is no period, or longer than \(RetentionPeriod.mostYears) years",
                write: "an ISO 8601 duration in years, months, weeks and days, such as P6Y or P18M")
        }
        return period
    }
}
