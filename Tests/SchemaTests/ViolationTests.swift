// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

@Suite struct `A violation` {
    private func lines(_ schema: String, _ value: String) throws -> [String] {
        try Compiling.schema(schema).violations(in: value).map(\.description)
    }

    @Test func `points at a missing member where it would be`() throws {
        let schema = try Compiling.schema(
            #"{"properties":{"a/b":{"items":{"required":["x","y"]}}}}"#)
        let found = try schema.violations(in: #"{"a/b":[{"x":1},{}]}"#)
        #expect(found.map { "\($0.instance)" } == ["/a~1b/0/y", "/a~1b/1/x", "/a~1b/1/y"])
        #expect(Set(found.map { "\($0.keyword)" }) == ["/properties/a~1b/items/required"])
        #expect(found.first?.sentence == "The member “y” is missing; add it.")
        #expect(found.first?.schema == Compiling.id)
    }

    @Test func `comes with all the others at once`() throws {
        let schema =
            #"{"type":"object","required":["a","b"],"properties":{"c":{"type":"string"},"#
            + #""d":{"enum":[1]},"e":{"items":{"minLength":2}}}}"#
        #expect(
            try lines(schema, #"{"c":1,"d":2,"e":["a","bb","c"],"z":0}"#) == [
                "/a: The member “a” is missing; add it.",
                "/b: The member “b” is missing; add it.",
                "/c: This is a number; expected is string.",
                "/d: 2 is none of the allowed values: 1.",
                "/e/0: This string has 1 characters; at least 2 are expected.",
                "/e/2: This string has 1 characters; at least 2 are expected.",
            ])
    }

    @Test func `is told once when two ways lead to it`() throws {
        let schema =
            ##"{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"string"}}}"##
        #expect(try lines(schema, "1") == [": This is a number; expected is string."])
    }

    @Test func `is seen from the value and not from the document around it`() throws {
        let schema = try Compiling.schema(#"{"properties":{"a":{"type":"null"}}}"#)
        let payload = try #require(
            try Compiling.document(#"{"events":{"u":{"a":1}}}"#).root["events"]?["u"])
        #expect(schema.violations(in: payload).map { "\($0.instance)" } == ["/a"])
    }

    @Test func `shows a short coded value and never a sensitive or long one`() throws {
        #expect(
            try lines(#"{"enum":["a"]}"#, #""b""#) == [
                #": "b" is none of the allowed values: "a"."#
            ])
        #expect(
            try lines(#"{"enum":["a"],"x-sensitive":true}"#, #""b""#)
                == [#": This is none of the allowed values: "a"."#])
        let long = "\"\(String(repeating: "b", count: 41))\""
        #expect(
            try lines(#"{"enum":["a"]}"#, long) == [#": This is none of the allowed values: "a"."#])
        #expect(
            try lines(
                #"{"x-sensitive":true,"properties":{"d":{"format":"date"}}}"#, #"{"d":"1 May"}"#)
                == ["/d: This is not a date such as 2026-11-23."])
        #expect(
            try lines(#"{"properties":{"d":{"format":"date"}}}"#, #"{"d":"1 May"}"#)
                == [#"/d: "1 May" is not a date such as 2026-11-23."#])
        #expect(try lines(#"{"type":"number","maximum":3}"#, "4") == [": 4 must be at most 3."])
        #expect(
            try lines(#"{"maxLength":1}"#, #""secret""#)
                == [": This string has 6 characters; at most 1 are allowed."])
    }

    @Test func `shows no value that any other schema calls sensitive`() throws {
        let schema =
            #"{"allOf":[{"properties":{"a":{"enum":["x"]},"b":{"items":{"enum":["x"]}}}},"#
            + #"{"properties":{"a":{"x-sensitive":true},"b":{"x-sensitive":true}}}],"#
            + #""properties":{"c":{"enum":["x"]}}}"#
        #expect(
            try lines(schema, #"{"a":"y","b":["y"],"c":"y"}"#) == [
                #"/c: "y" is none of the allowed values: "x"."#,
                #"/a: This is none of the allowed values: "x"."#,
                #"/b/0: This is none of the allowed values: "x"."#,
            ])
    }

    @Test func `lists so many allowed values and counts the rest`() throws {
        let codes = (1...30).map(String.init).joined(separator: ",")
        #expect(
            try lines("{\"enum\":[\(codes)]}", "0").first?.hasSuffix("23, 24 and 6 more.") == true)
    }

    @Test func `of alternatives says what is wrong with each`() throws {
        let members = #"{"anyOf":[{"required":["a"]},{"required":["b"]}]}"#
        #expect(
            try lines(members, "{}")
                == ["/a: One of these members is missing: “a”, “b”; add one."])
        #expect(
            try lines(#"{"anyOf":[{"type":"null"},{"const":"x"}]}"#, "1") == [
                ": None of the alternatives fits: This is a number; expected is null. "
                    + "Or else: 1 is not the only allowed value, which is \"x\"."
            ])
        #expect(
            try lines(#"{"oneOf":[{},{"type":"number"}]}"#, "1")
                == [": This fits 2 of 2 alternatives; it must fit exactly one."])
        #expect(
            try lines(#"{"not":{"title":"a person's name"}}"#, "1")
                == [": This must not be a person's name."])
    }

    @Test func `points at a repeated element and at what may not be there`() throws {
        #expect(
            try lines(#"{"uniqueItems":true}"#, "[5,6,5]")
                == ["/2: This element equals element 0; each may stand here once."])
        let closed = try Compiling.schema(#"{"properties":{"a":{}},"additionalProperties":false}"#)
        let found = try closed.violations(in: #"{"a":1,"b":1}"#)
        #expect(found.map(\.description) == ["/b: Nothing may stand here; leave it out."])
        #expect(found.map { "\($0.keyword)" } == ["/additionalProperties"])
    }

    @Test func `names the way to its keyword and the keyword's own place`() throws {
        let schema = try Compiling.schema(
            ##"{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"allOf":[{"$ref":"other"}]},"##
                + ##""o":{"$id":"other","items":{"minimum":1,"$comment":"%"},"$defs":{}}}}"##)
        let found = try #require(try schema.violations(in: #"{"a":[0]}"#).first)
        #expect("\(found.instance)" == "/a/0")
        #expect("\(found.keywordLocation)" == "/properties/a/$ref/allOf/0/$ref/items/minimum")
        #expect(found.absoluteKeywordLocation == "https://example.org/other#/items/minimum")
        #expect(found.schema == "https://example.org/other")
        #expect("\(found.keyword)" == "/items/minimum")
    }

    @Test func `has an absolute place that is a URI`() throws {
        let schema = try Compiling.schema(#"{"properties":{"ä %~/":{"type":"null"}}}"#)
        let found = try #require(try schema.violations(in: #"{"ä %~/":1}"#).first)
        #expect(
            found.absoluteKeywordLocation
                == Compiling.id + "#/properties/%C3%A4%20%25~0~1/type")
    }

    @Test func `is told in the basic output with those of alternatives`() throws {
        let schema = try Compiling.schema(
            #"{"anyOf":[{"type":"null"},{"required":["a"]}],"title":"T"}"#)
        let wrong = schema.output(for: try Compiling.document("{}").root, .basic)
        #expect(!wrong.isValid)
        #expect(
            wrong.units.map { "\($0.keywordLocation)" }
                == ["/anyOf/0/type", "/anyOf/1/required", "/anyOf"])
        #expect(wrong.units.allSatisfy { $0.instanceLocation == JSONPointer() })
        let right = schema.output(for: try Compiling.document("null").root, .basic)
        #expect(right.json.text.contains(#""annotation":"T""#))
        #expect(right.units.map(\.absoluteKeywordLocation) == [Compiling.id + "#/title"])
        let flag = schema.output(for: try Compiling.document("{}").root, .flag)
        #expect(flag.json.text == #"{"valid":false}"#)
    }
}

@Suite struct `A limit on checking` {
    @Test func `of violations tells the first ones and that there are more`() throws {
        let schema = try Compiling.schema(#"{"items":false}"#)
        let values = { (count: Int) in
            "[\(Array(repeating: "1", count: count).joined(separator: ","))]"
        }
        #expect(try schema.violations(in: values(256)).count == 256)
        let found = try schema.violations(in: values(257))
        #expect(found.count == 257)
        #expect(found.last?.sentence.hasPrefix("More than 256 things are wrong") == true)
        #expect(found.last?.instance == JSONPointer())
    }

    @Test func `of steps stops a schema that grows without bounds`() throws {
        // Each level applies the next one twice, to the same value: 2^20 steps.
        let levels = (0..<20).map {
            "\"l\($0)\":{\"allOf\":[{\"$ref\":\"#/$defs/l\($0 + 1)\"},{\"$ref\":\"#/$defs/l\($0 + 1)\"}]}"
        }
        let schema = try Compiling.schema(
            "{\"$ref\":\"#/$defs/l0\",\"$defs\":{\(levels.joined(separator: ",")),\"l20\":{}}}")
        let found = try schema.violations(in: "1")
        #expect(found.map(\.sentence).first?.contains("more than 250064 steps") == true)
        #expect(found.count == 1)
        #expect(try !schema.accepts(Compiling.document("1").root))
    }

    @Test func `is not mistaken for a value that a schema excludes`() throws {
        let levels = (0..<20).map {
            "\"l\($0)\":{\"allOf\":[{\"$ref\":\"#/$defs/l\($0 + 1)\"},{\"$ref\":\"#/$defs/l\($0 + 1)\"}]}"
        }
        let schema = try Compiling.schema(
            "{\"not\":{\"$ref\":\"#/$defs/l0\"},\"$defs\":{\(levels.joined(separator: ",")),\"l20\":{}}}"
        )
        #expect(try schema.violations(in: "1").count == 1)
    }

    @Test func `of depth leaves room for the deepest message`() throws {
        let schema = try Compiling.schema(##"{"items":{"allOf":[{"$ref":"#"}]}}"##)
        let text = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(try schema.violations(in: text).isEmpty)
    }

    @Test func `lets a message of the greatest size through`() throws {
        let schema = try Compiling.schema(
            #"{"items":{"type":"integer","minimum":0},"uniqueItems":true}"#)
        let text = "[\((0..<9_999).map(String.init).joined(separator: ","))]"
        #expect(schema.violations(in: try JSONDocument(parsing: text).root).isEmpty)
    }
}
