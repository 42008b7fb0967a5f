// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Routing
import Safeguarding
package import Wire

extension Part {
    /// The part as it is committed to: one canonical object whose member `part` says what it is.
    package func json(origin: String) -> JSONValue {
        switch self {
        case .routing(let routing): routing.json
        case .handoff(let recipient):
            .object(leavingOutNil: [
                "part": "handoff", "to": .string(recipient.agency.uri),
                "why": .string(recipient.reason.rawValue),
                "agreement": recipient.agreement.map(JSONValue.string),
            ])
        case .exclusion(let exclusion):
            .object(leavingOutNil: [
                "part": "exclusion", "agency": .string(exclusion.agency.uri),
                "rule": .string(exclusion.rule.rawValue),
                "addressed": exclusion.wasAddressed ? .boolean(true) : nil,
            ])
        case .expectation(let terms): terms.json
        case .step(let step):
            .object(leavingOutNil: [
                "part": "step", "handoff": .string(step.handoff.text(origin: origin)),
                "step": .string(step.step.rawValue), "err": step.error.map(JSONValue.string),
            ])
        case .verdict(let verdict): verdict.json(origin: origin)
        }
    }

    /// Reads a part back from what was committed to.
    package init(restoring node: JSONNode, origin: String) throws(RestoreFault) {
        switch node["part"]?.string {
        case "routing": self = .routing(try RoutingPart(restoring: node))
        case "handoff": self = .handoff(try Recipient(restoring: node))
        case "exclusion": self = .exclusion(try Exclusion(restoring: node))
        case "expectation": self = .expectation(try Expectation.Terms(restoring: node))
        case "step": self = .step(try HandoffStep(restoring: node, origin))
        case "verdict": self = .verdict(try ExpectationStep(restoring: node, origin))
        default: throw RestoreFault("part")
        }
    }
}

extension RoutingPart {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "part": "routing", "recipients": .array(recipients.map { .string($0.uri) }),
            "absent": absent.isEmpty ? nil : .array(absent.map(Self.json)),
            "unjudged": unjudged.isEmpty ? nil : .array(unjudged.map(JSONValue.string)),
            "restricted": isRestricted ? .boolean(true) : nil,
        ])
    }

    private static func json(_ absent: AbsentDutyHolder) -> JSONValue {
        [
            "agency": .string(absent.agency.uri), "role": .string(absent.role.name),
            "rule": .string(absent.rule),
        ]
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        var absent: [AbsentDutyHolder] = []
        for holder in node.list("absent") {
            absent.append(
                AbsentDutyHolder(
                    agency: try holder.agency("agency"), role: try holder.role("role"),
                    rule: try holder.text("rule")))
        }
        var recipients: [AgencyID] = []
        for recipient in node.list("recipients") { recipients.append(try recipient.agency()) }
        var unjudged: [String] = []
        for rule in node.list("unjudged") { unjudged.append(try rule.text()) }
        self.init(
            recipients: recipients, absent: absent, unjudged: unjudged,
            isRestricted: node["restricted"]?.boolean ?? false)
    }
}

extension Recipient {
    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        guard let reason = Reason(rawValue: try node.text("why")) else {
            throw RestoreFault("why")
        }
        self.init(
            agency: try node.agency("to"), reason: reason, agreement: node["agreement"]?.string)
    }
}

extension Exclusion {
    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        guard let rule = Rule(rawValue: try node.text("rule")) else { throw RestoreFault("rule") }
        self.init(
            agency: try node.agency("agency"), rule: rule,
            wasAddressed: node["addressed"]?.boolean ?? false)
    }
}

extension HandoffStep {
    fileprivate init(restoring node: JSONNode, _ origin: String) throws(RestoreFault) {
        guard let step = Handoff.Step(rawValue: try node.text("step")) else {
            throw RestoreFault("step")
        }
        self.init(
            handoff: try node.partName("handoff", origin), step: step, error: node["err"]?.string)
    }
}

extension Expectation.Terms {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "part": "expectation", "rule": .string(rule), "pack": .string(pack),
            "calendar": .string(calendar), "unverified": isUnverified ? .boolean(true) : nil,
            "force": .string(force.rawValue), "break_point": .string(breakPoint.code),
            "owed_by": .string(owedBy.uri), "owed_to": .string(owedTo.uri),
            "expects": .array(expects.map(JSONValue.string)), "from": .integer(from.milliseconds),
            "due": .integer(due.milliseconds),
            "subjects": subjects.isEmpty ? nil : .positions(subjects),
        ])
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        guard let force = Force(rawValue: try node.text("force")) else {
            throw RestoreFault("force")
        }
        guard let breakPoint = BreakPoint(rawValue: try node.text("break_point")) else {
            throw RestoreFault("break_point")
        }
        var expects: [String] = []
        for type in node.list("expects") { expects.append(try type.text()) }
        self.init(
            rule: try node.text("rule"), pack: try node.text("pack"),
            calendar: try node.text("calendar"),
            isUnverified: node["unverified"]?.boolean ?? false, force: force,
            breakPoint: breakPoint, owedBy: try node.agency("owed_by"),
            owedTo: try node.agency("owed_to"), expects: expects, from: try node.instant("from"),
            due: try node.instant("due"), subjects: try node.positions("subjects"))
    }
}

extension ExpectationStep {
    fileprivate func json(origin: String) -> JSONValue {
        let (word, subjects): (JSONValue, [Int]) =
            switch step {
            case .partlyMet(let subjects): ("partly_met", subjects)
            case .met: ("met", [])
            case .missed: ("missed", [])
            case .metLate: ("met_late", [])
            case .withdrawn: ("withdrawn", [])
            }
        return .object(leavingOutNil: [
            "part": "verdict", "expectation": .string(expectation.text(origin: origin)),
            "verdict": word, "subjects": subjects.isEmpty ? nil : .positions(subjects),
        ])
    }

    fileprivate init(restoring node: JSONNode, _ origin: String) throws(RestoreFault) {
        let step: Expectation.Step =
            switch try node.text("verdict") {
            case "partly_met": .partlyMet(subjects: try node.positions("subjects"))
            case "met": .met
            case "missed": .missed
            case "met_late": .metLate
            case "withdrawn": .withdrawn
            default: throw RestoreFault("verdict")
            }
        self.init(expectation: try node.partName("expectation", origin), step: step)
    }
}
