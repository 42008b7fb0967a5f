// SPDX-License-Identifier: Apache-2.0

import Safeguarding
package import Wire

extension RetentionFacts {
    /// The kinds, by which these facts are known among all.
    static let kinds: Set<String> = [
        "purge-planned", "purge-approved", "purged", "held", "released",
    ]

    var json: JSONValue {
        switch self {
        case .planned(let facts): facts.json
        case .approved(let plan, let person):
            person.json(kind: "purge-approved", ["plan": .integer(plan)])
        case .purged(let facts): facts.json
        case .held(let thread, let person):
            person.json(kind: "held", ["txn": .string(thread.text)])
        case .released(let thread, let person):
            person.json(kind: "released", ["txn": .string(thread.text)])
        }
    }

    init(restoring node: JSONNode) throws(RestoreFault) {
        switch try node.text("kind") {
        case "purge-planned": self = .planned(try PlannedFacts(restoring: node))
        case "purge-approved":
            self = .approved(
                plan: try node.number("plan"), by: try ActingPerson(restoring: node))
        case "purged": self = .purged(try PurgedFacts(restoring: node))
        case "held":
            self = .held(try node.thread("txn"), by: try ActingPerson(restoring: node))
        case "released":
            self = .released(try node.thread("txn"), by: try ActingPerson(restoring: node))
        default: throw RestoreFault("kind")
        }
    }
}

extension ActingPerson {
    fileprivate func json(
        kind: String, _ more: KeyValuePairs<String, JSONValue?>
    ) -> JSONValue {
        let own: JSONValue = .object(leavingOutNil: [
            "kind": .string(kind), "agency": .string(agency.uri), "person": .string(person),
            "reference": reference.map(JSONValue.string),
        ])
        return more.reduce(own) { object, member in
            member.value.map { object.adding(member.key, $0) } ?? object
        }
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(
            agency: try node.agency("agency"), person: try node.text("person"),
            reference: node["reference"]?.string)
    }
}

extension PlannedFacts {
    fileprivate var json: JSONValue {
        by.json(
            kind: "purge-planned",
            [
                "until": .integer(until.milliseconds), "due": .counts(due),
                "held_back": .counts(heldBack),
                "facts_due": factsDue > 0 ? .integer(Int64(factsDue)) : nil,
            ])
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(
            by: try ActingPerson(restoring: node), until: try node.instant("until"),
            due: try node.counts("due"), heldBack: try node.counts("held_back"),
            factsDue: Int(node["facts_due"]?.integer ?? 0))
    }
}

extension PurgedFacts {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "kind": "purged", "why": .string(cause.rawValue), "plan": plan.map(JSONValue.integer),
            "approval": approval.map(JSONValue.integer), "purged": .counts(purged),
            "forgotten": forgotten > 0 ? .integer(Int64(forgotten)) : nil,
            "kept": .integer(Int64(kept)),
            "damaged": damaged.isEmpty ? nil : .array(damaged.map(JSONValue.integer)),
            "through": through.map(JSONValue.integer),
            "facts_through": factsThrough.map(JSONValue.integer), "last": .boolean(isLast),
        ])
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        guard let cause = Cause(rawValue: try node.text("why")) else { throw RestoreFault("why") }
        guard let isLast = node["last"]?.boolean else { throw RestoreFault("last") }
        self.init(
            cause: cause, plan: node["plan"]?.integer, approval: node["approval"]?.integer,
            purged: try node.counts("purged"), forgotten: Int(node["forgotten"]?.integer ?? 0),
            kept: Int(try node.number("kept")),
            damaged: node["damaged"] == nil ? [] : try node.entries("damaged"),
            through: node["through"]?.integer,
            factsThrough: node["facts_through"]?.integer, isLast: isLast)
    }
}

extension JSONValue {
    /// Counts by name, in the order of the names.
    package static func counts(_ counts: [String: Int]) -> JSONValue {
        .object(
            counts.sorted { $0.key < $1.key }.map {
                JSONMember($0.key, .integer(Int64($0.value)))
            })
    }
}

extension JSONNode {
    fileprivate func counts(_ name: String) throws(RestoreFault) -> [String: Int] {
        guard let list = self[name] else { throw RestoreFault(name) }
        var counts: [String: Int] = [:]
        for member in list.members {
            let name = try member.name.text()
            counts[name] = Int(try list.number(name))
        }
        return counts
    }
}
