// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
package import Wire

extension Facts {
    /// The kinds that are of a message: let in, issued by the broker, or refused.
    static let kindsOfMessages: Set<String> = ["accepted", "issued", "refused"]

    /// The facts as they are committed to: one canonical object whose member `kind` says of what.
    ///
    /// - Parameter parts: the root over the parts, when there are any.
    func canonical(parts: SHA256Digest?) -> [UInt8] {
        switch self {
        case .accepted(let facts): facts.canonical(kind: "accepted", parts: parts)
        case .issued(let facts): facts.canonical(kind: "issued", parts: parts)
        case .polled(let agency): Self.polled(by: agency, parts)
        default: uncommon(parts: parts).canonical
        }
    }

    private static func polled(by agency: AgencyID, _ parts: SHA256Digest?) -> [UInt8] {
        var object = CanonicalObject()
        object.add("by", agency.uri)
        object.add("kind", "polled")
        object.add("parts", parts)
        return object.finish()
    }

    /// What happens seldom enough to be built as a tree.
    private func uncommon(parts: SHA256Digest?) -> JSONValue {
        let facts = json
        return parts.map { facts.adding("parts", .digest($0)) } ?? facts
    }

    private var json: JSONValue {
        switch self {
        case .accepted, .issued, .polled:
            preconditionFailure("what happens often is written member by member")
        case .refused(let facts): facts.json
        case .withdrawn(let facts): facts.json
        case .judged: ["kind": "judged"]
        case .silent(let facts): facts.json
        case .started(let version, let down):
            .object(leavingOutNil: [
                "kind": "started", "version": .string(version), "down": down?.json,
            ])
        case .loaded(let facts): facts.json
        case .read(let facts): facts.json
        case .clock(let facts): facts.json
        case .gap(let facts): facts.json
        case .revoked(let facts): facts.json
        case .settled(let facts): facts.json
        case .retention(let facts): facts.json
        }
    }

    /// Reads facts back from what was committed to.
    package init(restoring node: JSONNode) throws(RestoreFault) {
        switch node["kind"]?.string {
        case "accepted": self = .accepted(try MessageFacts(restoring: node))
        case "issued": self = .issued(try MessageFacts(restoring: node))
        case "refused": self = .refused(try RefusedFacts(restoring: node))
        case "withdrawn": self = .withdrawn(try WithdrawnFacts(restoring: node))
        case "polled": self = .polled(by: try node.agency("by"))
        case "judged": self = .judged
        case "silent": self = .silent(try SilenceFacts(restoring: node))
        case "started":
            self = .started(
                version: try node.text("version"), down: try node["down"].restored(Interval.init))
        case "loaded": self = .loaded(try LoadedFacts(restoring: node))
        case "read": self = .read(try ReadFacts(restoring: node))
        case "clock-doubted": self = .clock(.doubted(try ClockDoubt(restoring: node)))
        case "clock-confirmed": self = .clock(.confirmed(wall: try node.instant("wall")))
        case "accepted-gap": self = .gap(try GapFacts(restoring: node))
        case "revoked": self = .revoked(try RevokedFacts(restoring: node))
        case "settled": self = .settled(try SettledFacts(restoring: node))
        case let kind? where RetentionFacts.kinds.contains(kind):
            self = .retention(try RetentionFacts(restoring: node))
        default: throw RestoreFault("kind")
        }
    }
}

extension JSONNode? {
    fileprivate func restored<Value>(
        _ restore: (JSONNode) throws(RestoreFault) -> Value
    ) throws(RestoreFault) -> Value? {
        guard let self else { return nil }
        return try restore(self)
    }
}

extension Interval {
    /// The span as it stands in facts and notices: broker times in ms.
    package var json: JSONValue {
        ["from": .integer(from.milliseconds), "until": .integer(until.milliseconds)]
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        self.init(from: try node.instant("from"), until: try node.instant("until"))
    }
}

