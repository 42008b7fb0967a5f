// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Routing
import Safeguarding
package import TransparencyLog
package import Wire

extension Part {
    /// The part as it is committed to: one canonical object whose member `part` says what it is.
    package func canonical(origin: LogOrigin) -> [UInt8] {
        var object = CanonicalObject()
        switch self {
        case .routing(let routing): routing.write(to: &object)
        case .handoff(let recipient): recipient.write(to: &object)
        case .exclusion(let exclusion): exclusion.write(to: &object)
        case .expectation(let terms): terms.write(to: &object)
        case .step(let step): step.write(to: &object, origin)
        case .verdict(let verdict): verdict.write(to: &object, origin)
        case .refusal(let refusal): refusal.write(to: &object)
        case .resubmission(let entry):
            object.add("part", "resubmission")
            object.add("refused", entry)
        case .amendment(let amendment): amendment.write(to: &object)
        case .due(let due): due.write(to: &object)
        case .purged(let purged): purged.write(to: &object)
        case .factsDue(let due): due.write(to: &object)
        case .forgotten(let forgotten): forgotten.write(to: &object)
        }
        return object.finish()
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
        case "refusal": self = .refusal(try RefusalPart(restoring: node))
        case "resubmission": self = .resubmission(try node.number("refused"))
        case "amendment": self = .amendment(try AmendmentPart(restoring: node))
        case "due": self = .due(try DuePart(restoring: node))
        case "purged": self = .purged(try PurgedPart(restoring: node))
        case "facts-due": self = .factsDue(try FactsDuePart(restoring: node))
        case "forgotten": self = .forgotten(try ForgottenPart(restoring: node))
        default: throw RestoreFault("part")
        }
    }
}

extension RoutingPart {
    fileprivate func write(to object: inout CanonicalObject) {
        if !absent.isEmpty { object.add("absent", tree: .array(absent.map(Self.json))) }
        if !overdueAgreements.isEmpty {
            object.add("overdue_agreements", texts: overdueAgreements)
        }
        object.add("part", "routing")
        object.add("recipients", texts: recipients.map(\.uri))
        object.add("restricted", ifTrue: isRestricted)
        if !unjudged.isEmpty { object.add("unjudged", texts: unjudged) }
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
        var overdue: [String] = []
        for agreement in node.list("overdue_agreements") { overdue.append(try agreement.text()) }
        self.init(
            recipients: recipients, absent: absent, unjudged: unjudged, overdueAgreements: overdue,
            isRestricted: node["restricted"]?.boolean ?? false)
    }
}

extension Recipient {
    fileprivate func write(to object: inout CanonicalObject) {
        object.add("agreement", agreement)
        object.add("part", "handoff")
        object.add("to", agency.uri)
        object.add("why", reason.rawValue)
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        guard let reason = Reason(rawValue: try node.text("why")) else {
            throw RestoreFault("why")
        }
        self.init(
            agency: try node.agency("to"), reason: reason, agreement: node["agreement"]?.string)
    }
}

extension Exclusion {
    fileprivate func write(to object: inout CanonicalObject) {
        object.add("addressed", ifTrue: wasAddressed)
        object.add("agency", agency.uri)
        object.add("part", "exclusion")
        object.add("rule", rule.rawValue)
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        guard let rule = Rule(rawValue: try node.text("rule")) else { throw RestoreFault("rule") }
        self.init(
            agency: try node.agency("agency"), rule: rule,
            wasAddressed: node["addressed"]?.boolean ?? false)
    }
}

extension HandoffStep {
    fileprivate func write(to object: inout CanonicalObject, _ origin: LogOrigin) {
        object.add("err", error)
        object.add("handoff", handoff.text(origin: origin))
        object.add("part", "step")
        object.add("step", step.rawValue)
    }

    fileprivate init(restoring node: JSONNode, _ origin: String) throws(RestoreFault) {
        guard let step = Handoff.Step(rawValue: try node.text("step")) else {
            throw RestoreFault("step")
        }
        self.init(
            handoff: try node.partName("handoff", origin), step: step, error: node["err"]?.string)
    }
}
