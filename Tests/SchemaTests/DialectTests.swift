// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

/// What `$schema` and `$vocabulary` make of a schema.
@Suite struct `A dialect` {
    private static let vocabularies = "https://json-schema.org/draft/2020-12/vocab/"
    private static let standard = "https://json-schema.org/draft/2020-12/schema"

    private func source(_ name: String, _ text: String) throws -> SchemaSource {
        SchemaSource(name: name, document: try JSONDocument(parsing: text, limits: .schema))
    }

    /// A metaschema with some of the standard's vocabularies, and some others.
    private func metaschema(
        _ name: String, _ known: [String], others: String = "", more: String = "",
        dialect: String = standard
    ) throws -> SchemaSource {
        let list = known.map { "\"\(Self.vocabularies)\($0)\":true" }.joined(separator: ",")
        return try source(
            name,
            "{\"$schema\":\"\(dialect)\",\"$id\":\"\(name)\",\"$vocabulary\":{\(list)\(others)}\(more)}"
        )
    }

    private func load(
        _ text: String, _ remotes: [SchemaSource], _ options: SchemaOptions = .standard
    ) throws -> CompiledSchema {
        let registry = try SchemaRegistry(
            loading: [try source("https://example.org/s", text)], remotes: remotes,
            options: options)
        return try #require(registry.schemas.first)
    }

    @Test func `has the keywords of its vocabularies and no others`() throws {
        let plain = try metaschema("https://example.org/m", ["core", "applicator"])
        let schema = try load(
            "{\"$schema\":\"https://example.org/m\",\"minimum\":3,\"items\":{\"type\":\"null\"},"
                + "\"not\":{\"required\":[\"a\"],\"properties\":{\"a\":false}}}", [plain])
        #expect(try schema.violations(in: "1").count == 1)
        #expect(try schema.violations(in: "[1]").count == 1)
        #expect(try schema.violations(in: "{\"a\":1}").isEmpty)
    }

