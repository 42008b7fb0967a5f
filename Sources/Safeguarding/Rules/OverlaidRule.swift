// SPDX-License-Identifier: Apache-2.0

/// What an overlay makes of one duty of a rule.
struct OverlaidRule {
    /// The duty's name.
    let name: String
    /// The duty as the partnership has it, nil where it is switched off.
    let timescale: Timescale?
    /// Why it is switched off, nil where it is not.
    let because: String?
}

extension SourceReader {
    private static let overlaidKeys = [
        "id", "duty", "limit", "instead", "also", "escalates", "tells", "verified_on",
        "unverified", "off", "because",
    ]

    /// Reads one entry of an overlay.
    mutating func overlaidRule(
        _ node: SourceNode, over base: RulePack, source: String
    ) -> OverlaidRule? {
        guard let map = mapping(node, "an overlaid rule", keys: Self.overlaidKeys),
            var timescale = overlaid(map, in: base)
        else { return nil }
        if map["off"] != nil { return switchedOff(timescale, map) }
        if let because = map["because"] {
            note(because.fault("a rule that is not off needs no reason", write: "off: true"))
        }
        let plain = timescale
        setMembers(of: &timescale, by: map, among: Set(base.roles.keys))
        timescale.overridden = Set(Timescale.overridable.filter { map[$0] != nil })
        if timescale.overridden.isEmpty {
            note(node.fault("nothing is overridden", write: oneOf(Timescale.overridable)))
        }
        if !timescale.overridden.isDisjoint(with: Timescale.limitMembers) {
            timescale.force = .local
            let stop = source.hasSuffix(".") ? "" : "."
            timescale.source = "\(source)\(stop) In place of: \(plain.source)"
        }
        if map["verified_on"] != nil || map["unverified"] != nil,
            let verification = verification(map)
        {
            timescale.verification = verification
        }
        noteLostUrgency(plain, timescale, at: node)
        return OverlaidRule(name: plain.name, timescale: timescale, because: nil)
    }

    private mutating func setMembers(
        of timescale: inout Timescale, by map: SourceMapping, among roles: Set<Role>
    ) {
        let clock = timescale.clock
        if map["limit"] != nil, let limit = limit("limit", in: map, from: clock.starts) {
            timescale.clock = RuleClock(
                starts: clock.starts, stops: clock.stops, limit: limit, dueAt: clock.dueAt)
        }
        let openers = timescale.opens.pattern?.types ?? []
        if let instead = map["instead"] {
            let own = conditionalLimits(instead, on: openers, from: clock.starts)
            let conditions = Set(own.map(\.conditions))
            // The first that holds counts: what the overlay says of nothing else stays as it was.
            timescale.replacingLimits =
                own + timescale.replacingLimits.filter { !conditions.contains($0.conditions) }
        }
        if let also = map["also"] {
            timescale.additionalLimits = conditionalLimits(also, on: openers, from: clock.starts)
        }
        if let tells = map["tells"] { timescale.tells = told(tells, among: roles) }
        if let steps = map["escalates"] {
            timescale.escalation = escalation(steps, among: roles, from: clock.starts)
        }
    }

    private mutating func overlaid(_ map: SourceMapping, in base: RulePack) -> Timescale? {
        let id = required("id", in: map) { (node) throws(SourceFault) in try node.ruleID() }
        let duty = optional("duty", in: map) { (node) throws(SourceFault) in try node.duty() }
        guard let id else { return nil }
        let duties = base.timescales(of: id)
        if let found = duties.first(where: { $0.duty == duty }) { return found }
        if duties.isEmpty {
            let ids = base.timescales.map(\.id)
            let each = ids.indices.filter { !ids[..<$0].contains(ids[$0]) }.map { ids[$0] }
            note(
                (map["id"] ?? map.node).fault(
                    "there is no rule `\(id)` in \(base.name)", write: oneOf(each)))
        } else {
            let names = duties.compactMap(\.duty)
            note(
                (map["duty"] ?? map["id"] ?? map.node).fault(
                    "rule \(id) has \(names.isEmpty ? "no duties by name" : "several duties")",
                    write: names.isEmpty ? "no `duty`" : "`duty`, \(oneOf(names))"))
        }
        return nil
    }

    private mutating func switchedOff(
        _ timescale: Timescale, _ map: SourceMapping
    ) -> OverlaidRule? {
        let off = required("off", in: map) { (node) throws(SourceFault) in try node.boolean() }
        let because = required("because", in: map) { (node) throws(SourceFault) in
            try node.text()
        }
        if off == false, let place = map["off"] {
            note(place.fault("a rule is off or stands here for another reason", write: "true"))
        }
        for key in Self.overlaidKeys where !["id", "duty", "off", "because"].contains(key) {
            if let place = map[key] {
                note(place.fault("`\(key)` of a rule that is off means nothing", write: "nothing"))
            }
        }
        return because.map {
            OverlaidRule(name: timescale.name, timescale: nil, because: $0)
        }
    }

    /// What urgent messages had, the clock alone, they must keep.
    private mutating func noteLostUrgency(
        _ before: Timescale, _ after: Timescale, at node: SourceNode
    ) {
        let vocabulary = vocabulary
        for urgency in Urgency.all
        where before.hurries(urgency) && !after.hurries(urgency)
            && vocabulary.map({ before.isOpened(by: urgency, $0) }) ?? true
        {
            note(node.fault(urgency.waits, write: urgency.remedy))
        }
    }
}

extension Timescale {
    /// The members that an overlay may set, by the names of the format.
    static let overridable = ["limit", "instead", "also", "escalates", "tells"]
    /// Those that say when a thing is due.
    static let limitMembers: Set<String> = ["limit", "instead", "also"]
}