extension RefusedFacts {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "kind": "refused", "iss": .string(issuer.uri), "via": via.map { .string($0.uri) },
            "kid": .string(kid), "txn": thread.map { .string($0.text) },
            "jti": token.map { .string($0.text) }, "type": type.map { .string($0.uri) },
            "iat": issuedAt.map(JSONValue.integer), "toe": occurredAt.map(JSONValue.integer),
            "message": .digest(commitment), "config": .integer(configuration),
            "reasons": .array(reasons.map(\.json)),
        ])
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        var reasons: [Reason] = []
        for reason in node.list("reasons") {
            reasons.append(
                Reason(code: try reason.text("code"), place: reason["at"]?.string))
        }
        self.init(
            issuer: try node.agency("iss"),
            via: node["via"] == nil ? nil : try node.agency("via"), kid: try node.text("kid"),
            thread: node["txn"] == nil ? nil : try node.thread("txn"),
            token: node["jti"] == nil ? nil : try node.token("jti"),
            type: node["type"] == nil ? nil : try node.eventType("type"),
            issuedAt: node["iat"]?.integer, occurredAt: node["toe"]?.integer,
            commitment: try node.digest("message"), configuration: try node.number("config"),
            reasons: reasons)
    }
}

extension RefusedFacts.Reason {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: ["code": .string(code), "at": place.map(JSONValue.string)])
    }
}

extension LoadedFacts {
    fileprivate var json: JSONValue {
        [
            "kind": "loaded",
            "documents": .object(
                documents.sorted { $0.key < $1.key }.map {
                    JSONMember($0.key, .digest($0.value))
                }),
            "agencies": .object(
                newAgencies.sorted { $0.key < $1.key }.map {
                    JSONMember($0.value.uri, .integer(Int64($0.key)))
                }),
            "partnerships": .object(
                partnerships.sorted { $0.key < $1.key }.map {
                    JSONMember($0.value.uri, .integer(Int64($0.key)))
                }),
        ]
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        var documents: [String: SHA256Digest] = [:]
        if let list = node["documents"] {
            for member in list.members {
                let name = try member.name.text()
                documents[name] = try list.digest(name)
            }
        }
        var agencies: [Int: AgencyID] = [:]
        if let list = node["agencies"] {
            for member in list.members {
                agencies[Int(try list.number(try member.name.text()))] = try member.name.agency()
            }
        }
        var partnerships: [Int: PartnershipID] = [:]
        if let list = node["partnerships"] {
            for member in list.members {
                let uri = try member.name.text()
                guard let id = try? PartnershipID(uri) else { throw RestoreFault("partnerships") }
                partnerships[Int(try list.number(uri))] = id
            }
        }
        self.init(documents: documents, newAgencies: agencies, partnerships: partnerships)
    }
}

extension ReadFacts {
    fileprivate var json: JSONValue {
        .object(leavingOutNil: [
            "kind": "read", "by": .string(agency.uri), "person": person.map(JSONValue.string),
            "question": .string(question), "txn": thread.map { .string($0.text) },
            "message": message.map(JSONValue.integer), "purpose": purpose.map(JSONValue.string),
            "reference": reference.map(JSONValue.string),
            "given": given.isEmpty
                ? nil
                : .object(
                    given.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }),
        ])
    }

    fileprivate init(restoring node: JSONNode) throws(RestoreFault) {
        var given: [String: String] = [:]
        if let members = node["given"]?.members {
            for (name, value) in members {
                guard let name = name.string else { throw RestoreFault("given") }
                given[name] = try value.text()
            }
        }
        self.init(
            agency: try node.agency("by"), person: node["person"]?.string,
            question: try node.text("question"),
            thread: node["txn"] == nil ? nil : try node.thread("txn"),
            message: node["message"]?.integer, purpose: node["purpose"]?.string,
            reference: node["reference"]?.string, given: given)
    }
}
