// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Schema
import Testing
import Wire

/// The schemas in `schemas/`, as they ship.
enum Shipped {
    static func registry() throws -> SchemaRegistry {
        try SchemaRegistry(loading: try sources())
    }

    static func sources() throws -> [SchemaSource] {
        let folder = Checkout.file("schemas")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") && !$0.contains("/golden/") }.sorted()
        return try names.map { name in
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            return SchemaSource(
                name: name, document: try JSONDocument(parsing: bytes, limits: .schema))
        }
    }

    /// The schemas of message types; shared definitions, code lists and annotations are none.
    static func types() throws -> [CompiledSchema] {
        try registry().schemas.filter { $0.annotation("x-baton") != nil }
    }

    /// A payload as a message carries it.
    static func payload(_ value: JSONValue) throws -> JSONNode {
        try JSONDocument(parsing: value.canonical).root
    }
}

@Suite struct `The shipped schemas` {
    private static let base = "https://w3id.org/baton/"

    @Test func `go by the URIs that their places say`() throws {
        for source in try Shipped.sources() {
            let path = source.name.dropLast(".json".count)
            #expect(source.document.root["$id"]?.string == Self.base + "schema/\(path)")
        }
        #expect(try !Shipped.types().isEmpty)
    }

    @Test func `have a title and a description for every member that a form could show`() throws {
        let registry = try Shipped.registry()
        for schema in registry.schemas where schema.annotation("x-baton") != nil {
            for member in SchemaOutline(of: schema, in: registry).members {
                let place = "\(schema.id) \(member.path.joined(separator: "/"))"
                #expect(member.title?.isEmpty == false, "\(place)")
                #expect(member.meaning?.isEmpty == false, "\(place)")
            }
        }
    }

