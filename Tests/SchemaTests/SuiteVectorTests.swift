// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Testing
import Wire

/// The official suite, as far as its schemas keep to the keywords that Baton has.
@Suite struct `The JSON Schema test suite` {
    private static let folder = "json-schema-test-suite/tests/draft2020-12"

    @Test func `agrees about every schema that can be loaded`() throws {
        for file in Vectors.files(under: Self.folder) where isAboutKeywords(file) {
            try run(file)
        }
    }

    @Test func `agrees about the formats that Baton has`() throws {
        let names = ["date", "date-time", "uri", "uuid"]
        for file in Vectors.files(under: "\(Self.folder)/optional/format")
        where names.contains(String(file.name.dropLast(".json".count))) {
            try run(file)
        }
    }

    /// In the required part `format` asserts nothing; Baton always asserts.
    private func isAboutKeywords(_ file: VectorFile) -> Bool {
        !file.path.contains("/optional/") && file.name != "format.json"
    }

    private func run(_ file: VectorFile) throws {
        var (right, cases, leftOut) = (0, 0, 0)
        let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
        for group in root.elements {
            let tests = Array(try #require(group["tests"]).elements)
            guard let schema = try load(try #require(group["schema"])) else {
                leftOut += tests.count
                continue
            }
            for test in tests {
                let isValid = schema.violations(in: try #require(test["data"])).isEmpty
                cases += 1
                if isValid == test["valid"]?.boolean {
                    right += 1
                } else {
                    Issue.record("\(file.path): \(test["description"]?.string ?? "")")
                }
            }
        }
        Vectors.report(file.path, right: right, of: cases)
        Vectors.reportLeftOut(file.path, leftOut, because: "the schema is refused at load")
        #expect(right == cases)
    }

    /// The schema, or nil when it is refused because Baton lacks what it needs.
    private func load(_ schema: JSONNode) throws -> CompiledSchema? {
        let document = try JSONDocument(parsing: schema.canonical, limits: .schema)
        let source = SchemaSource(name: "https://suite.example/schema", document: document)
        do throws(SchemaError) {
            return try SchemaRegistry(loading: [source]).schemas.first
        } catch {
            switch error {
            case .unknownKeyword, .unknownFormat, .unresolvedReference, .otherDialect: return nil
            default: throw error
            }
        }
    }
}
