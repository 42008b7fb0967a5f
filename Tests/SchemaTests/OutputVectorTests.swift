// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Testing
import Wire

/// The parts of the official suite that are about what is told, not only about the verdict.
@Suite struct `The output of a schema` {
    private static let outputs = Vectors.files(
        under: "json-schema-test-suite/output-tests/draft2020-12/content")
    private static let annotations = Vectors.files(
        under: "json-schema-test-suite/annotations/tests")

    @Test func `has the form that the suite asks for`() throws {
        for file in Self.outputs {
            var (right, cases) = (0, 0)
            let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
            for (number, group) in root.elements.enumerated() {
                let schema = try load(group["schema"], "https://suite.example/\(number)")
                for test in group["tests"]?.elements.map({ $0 }) ?? [] {
                    let data = try #require(test["data"])
                    for (format, wanted) in test["output"]?.members.map({ $0 }) ?? [] {
                        let asked: SchemaOutput.Format = format.isString("flag") ? .flag : .basic
                        let output = schema.output(for: data, asked)
                        let text = try JSONDocument(parsing: output.json.text, limits: .schema)
                        let shape = try load(wanted, "https://suite.example/wanted")
                        cases += 1
                        let found = shape.violations(in: text.root)
                        if found.isEmpty { right += 1 }
                        #expect(found == [], "\(file.name) \(output.json.text)")
                    }
                }
            }
            Vectors.report(file.path, right: right, of: cases)
        }
    }

    @Test func `has the annotations that the suite asks for`() throws {
        for file in Self.annotations {
            var (right, cases) = (0, 0)
            let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
            for group in root["suite"]?.elements.map({ $0 }) ?? [] where isOurs(group) {
                let remotes = try group["externalSchemas"]?.members.map {
                    SchemaSource(
                        name: $0.name.string ?? "",
                        document: try JSONDocument(parsing: $0.value.text, limits: .schema))
                }
                let schema = try load(group["schema"], "https://suite.example/s", remotes ?? [])
                for test in group["tests"]?.elements.map({ $0 }) ?? [] {
                    let output = schema.output(for: try #require(test["instance"]), .basic)
                    for assertion in test["assertions"]?.elements.map({ $0 }) ?? [] {
                        cases += 1
                        let isRight = hasWhat(assertion, output, schema)
                        if isRight { right += 1 }
                        #expect(
                            isRight,
                            "\(file.name): \(group["description"]?.string ?? ""): \(output.json.text)"
                        )
                    }
                }
            }
            Vectors.report(file.path, right: right, of: cases)
        }
    }

    /// `compatibility` names the oldest dialect, or with `<=` the newest, or with `=` the only one.
    private func isOurs(_ group: JSONNode) -> Bool {
        let rules = (group["compatibility"]?.string ?? "").split(separator: ",")
        return rules.allSatisfy { rule in
            if rule.hasPrefix("<=") { return Int(rule.dropFirst(2)) ?? 0 >= 2020 }
            if rule.hasPrefix("=") { return Int(rule.dropFirst(1)) == 2020 }
            return Int(rule) ?? 0 <= 2020
        }
    }

    private func hasWhat(
        _ assertion: JSONNode, _ output: SchemaOutput, _ schema: CompiledSchema
    ) -> Bool {
        let (location, keyword) = (
            assertion["location"]?.string ?? "", assertion["keyword"]?.string ?? ""
        )
        var told: [String: JSONValue] = [:]
        for unit in output.units where unit.instanceLocation.description == location {
            guard let annotation = unit.annotation, unit.keywordLocation.tokens.last == keyword
            else { continue }
            let place = unit.absoluteKeywordLocation.dropLast(keyword.count + 1)
            told[inDocument(String(place), schema)] = annotation.value
        }
        let wanted = assertion["expected"]?.members.map { ($0.name.string ?? "", $0.value.value) }
        return told.count == wanted?.count
            && wanted?.allSatisfy { place, value in
                told[place] == value
            } == true
    }

    /// A place as the suite names it: from the root of the file, whatever has a URI of its own there.
    private func inDocument(_ place: String, _ schema: CompiledSchema) -> String {
        let (resource, pointer) = (
            place.prefix { $0 != "#" }, place.drop { $0 != "#" }.dropFirst()
        )
        let inner = schema.root["$defs"]?.members.first {
            $0.value["$id"]?.string.map { resource.hasSuffix("/" + $0) } == true
        }
        return "#" + (inner?.name.string.map { "/$defs/" + $0 } ?? "") + pointer
    }

    private func load(
        _ schema: JSONNode?, _ name: String, _ remotes: [SchemaSource] = []
    ) throws -> CompiledSchema {
        let text = try #require(schema).text
        let source = SchemaSource(
            name: name, document: try JSONDocument(parsing: text, limits: .schema))
        let shape = Vectors.files(
            under: "json-schema-test-suite/output-tests/draft2020-12", ending: "output-schema.json")
        let more = try shape.map {
            SchemaSource(
                name: "https://json-schema.org/draft/2020-12/output/schema",
                document: try JSONDocument(parsing: $0.bytes, limits: .schema))
        }
        let registry = try SchemaRegistry(
            loading: [source], remotes: remotes + more, options: .standard)
        return try #require(registry.schemas.first)
    }
}
