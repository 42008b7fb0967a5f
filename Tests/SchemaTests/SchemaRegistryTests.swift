// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

@Suite struct `A schema registry` {
    private func place(_ pointer: String) throws -> SchemaPlace {
        SchemaPlace(file: "file.json", pointer: try JSONPointer(parsing: pointer))
    }

    private func load(_ text: String, name: String = "file.json") throws -> SchemaRegistry {
        try SchemaRegistry(
            loading: [SchemaSource(name: name, document: try Compiling.document(text))])
    }

    @Test func `finds a schema by its URI only`() throws {
        let registry = try Compiling.registry(["{\"title\":\"one\"}", "{}"])
        #expect(registry.schemas.map(\.id) == [Compiling.id, Compiling.id + "/1"])
        #expect(registry.schema(Compiling.id)?.title == "one")
        #expect(registry.schema("file.json") == nil)
    }

    @Test func `gives the annotations of a schema's root`() throws {
        let schema = try Compiling.schema(
            "{\"title\":\"T\",\"x-baton\":{\"opens\":true},\"examples\":[{\"a\":1}]}")
        #expect(schema.annotation("x-baton")?["opens"]?.boolean == true)
        #expect(schema.annotation("x-other") == nil)
        #expect(schema.examples.map { $0["a"]?.integer } == [1])
        #expect(schema.root.kind == .object)
    }