    @Test func `say of each type what routing and audits need`() throws {
        for schema in try Shipped.types() {
            let baton = try #require(schema.annotation("x-baton"))
            let name = try #require(schema.id.split(separator: "/").dropLast().last)
            let major = try #require(
                schema.id.split(separator: "/").last?.split(separator: ".").first)
            #expect(baton["event"]?.string == Self.base + "event/\(name)/v\(major)")
            let kind = try #require(baton["kind"]?.string)
            #expect(["referral", "request", "record", "answer", "notice"].contains(kind))
            for flag in ["addressed_only", "opens", "issued_by_broker"] {
                #expect(baton[flag]?.boolean != nil, "\(schema.id) \(flag)")
            }
            #expect(baton["answers"]?.kind == .array)
            if kind == "answer" { #expect((baton["answers"]?.count ?? 0) > 0) }
            if kind == "notice" { #expect(baton["answers"]?.count == 0) }
        }
    }

    @Test func `find their particulars in their own examples`() throws {
        for schema in try Shipped.types() {
            let particulars = try #require(schema.annotation("x-baton")?["particulars"])
            #expect(particulars.count > 0)
            for (name, pointer) in particulars.members {
                let pointer = try JSONPointer(parsing: try #require(pointer.string))
                let example = try #require(schema.examples.first)
                let kind = try #require(example.at(pointer)?.kind, "\(schema.id) \(pointer)")
                #expect(
                    [.string, .number, .true, .false].contains(kind),
                    "\(schema.id) \(name.string ?? "")")
            }
        }
    }

    @Test func `accept their own examples, with members that nobody knows`() throws {
        for schema in try Shipped.types() {
            #expect(schema.examples.count == 1)
            for example in schema.examples {
                #expect(schema.violations(in: example) == [])
                #expect(example["schema"]?.string == schema.id)
                var members = try #require(example.value.members)
                members.append(JSONMember("supplier_extra", ["x": 1]))
                #expect(try schema.violations(in: Shipped.payload(.object(members))) == [])
            }
        }
    }

    @Test func `name exactly the member that is missing`() throws {
        for schema in try Shipped.types() {
            let example = try #require(schema.examples.first)
            for path in try paths(in: example.value) {
                let payload = try Shipped.payload(example.value.removing(path))
                let found = schema.violations(in: payload)
                let pointer = JSONPointer(tokens: path)
                #expect(
                    found.isEmpty || found.map(\.instance) == [pointer], "\(schema.id) \(pointer)")
            }
            for name in try #require(schema.root["required"]).elements {
                let name = try #require(name.string)
                let payload = try Shipped.payload(example.value.removing([name]))
                let found = schema.violations(in: payload).map(\.instance)
                #expect(found == [JSONPointer(tokens: [name])], "\(schema.id)")
            }
        }
    }

    @Test func `ask of what opens a matter all that routing and law need`() throws {
        let schema = try #require(
            try Shipped.registry().schema(Self.base + "schema/referral.made/1.0.0"))
        let found = try schema.violations(in: Shipped.payload([:])).map { "\($0.instance)" }
        #expect(
            Set(found) == [
                "/referral_source", "/concern_summary", "/concern_categories", "/child_location",
                "/referrer_contact", "/sender_role", "/purpose", "/lawful_basis", "/urgency",
                "/subjects",
            ])
        let subject = try Shipped.payload(["subjects": [["id": "x"]]])
        let inside = schema.violations(in: subject).map { "\($0.instance)" }.filter {
            $0.hasPrefix("/subjects")
        }
        #expect(
            Set(inside) == [
                "/subjects/0/id", "/subjects/0/name", "/subjects/0/sex", "/subjects/0/identifiers",
                "/subjects/0/date_of_birth",
            ])
    }

    @Test func `ask of every answer what it answers`() throws {
        for schema in try Shipped.types()
        where schema.annotation("x-baton")?["kind"]?.string == "answer" {
            let found = try schema.violations(in: Shipped.payload([:])).map { "\($0.instance)" }
            #expect(found.contains("/in_reply_to") && found.contains("/sender_role"))
            #expect(!found.contains("/subjects") && !found.contains("/urgency"))
            let reply = try schema.violations(in: Shipped.payload(["in_reply_to": [:]]))
            let inside = reply.map { "\($0.instance)" }.filter { $0.hasPrefix("/in_reply_to") }
            #expect(inside == ["/in_reply_to/iss", "/in_reply_to/jti", "/in_reply_to/digest"])
        }
    }

    @Test func `never show what is said about a child`() throws {
        let schema = try #require(
            try Shipped.registry().schema(Self.base + "schema/referral.made/1.0.0"))
        let example = try #require(schema.examples.first).value
        let secret = "Sarah"
        let spoilt: [JSONValue] = [
            example.setting(["subjects", "0", "sex"], to: .string(secret)),
            example.setting(["subjects", "0", "date_of_birth"], to: .string(secret)),
            example.setting(["subjects", "0", "date_of_birth", "date"], to: .string(secret)),
            example.setting(["subjects", "0", "identifiers", "0", "value"], to: [.string(secret)]),
            example.setting(["child_location"], to: [.string(secret)]),
            example.setting(["referrer_contact"], to: [.string(secret)]),
        ]
        for payload in spoilt {
            let found = try schema.violations(in: Shipped.payload(payload))
            #expect(!found.isEmpty)
            #expect(found.allSatisfy { !$0.sentence.contains(secret) }, "\(found)")
        }
    }

    @Test func `let an unborn child and a withheld referrer through`() throws {
        let schema = try #require(
            try Shipped.registry().schema(Self.base + "schema/referral.made/1.0.0"))
        let child: JSONValue = [
            "id": "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a02", "identifier_absent_reason": "unborn",
            "name": ["family_name": ["Example"]], "expected_date_of_birth": "2027-02-01",
            "sex": "U",
        ]
        let payload = try #require(schema.examples.first).value
            .setting(["subjects"], to: [child])
            .setting(["referrer_contact"], to: "withheld")
            .setting(["caveats"], to: ["restricted-operation"])
        #expect(try schema.violations(in: Shipped.payload(payload)) == [])
        let other = payload.setting(["referrer_contact"], to: "none")
        #expect(
            try schema.violations(in: Shipped.payload(other)).map { "\($0.instance)" } == [
                "/referrer_contact"
            ])
    }

    @Test func `ask of a notice what its kind needs`() throws {
        let schema = try #require(
            try Shipped.registry().schema(Self.base + "schema/broker.notified/1.0.0"))
        let notice: JSONValue = ["kind": "excluded", "what_to_do": "Telephone."]
        let found = try schema.violations(in: Shipped.payload(notice)).map { "\($0.instance)" }
        #expect(found == ["/about", "/excluded"])
        let digest: JSONValue = ["kind": "digest", "what_to_do": "Poll.", "counts": ["unread": 3]]
        #expect(try schema.violations(in: Shipped.payload(digest)) == [])
    }

    /// The way to every member of a value and of what it contains.
    private func paths(in value: JSONValue) throws -> [[String]] {
        switch value {
        case .object(let members):
            try members.flatMap { member in
                try [[member.name]] + paths(in: member.value).map { [member.name] + $0 }
            }
        case .array(let elements):
            try elements.enumerated().flatMap { number, element in
                try paths(in: element).map { [String(number)] + $0 }
            }
        default: []
        }
    }
}

extension JSONValue {
    /// The value without the member at the end of a way.
    func removing(_ path: [String]) -> JSONValue { changing(path[...]) { nil } }

    /// The value with another one at the end of a way.
    func setting(_ path: [String], to value: JSONValue) -> JSONValue {
        changing(path[...]) { value }
    }

    private func changing(_ path: ArraySlice<String>, _ new: () -> JSONValue?) -> JSONValue {
        guard let token = path.first else { return new() ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(let members):
            return .object(
                members.compactMap { member in
                    guard member.name == token else { return member }
                    if rest.isEmpty { return new().map { JSONMember(token, $0) } }
                    return JSONMember(token, member.value.changing(rest, new))
                })
        case .array(let elements):
            return .array(
                elements.enumerated().map { number, element in
                    String(number) == token ? element.changing(rest, new) : element
                })
        default: return self
        }
    }
}
