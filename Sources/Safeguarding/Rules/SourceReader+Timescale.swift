// SPDX-License-Identifier: Apache-2.0

extension Timescale {
    /// Words of the format, which no role may have for a name.
    static let reservedWords: Set<String> = ["sender", "recipient", "referrer"]

    /// The names that a rule may have.
    static let keys = [
        "id", "duty", "title", "opens", "expects", "owed_by", "owed_to", "per", "clock",
        "instead", "also", "lapses", "pauses", "tells", "escalates", "shortfall", "break_point",
        "breaks", "force", "source", "edition", "effective", "verified_on", "unverified",
    ]
}

/// What a rule says of who owes what to whom.
private struct Obligation {
    let opening: OpeningTerms
    let expects: Expected
    let owedBy: DutyHolder
    let owedTo: DutyHolder?
    let per: Counting
}

extension SourceReader {
    /// Reads one duty of a rule, which may name only these roles.
    mutating func timescale(_ node: SourceNode, roles: Set<Role>) -> Timescale? {
        guard let map = mapping(node, "a rule", keys: Timescale.keys) else { return nil }
        let id = required("id", in: map) { (node) throws(SourceFault) in try node.ruleID() }
        let duty = optional("duty", in: map) { (node) throws(SourceFault) in try node.duty() }
        let title = required("title", in: map) { (node) throws(SourceFault) in try node.text() }
        let obligation = self.obligation(map, among: roles)
        let clock = required("clock", in: map).flatMap { self.clock($0) }
        let openers = obligation?.opening.opens.pattern?.types ?? []
        let instead =
            map["instead"].map { conditionalLimits($0, on: openers, from: clock?.starts) } ?? []
        let also =
            map["also"].map { conditionalLimits($0, on: openers, from: clock?.starts) } ?? []
        let lapses = map["lapses"].map { self.lapses($0) } ?? []
        let pauses = map["pauses"].map { self.pauses($0) } ?? []
        let tells = required("tells", in: map).map { told($0, among: roles) }
        let escalation =
            map["escalates"].map { self.escalation($0, among: roles, from: clock?.starts) } ?? []
        let provenance = self.provenance(map)
        let breaks = map["breaks"].map { self.breaks($0) } ?? [:]
        guard let id, let title, let obligation, let clock, let tells, let provenance else {
            return nil
        }
        if map["owed_to"] == nil, (tells + escalation.flatMap(\.tells)).contains(.owedTo) {
            note(node.fault("the rule tells `owed_to` and names nobody", write: "`owed_to`"))
        }
        let timescale = Timescale(
            id: id, duty: duty, title: title, opens: obligation.opening.opens,
            opensWhenSentBy: obligation.opening.sentBy,
            opensOutsideHours: obligation.opening.isOutsideHours, expects: obligation.expects,
            owedBy: obligation.owedBy, owedTo: obligation.owedTo, per: obligation.per,
            clock: clock, replacingLimits: instead, additionalLimits: also, lapses: lapses,
            pauses: pauses, tells: tells, escalation: escalation,
            shortfall: provenance.shortfall, breakPoint: provenance.breakPoint, breaks: breaks,
            force: provenance.force, source: provenance.source, edition: provenance.edition,
            effectiveFrom: provenance.from, effectiveUntil: provenance.until,
            verification: provenance.verification)
        noteUntold(by: timescale, in: map)
        noteWaitingUrgency(timescale, at: node)
        return timescale
    }

    private mutating func obligation(
        _ map: SourceMapping, among roles: Set<Role>
    ) -> Obligation? {
        let opening = required("opens", in: map).flatMap { self.opening($0, among: roles) }
        let expects = required("expects", in: map).flatMap {
            expected($0, openedBy: opening?.opens.pattern, among: roles)
        }
        let owedBy = required("owed_by", in: map) { (node) throws(SourceFault) in
            try node.dutyHolder(among: roles)
        }
        let owedTo = optional("owed_to", in: map) { (node) throws(SourceFault) in
            try node.dutyHolder(among: roles)
        }
        let per = required("per", in: map) { (node) throws(SourceFault) in
            try node.word(of: Counting.self)
        }
        guard let opening, let expects, let owedBy, let per else { return nil }
        noteWrongCounting(per, expects, owedBy, in: map)
        return Obligation(
            opening: opening, expects: expects, owedBy: owedBy, owedTo: owedTo, per: per)
    }

    /// What a rule counts by must fit what it expects.
    private mutating func noteWrongCounting(
        _ per: Counting, _ expects: Expected, _ owedBy: DutyHolder, in map: SourceMapping
    ) {
        let place = map["per"] ?? map.node
        if (per == .role) != !expects.eachTo.isEmpty {
            note(
                place.fault(
                    "`per: role` and `each_to` stand only together",
                    write: expects.eachTo.isEmpty ? "another word, or `each_to`" : "role"))
        }
        if (per == .attendee) != expects.isAttendance {
            note(
                place.fault(
                    "`per: attendee` and `expects: attendance` stand only together",
                    write: expects.isAttendance ? "attendee" : "another word"))
        }
        if per == .attendee, owedBy != .recipient {
            note(
                (map["owed_by"] ?? map.node).fault(
                    "with `per: attendee` each agency on the list owes to come",
                    write: "recipient"))
        }
    }
}
