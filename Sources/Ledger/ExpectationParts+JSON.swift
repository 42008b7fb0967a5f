// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Safeguarding
import TransparencyLog
import Wire

extension Expectation.Terms {
    func write(to object: inout CanonicalObject) {
        if let askedLateBy { object.add("asked_late_by", askedLateBy) }
        object.add("break_point", breakPoint.code)
        if !breaks.isEmpty { object.add("breaks", tree: .breaks(breaks)) }
        object.add("calendar", calendar)
        if let countedBackFrom { object.add("counted_back_from", countedBackFrom.milliseconds) }
        object.add("due", due.milliseconds)
        object.add("duty", duty)
        object.add("expects", texts: expects)
        object.add("force", force.rawValue)
        object.add("from", from.milliseconds)
        object.add("must_reach", ifTrue: mustReach)
        object.add("owed_by", owedBy.uri)
        object.add("owed_to", owedTo.uri)
        object.add("pack", pack)
        object.add("part", "expectation")
        object.add("rule", rule)
        if shortfall != .neverSent { object.add("shortfall", shortfall.rawValue) }
        if !subjects.isEmpty { object.add("subjects", tree: .positions(subjects)) }
        object.add("unverified", ifTrue: isUnverified)
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        let force: Force = try node.word("force")
        let breakPoint: BreakPoint = try node.word("break_point")
        var expects: [String] = []
        for type in node.list("expects") { expects.append(try type.text()) }
        self.init(
            rule: try node.text("rule"), duty: node["duty"]?.string, pack: try node.text("pack"),
            calendar: try node.text("calendar"),
            isUnverified: node["unverified"]?.boolean ?? false, force: force,
            breakPoint: breakPoint, breaks: try node.breaks(),
            shortfall: try node.optionalWord("shortfall") ?? .neverSent,
            owedBy: try node.agency("owed_by"), owedTo: try node.agency("owed_to"),
            mustReach: node["must_reach"]?.boolean ?? false, expects: expects,
            from: try node.instant("from"), due: try node.instant("due"),
            countedBackFrom: try node.optionalInstant("counted_back_from"),
            askedLateBy: node["asked_late_by"]?.integer, subjects: try node.positions("subjects"))
    }
}

extension ExpectationStep {
    func write(to object: inout CanonicalObject, _ origin: LogOrigin) {
        let members = StepMembers(step)
        object.add("at", members.at?.milliseconds)
        object.add("because", members.reason)
        object.add("break_point", members.miss?.breakPoint.code)
        object.add("digested", ifTrue: members.miss?.isDigested ?? false)
        object.add("due", members.due?.milliseconds)
        object.add("expectation", expectation.text(origin: origin))
        object.add("next", members.next?.milliseconds)
        object.add("part", "verdict")
        object.add("rung", members.rung.map(Int64.init))
        object.add("shortfall", members.miss?.shortfall.rawValue)
        if let subjects = members.subjects { object.add("subjects", tree: .positions(subjects)) }
        object.add("to", members.agency?.uri)
        object.add("verdict", step.word)
    }

    init(restoring node: JSONNode, _ origin: String) throws(RestoreFault) {
        let step = try Expectation.Step(restoring: node)
        self.init(expectation: try node.partName("expectation", origin), step: step)
    }
}

/// What a step says beside its word, each member by itself.
private struct StepMembers {
    var at: Instant?
    var reason: String?
    var miss: Expectation.Miss?
    var due: Instant?
    var next: Instant?
    var rung: Int?
    var subjects: [Int]?
    var agency: AgencyID?

    init(_ step: Expectation.Step) {
        switch step {
        case .partlyMet(let subjects): self.subjects = subjects
        case .met(let at), .metLate(let at): self.at = at
        case .missed(let miss, let next): (self.miss, self.next) = (miss, next)
        case .withdrawn(let reason), .notApplicable(let reason), .paused(let reason):
            self.reason = reason
        case .reopened(let reason, let next): (self.reason, self.next) = (reason, next)
        case .resumed(let due): self.due = due
        case .passedOn(let agency): self.agency = agency
        case .escalated(let rung, let next): (self.rung, self.next) = (rung, next)
        }
    }
}

extension Expectation.Step {
    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        self =
            switch try node.text("verdict") {
            case "partly_met": .partlyMet(subjects: try node.positions("subjects"))
            case "met": .met(at: try node.instant("at"))
            case "missed":
                .missed(
                    Expectation.Miss(
                        try node.word("shortfall"), try node.word("break_point"),
                        isDigested: node["digested"]?.boolean ?? false),
                    next: try node.optionalInstant("next"))
            case "met_late": .metLate(at: try node.instant("at"))
            case "withdrawn": .withdrawn(because: try node.text("because"))
            case "not_applicable": .notApplicable(because: try node.text("because"))
            case "reopened":
                .reopened(
                    because: try node.text("because"), next: try node.optionalInstant("next"))
            case "paused": .paused(because: try node.text("because"))
            case "resumed": .resumed(due: try node.instant("due"))
            case "passed_on": .passedOn(to: try node.agency("to"))
            case "escalated":
                .escalated(
                    rung: Int(try node.number("rung")), next: try node.optionalInstant("next"))
            default: throw RestoreFault("verdict")
            }
    }
}

extension JSONValue {
    fileprivate static func breaks(_ breaks: [Shortfall: BreakPoint]) -> JSONValue {
        .object(
            breaks.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                JSONMember($0.key.rawValue, .string($0.value.code))
            })
    }
}

extension JSONNode {
    fileprivate func word<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(RestoreFault) -> Word {
        guard let word = Word(rawValue: try text(name)) else { throw RestoreFault(name) }
        return word
    }

    fileprivate func optionalWord<Word: RawRepresentable<String>>(
        _ name: String
    ) throws(RestoreFault) -> Word? {
        self[name] == nil ? nil : try word(name)
    }

    fileprivate func optionalInstant(_ name: String) throws(RestoreFault) -> Instant? {
        self[name] == nil ? nil : try instant(name)
    }

    fileprivate func breaks() throws(RestoreFault) -> [Shortfall: BreakPoint] {
        guard let object = self["breaks"], object.kind == .object else { return [:] }
        var breaks: [Shortfall: BreakPoint] = [:]
        for member in object.members {
            guard let shortfall = member.name.string.flatMap(Shortfall.init(rawValue:)),
                let breakPoint = member.value.string.flatMap(BreakPoint.init(rawValue:))
            else { throw RestoreFault("breaks") }
            breaks[shortfall] = breakPoint
        }
        return breaks
    }
}