    @Test func `is refused when it requires a vocabulary that nobody knows`() throws {
        let uri = "https://example.org/v"
        let required = try metaschema(
            "https://example.org/m", ["core"], others: ",\"\(uri)\":true")
        let optional = try metaschema(
            "https://example.org/m", ["core", "validation"], others: ",\"\(uri)\":false")
        let text = "{\"$schema\":\"https://example.org/m\",\"type\":\"null\"}"
        let place = SchemaPlace(file: "https://example.org/s", pointer: JSONPointer())
        #expect(throws: SchemaError.unknownVocabulary(uri, at: place)) {
            try load(text, [required])
        }
        #expect(try load(text, [optional]).violations(in: "1").count == 1)
        var options = SchemaOptions.standard
        options.annotationVocabularies = [uri]
        _ = try load(text, [required], options)
    }

    @Test func `asserts formats when its metaschema says so`() throws {
        let asserting = try metaschema("https://example.org/m", ["core", "format-assertion"])
        let text = "{\"$schema\":\"https://example.org/m\",\"format\":\"date\"}"
        #expect(try load(text, [asserting]).violations(in: "\"x\"").count == 1)
        #expect(try load("{\"format\":\"date\"}", []).violations(in: "\"x\"").isEmpty)
        var options = SchemaOptions.standard
        options.formatAssertion = true
        #expect(try load("{\"format\":\"date\"}", [], options).violations(in: "\"x\"").count == 1)
        #expect(try load("{\"format\":\"none\"}", [], options).violations(in: "\"x\"").isEmpty)
        #expect(throws: SchemaError.self) {
            try load("{\"$schema\":\"https://example.org/m\",\"format\":\"none\"}", [asserting])
        }
    }

    @Test func `holds its schemas to its metaschema`() throws {
        let own = try metaschema(
            "https://example.org/m", ["core", "validation"],
            more: ",\"properties\":{\"x-level\":{\"maximum\":3}}")
        let text = { (level: Int) in
            "{\"$schema\":\"https://example.org/m\",\"x-level\":\(level)}"
        }
        _ = try load(text(3), [own])
        let error = #expect(throws: SchemaError.self) { try load(text(4), [own]) }
        #expect(
            error?.description
                == "https://example.org/s#/x-level does not hold to its metaschema: "
                + "4 must be at most 3.")
    }

    @Test func `of our own may add annotations that are checked, in a strict catalogue`() throws {
        let uri = "https://example.org/v"
        let all = [
            "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation",
            "content",
        ]
        let own = try metaschema(
            "https://example.org/m", all, others: ",\"\(uri)\":true",
            more: ",\"$dynamicAnchor\":\"meta\",\"allOf\":[{\"$ref\":\"\(Self.standard)\"}],"
                + "\"properties\":{\"x-level\":{\"type\":\"integer\"}}")
        let text = { (level: String) in
            "{\"$schema\":\"https://example.org/m\",\"$id\":\"https://example.org/s\","
                + "\"properties\":{\"a\":{\"x-level\":\(level),\"minLength\":1}}}"
        }
        var options = SchemaOptions.catalogue
        options.annotationVocabularies = [uri]
        let registry = try SchemaRegistry(
            loading: [own, try source("s", text("1"))], options: options)
        #expect(registry.schemas.count == 2)
        #expect(try registry.schemas[1].violations(in: #"{"a":""}"#).count == 1)
        let error = #expect(throws: SchemaError.self) {
            try SchemaRegistry(loading: [own, try source("s", text("\"1\""))], options: options)
        }
        #expect(error?.description.contains("s#/properties/a/x-level does not hold") == true)
        #expect(throws: SchemaError.self) {
            try SchemaRegistry(loading: [own, try source("s", text("1"))])
        }
    }

    @Test func `may be described by metaschemas above each other, up to a limit`() throws {
        let chain = { (count: Int) in
            try (0..<count).map {
                try metaschema(
                    "https://example.org/m\($0)", ["core"],
                    dialect: $0 + 1 < count ? "https://example.org/m\($0 + 1)" : Self.standard)
            }
        }
        let text = "{\"$schema\":\"https://example.org/m0\"}"
        _ = try load(text, try chain(8))
        #expect(throws: SchemaError.tooManyMetaschemas(limit: 8)) { try load(text, try chain(9)) }
    }

    @Test func `may be described by itself`() throws {
        let own = try metaschema(
            "https://example.org/m", ["core"], dialect: "https://example.org/m")
        _ = try load("{\"$schema\":\"https://example.org/m\"}", [own])
    }

    @Test func `that Baton does not have is refused where something refers to it only`() throws {
        let old = "http://json-schema.org/draft-07/schema#"
        let remote = try source("https://example.org/old", "{\"$schema\":\"\(old)\",\"type\":1}")
        #expect(try load("{\"type\":\"null\"}", [remote]).violations(in: "1").count == 1)
        let place = SchemaPlace(file: "https://example.org/old", pointer: JSONPointer())
        #expect(throws: SchemaError.unknownDialect(old, at: place)) {
            try load("{\"$ref\":\"old\"}", [remote])
        }
        let embedded = "\"$defs\":{\"o\":{\"$id\":\"o\",\"$schema\":\"\(old)\",\"items\":[1]}}"
        _ = try load("{\(embedded)}", [])
        #expect(throws: SchemaError.self) { try load("{\"$ref\":\"o\",\(embedded)}", []) }
    }

    @Test func `of a schema inside another may be its own`() throws {
        let plain = try metaschema("https://example.org/m", ["core", "applicator"])
        let schema = try load(
            "{\"items\":{\"$id\":\"i\",\"$schema\":\"https://example.org/m\",\"type\":5,"
                + "\"items\":false}}", [plain])
        #expect(try schema.violations(in: "[1]").isEmpty)
        #expect(try schema.violations(in: "[[1]]").count == 1)
    }
}

/// What a schema may refer to.
@Suite struct `A reference` {
    private func load(_ text: String, _ options: SchemaOptions = .standard) throws -> CompiledSchema
    {
        let document = try JSONDocument(parsing: text, limits: .schema)
        let registry = try SchemaRegistry(
            loading: [SchemaSource(name: "https://example.org/s", document: document)],
            options: options)
        return try #require(registry.schemas.first)
    }

    @Test func `may lead into keywords that nobody knows, as the standard has it`() throws {
        let schema = try load(
            ##"{"$ref":"#/a/b","a":{"b":{"type":"null","$ref":"#/a/c"},"c":{"not":{"const":1}}}}"##)
        #expect(try schema.violations(in: "null").isEmpty)
        #expect(try schema.violations(in: "1").count == 2)
    }

    @Test func `may lead to the standard's own metaschema`() throws {
        let schema = try load(#"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"#)
        #expect(try schema.violations(in: #"{"type":"null"}"#).isEmpty)
        #expect(try !schema.violations(in: #"{"properties":{"a":{"type":"nul"}}}"#).isEmpty)
    }

    @Test func `that leads nowhere matters only where it can be reached`() throws {
        let text = ##"{"$defs":{"a":{"$ref":"#/nowhere"}}}"##
        _ = try load(text)
        let error = #expect(throws: SchemaError.self) {
            try Compiling.schema(text)
        }
        #expect(error?.description.contains("leads to no schema that was loaded") == true)
    }

    @Test func `without a dialect and a URI goes by the name of the file`() throws {
        let document = try JSONDocument(parsing: ##"{"items":{"$ref":"#"}}"##)
        let registry = try SchemaRegistry(
            loading: [SchemaSource(name: "some file.json", document: document)],
            options: .standard)
        #expect(try registry.schemas[0].violations(in: "[[]]").isEmpty)
        #expect(registry.schemas[0].id == "some file.json")
    }
}
