// SPDX-License-Identifier: Apache-2.0

extension Timescale {
    /// Words of the format, which no role may have for a name.
    static let reservedWords: Set<String> = ["sender", "recipient"]

    /// The names that a rule may have.
    static let keys = [
        "id", "title", "opens", "expects", "owed_by", "owed_to", "per", "clock", "also", "tells",
        "escalates", "break_point", "force", "source", "edition", "effective", "verified_on",
        "unverified",
    ]
}

extension SourceReader {
    /// Reads one rule; nil when a fault was noted.
    mutating func timescale(_ node: SourceNode, roles: Set<Role>) -> Timescale? {
        guard let map = mapping(node, "a rule", keys: Timescale.keys) else { return nil }
        let id = required("id", in: map) { (node) throws(SourceFault) in try node.ruleID() }
        let title = text("title", in: map)
        let opens = required("opens", in: map).flatMap { pattern($0, "opens") }
        let expects = required("expects", in: map).flatMap { pattern($0, "expects") }
        let owedBy = required("owed_by", in: map) { (node) throws(SourceFault) in
            try node.dutyHolder(among: roles)
        }
        let owedTo = optional("owed_to", in: map) { (node) throws(SourceFault) in
            try node.dutyHolder(among: roles)
        }
        let per = required("per", in: map) { (node) throws(SourceFault) in
            try node.word(of: Counting.self)
        }
        let clock = required("clock", in: map).flatMap { self.clock($0) }
        let also = map["also"].map { additionalLimits($0) } ?? []
        let tells = required("tells", in: map).map { told($0, among: roles) }
        let escalation = map["escalates"].map { self.escalation($0, among: roles) } ?? []
        let provenance = self.provenance(map)
        guard let id, let title, let opens, let expects, let owedBy, let per, let clock, let tells,
            let provenance
        else { return nil }
        if owedTo == nil, map["owed_to"] == nil,
            (tells + escalation.flatMap(\.tells)).contains(.owedTo)
        {
            note(node.fault("the rule tells `owed_to` and names nobody", write: "`owed_to`"))
        }
        return Timescale(
            id: id, title: title, opens: opens, expects: expects, owedBy: owedBy, owedTo: owedTo,
            per: per, clock: clock, additionalLimits: also, tells: tells, escalation: escalation,
            breakPoint: provenance.breakPoint, force: provenance.force, source: provenance.source,
            edition: provenance.edition, effectiveFrom: provenance.from,
            effectiveUntil: provenance.until, verification: provenance.verification)
    }

    private mutating func text(_ key: String, in map: SourceMapping) -> String? {
        required(key, in: map) { (node) throws(SourceFault) in try node.text() }
    }

    private mutating func pattern(_ node: SourceNode, _ subject: String) -> MessagePattern? {
        guard let map = mapping(node, subject, keys: ["types", "where"]) else { return nil }
        guard let types = required("types", in: map) else { return nil }
        let names = values(of: types) { (node) throws(SourceFault) in
            try node.identifier { (text) throws(IdentifierError) in
                try EventType(named: text).name
            }
        }
        return MessagePattern(
            types: Set(names), conditions: map["where"].map { conditions($0) } ?? .none)
    }

    private mutating func additionalLimits(_ node: SourceNode) -> [Timescale.ConditionalLimit] {
        items(of: node) { item, reader in
            let map = reader.mapping(item, "an additional limit", keys: ["where", "limit"])
            guard let map else { return nil }
            let conditions = reader.required("where", in: map).map { reader.conditions($0) }
            let limit = reader.required("limit", in: map) { (node) throws(SourceFault) in
                try node.timeLimit()
            }
            guard let conditions, let limit else { return nil }
            return Timescale.ConditionalLimit(conditions: conditions, limit: limit)
        }
    }

    private mutating func told(_ node: SourceNode, among roles: Set<Role>) -> [Told] {
        values(of: node) { (node) throws(SourceFault) in try node.told(among: roles) }
    }

    private mutating func escalation(
        _ node: SourceNode, among roles: Set<Role>
    ) -> [Timescale.EscalationStep] {
        items(of: node) { item, reader in
            let map = reader.mapping(item, "an escalation step", keys: ["after", "tells"])
            guard let map else { return nil }
            let after = reader.required("after", in: map) { (node) throws(SourceFault) in
                try node.timeLimit()
            }
            let tells = reader.required("tells", in: map).map { reader.told($0, among: roles) }
            guard let after, let tells else { return nil }
            return Timescale.EscalationStep(after: after, tells: tells)
        }
    }

    private mutating func clock(_ node: SourceNode) -> RuleClock? {
        guard let map = mapping(node, "a clock", keys: ["starts", "stops", "limit"]) else {
            return nil
        }
        let starts = required("starts", in: map) { (node) throws(SourceFault) in
            try node.clockMark()
        }
        let stops = required("stops", in: map) { (node) throws(SourceFault) in
            try node.clockMark()
        }
        let limit = required("limit", in: map) { (node) throws(SourceFault) in
            try node.timeLimit()
        }
        guard let starts, let stops, let limit else { return nil }
        return RuleClock(starts: starts, stops: stops, limit: limit)
    }
}
