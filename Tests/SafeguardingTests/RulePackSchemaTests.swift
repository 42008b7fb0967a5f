// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Safeguarding
import Schema
import Testing
import Wire

@Suite struct `The schema of rule packs` {
    static func schema() throws -> CompiledSchema {
        let path = "config/rules/rule-pack.schema.json"
        let bytes = [UInt8](try Data(contentsOf: Checkout.file(path)))
        let document = try JSONDocument(parsing: bytes, limits: .schema)
        let registry = try SchemaRegistry(loading: [SchemaSource(name: path, document: document)])
        return try #require(registry.schema("https://w3id.org/baton/schema/rule-pack/1.0.0"))
    }

    private static func isValid(_ yaml: String) throws -> Bool {
        let node = try SourceNode(yaml: yaml, file: "p.yaml")
        let document = try JSONDocument(parsing: Array(json(node).utf8), limits: .schema)
        return try schema().accepts(document.root)
    }

    /// What a file says, written as JSON.
    private static func json(_ node: SourceNode) -> String {
        switch node.content {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let text): text
        case .text(let text): quoted(text)
        case .items(let items): "[" + items.map(json).joined(separator: ",") + "]"
        case .entries(let entries):
            "{" + entries.map { quoted($0.name) + ":" + json($0.value) }.joined(separator: ",")
                + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let bytes = (try? JSONEncoder().encode(text)) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: Shipped.packs)
    func `holds of each pack that ships`(name: String) throws {
        #expect(try Self.isValid(Shipped.rulesText(name)))
    }

    @Test func `holds of packs that say all that there is to say`() throws {
        #expect(try Self.isValid(`A rule pack`.text))
        #expect(try Self.isValid(`A rule`.text))
    }

    /// What the schema cannot see: two places that must fit one another.
    private static func isBeyondSchema(_ fault: String) -> Bool {
        [
            "no role of this pack", "stands twice", "with a duty and without one",
            "is not after", "outside office hours and the pack has none", "is before",
            "tells `owed_to` and names nobody", "names a day there is not",
        ].contains { fault.contains($0) }
    }

    @Test(arguments: `A rule that says what it must not`.wrong)
    func `refuses what the reader refuses`(text: String, other: String, fault: String) throws {
        let changed = `A rule`.text.replacing(text, with: other, maxReplacements: 1)
        #expect(throws: SourceFaults.self) { try RulePack(reading: changed, file: "p.yaml") }
        if !Self.isBeyondSchema(fault) { #expect(try !Self.isValid(changed), "\(fault)") }
    }

    @Test(arguments: `A rule pack`.wrong)
    func `refuses every broken pack`(text: String, other: String, fault: String) throws {
        let changed = `A rule pack`.text.replacing(text, with: other, maxReplacements: 1)
        #expect(throws: SourceFaults.self) { try RulePack(reading: changed, file: "p.yaml") }
        if !Self.isBeyondSchema(fault) { #expect(try !Self.isValid(changed), "\(fault)") }
    }
}