    @Test(arguments: ["definitions", "dependencies", "$recursiveRef", "minimumm", "X-Y", ""])
    func `refuses a keyword that it does not have, by name`(_ keyword: String) throws {
        #expect(
            throws: SchemaError.unknownKeyword(keyword, at: try place("/properties/a/\(keyword)"))
        ) {
            try Compiling.schema("{\"properties\":{\"a\":{\"\(keyword)\":1}}}")
        }
    }

    @Test func `takes no example and no constant for a schema`() throws {
        _ = try Compiling.schema(
            "{\"examples\":[{\"pattern\":1}],\"const\":{\"pattern\":1},\"x-any\":{\"pattern\":1},"
                + "\"enum\":[{\"pattern\":1}],\"properties\":{\"pattern\":{}},\"default\":{\"q\":1}}"
        )
    }

    @Test func `refuses what is no schema`() throws {
        #expect(throws: SchemaError.notASchema(at: try place("/not"))) {
            try Compiling.schema("{\"not\":3}")
        }
        #expect(throws: SchemaError.notASchema(at: try place(""))) { try load("[]") }
        #expect(throws: SchemaError.notASchema(at: try place("/allOf/1"))) {
            try Compiling.schema("{\"allOf\":[{},null]}")
        }
    }

    @Test func `refuses a schema without a URI or in another dialect`() throws {
        let draft7 = "http://json-schema.org/draft-07/schema#"
        #expect(throws: SchemaError.missingID(at: try place(""))) {
            try load("{\"$schema\":\"\(Compiling.dialect)\"}")
        }
        #expect(throws: SchemaError.missingID(at: try place(""))) {
            try load("{\"$schema\":\"\(Compiling.dialect)\",\"$id\":\"https://example.org/a#b\"}")
        }
        #expect(throws: SchemaError.otherDialect(at: try place(""))) {
            try load("{\"$id\":\"https://example.org/a\"}")
        }
        #expect(throws: SchemaError.unknownDialect(draft7, at: try place(""))) {
            try load("{\"$schema\":\"\(draft7)\",\"$id\":\"https://example.org/a\"}")
        }
    }

    @Test func `lets a file's name stand in for its URI`() throws {
        let text =
            "{\"$schema\":\"\(Compiling.dialect)\",\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":false}}"
        let registry = try load(text, name: "https://example.org/by-name")
        #expect(try registry.schema("https://example.org/by-name")?.violations(in: "1").count == 1)
    }

    @Test func `refuses two schemas of one URI`() throws {
        let source = try Compiling.source("{}", id: "https://example.org/a")
        #expect(throws: SchemaError.duplicateURI("https://example.org/a", at: try place(""))) {
            try SchemaRegistry(loading: [source, source])
        }
        #expect(throws: SchemaError.duplicateURI(Compiling.id + "#x", at: try place("/$defs/b"))) {
            try Compiling.schema(
                "{\"$defs\":{\"a\":{\"$anchor\":\"x\"},\"b\":{\"$anchor\":\"x\"}}}")
        }
    }

    @Test(arguments: [
        ("type", "3", "/type"), ("type", "\"text\"", "/type"), ("type", "[]", "/type"),
        ("required", "\"a\"", "/required"), ("required", "[\"a\",\"a\"]", "/required/1"),
        ("minLength", "-1", "/minLength"), ("minLength", "1.5", "/minLength"),
        ("maximum", "\"1\"", "/maximum"), ("multipleOf", "0", "/multipleOf"),
        ("enum", "1", "/enum"), ("allOf", "[]", "/allOf"), ("properties", "[]", "/properties"),
        ("uniqueItems", "1", "/uniqueItems"), ("$ref", "1", "/$ref"), ("format", "1", "/format"),
        ("$defs", "{\"a\":{\"not\":{\"title\":1}}}", "/$defs/a/not/title"),
        ("dependentRequired", "{\"a\":[1]}", "/dependentRequired/a/0"),
        ("pattern", "1", "/pattern"), ("$dynamicAnchor", "\"1\"", "/$dynamicAnchor"),
    ])
    func `refuses a schema that does not hold to its metaschema`(
        _ name: String, _ value: String, _ pointer: String
    ) throws {
        let error = #expect(throws: SchemaError.self) {
            try Compiling.schema("{\"\(name)\":\(value)}")
        }
        guard case .invalidSchema(let violations, let place) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(place == (try self.place("")))
        #expect(violations.map(\.instance.description) == [pointer])
        #expect(
            violations.allSatisfy { $0.schema.hasPrefix("https://json-schema.org/draft/2020-12/") })
    }

    @Test(arguments: [
        ("pattern", "\"(\"", "is no regular expression"),
        ("multipleOf", String(repeating: "1", count: 1_025), "a number of at most 1024 digits"),
    ])
    func `refuses a keyword that its metaschema allows and Baton cannot run`(
        _ name: String, _ value: String, _ expected: String
    ) throws {
        let error = #expect(throws: SchemaError.self) {
            try Compiling.schema("{\"\(name)\":\(value)}")
        }
        #expect(error?.description.contains(expected) == true)
    }

    @Test func `refuses a format that it cannot check`() throws {
        let error = SchemaError.unknownFormat("tel", at: try place("/format"))
        #expect(throws: error) { try Compiling.schema("{\"format\":\"tel\"}") }
        #expect("\(error)".contains("date, date-time, uri, uuid"))
    }

    @Test(arguments: [
        "#/$defs/absent", "#absent", "https://example.org/absent", "#/examples/0", "#/$defs",
        "#/%zz", "absent#/$defs/a",
    ])
    func `refuses a reference that leads to no loaded schema`(_ reference: String) throws {
        #expect(throws: SchemaError.unresolvedReference(reference, at: try place("/$ref"))) {
            try Compiling.schema(
                "{\"$ref\":\"\(reference)\",\"$defs\":{\"a\":{}},\"examples\":[{}]}")
        }
    }

    @Test(arguments: [
        ("{\"$ref\":\"#\"}", ""),
        (
            "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},"
                + "\"b\":{\"anyOf\":[{},{\"$ref\":\"#/$defs/a\"}]}}}",
            "/$defs/a"
        ),
        ("{\"not\":{\"if\":true,\"else\":{\"$ref\":\"#\"}}}", ""),
        ("{\"properties\":{\"a\":{\"oneOf\":[{\"$ref\":\"#/properties/a\"}]}}}", "/properties/a"),
    ])
    func `refuses references that go round without end`(_ text: String, _ pointer: String) throws {
        #expect(throws: SchemaError.endlessReference(at: try place(pointer))) {
            try Compiling.schema(text)
        }
    }

    @Test func `bears a chain of references longer than a stack could`() throws {
        let count = 2_000
        let links = (0..<count).map {
            "\"d\($0)\":{\"minimum\":0,\"$ref\":\"#/$defs/d\($0 + 1)\"}"
        }
        let chain =
            "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
            + "\(links.joined(separator: ",")),\"d\(count)\":{\"const\":1}}}"
        let schema = try Compiling.schema(chain)
        #expect(
            try schema.violations(in: "1").map(\.sentence).first?.contains("512 schemas") == true)
        #expect(throws: SchemaError.self) {
            try Compiling.schema(
                chain.replacing(
                    "\"d\(count)\":{\"const\":1}", with: "\"d\(count)\":{\"$ref\":\"#\"}"))
        }
    }

    @Test func `follows references to pointers, anchors and other files`() throws {
        let other =
            "{\"$defs\":{\"n\":{\"$anchor\":\"number\",\"type\":\"number\"},\"a/b%\":{\"type\":\"string\"}}}"
        let schema = try Compiling.schema(
            "{\"properties\":{\"a\":{\"$ref\":\"schema/1#number\"},"
                + "\"b\":{\"$ref\":\"\(Compiling.id)/1#/$defs/a~1b%25\"},"
                + "\"c\":{\"$ref\":\"/schema/./x/../1#/$defs/n\"},\"d\":{\"$ref\":\"#\"}}}",
            and: [other])
        #expect(try schema.violations(in: "{\"a\":1,\"b\":\"x\",\"c\":2,\"d\":{\"d\":{}}}").isEmpty)
        let found = try schema.violations(
            in: "{\"a\":\"\",\"b\":1,\"c\":\"\",\"d\":{\"d\":{\"a\":\"\"}}}")
        #expect(found.map { "\($0.instance)" } == ["/a", "/b", "/c", "/d/d/a"])
        #expect(Set(found.map(\.schema)) == [Compiling.id + "/1"])
    }

    @Test func `keeps schemas apart that carry their own URI inside a file`() throws {
        let schema = try Compiling.schema(
            "{\"$ref\":\"inner\",\"$defs\":{\"i\":{\"$id\":\"inner\",\"$ref\":\"#/$defs/x\","
                + "\"$defs\":{\"x\":{\"type\":\"null\"}}},"
                + "\"x\":{\"type\":\"string\"}}}")
        #expect(try schema.violations(in: "null").isEmpty)
        #expect(try schema.violations(in: "\"\"").first?.schema == "https://example.org/inner")
    }

    @Test func `says in each refusal where it is and what to do`() throws {
        let error = SchemaError.unknownKeyword("pattern", at: try place("/a"))
        #expect(
            "\(error)" == "file.json#/a is the keyword “pattern”, which Baton does not have; "
                + "leave it out, or call it x-… when it only tells people something.")
        #expect("\(SchemaError.missingID(at: try place("")))".contains("$id"))
        #expect("\(SchemaError.tooManySubschemas(limit: 5))".contains("5"))
    }
}
