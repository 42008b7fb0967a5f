// SPDX-License-Identifier: Apache-2.0

import Schema
import Testing
import Wire

@Suite struct `A keyword` {
    /// Schema, values that hold to it, values that do not.
    private static let examples: [(schema: String, good: [String], bad: [String])] = [
        (
            #"{"type":"integer"}"#, ["1", "1.0", "1e2", "-0", "100e-2"],
            ["1.5", "\"1\"", "1e-1", "true"]
        ),
        (#"{"type":["string","null"]}"#, ["\"\"", "null"], ["0", "[]", "{}", "false"]),
        (#"{"type":"boolean"}"#, ["true", "false"], ["null", "0"]),
        (#"{"type":"number"}"#, ["0", "1.5"], ["\"0\""]),
        (
            #"{"enum":["a",1,{"k":[1.0]}]}"#, ["\"a\"", "1.0", "10e-1", #"{"k":[1]}"#],
            ["\"b\"", "2", "{}"]
        ),
        (#"{"enum":["\u00e9"]}"#, ["\"\u{E9}\""], ["\"e\u{301}\""]),
        (#"{"const":0.1}"#, ["0.1", "1e-1"], ["0.10000000000000001", "\"0.1\""]),
        (#"{"const":{"a":1,"b":2}}"#, [#"{"b":2,"a":1}"#], [#"{"a":1}"#]),
        (#"{"required":["a","b"]}"#, [#"{"a":1,"b":null}"#, "[]"], ["{}", #"{"a":1}"#]),
        (
            #"{"dependentRequired":{"a":["b"]}}"#, ["{}", #"{"b":1}"#, #"{"a":1,"b":1}"#],
            [#"{"a":1}"#]
        ),
        (
            #"{"properties":{"a":{"type":"string"}}}"#, ["{}", #"{"b":1}"#, "1"],
            [#"{"a":1}"#, #"{"\u0061":1}"#]
        ),
        (
            #"{"properties":{"a":{}},"additionalProperties":false}"#, [#"{"a":1}"#, "{}"],
            [#"{"b":1}"#]
        ),
        (#"{"additionalProperties":{"type":"null"}}"#, [#"{"b":null}"#], [#"{"b":1}"#]),
        (#"{"items":{"type":"string"}}"#, ["[]", #"["a"]"#, "{}"], [#"["a",1]"#]),
        (
            #"{"prefixItems":[{"type":"string"}],"items":{"type":"null"}}"#,
            ["[]", #"["a",null]"#], ["[1]", #"["a",1]"#]
        ),
        (#"{"minItems":1,"maxItems":2}"#, ["[1]", "[1,2]", "1"], ["[]", "[1,2,3]"]),
        (
            #"{"uniqueItems":true}"#, ["[1,2]", "[true,1]", #"["1",1]"#, "[]"],
            ["[1,1.0]", #"[{"a":1,"b":2},{"b":2,"a":1}]"#]
        ),
        (
            #"{"minLength":2,"maxLength":3}"#, [#""ab""#, #""😀😀""#, #""\ud83d\ude00\u0041""#, "1"],
            [#""a""#, #""😀""#, #""abcd""#]
        ),
        (
            #"{"minimum":1,"maximum":2.5}"#, ["1", "1.0", "2.5", "25e-1", "\"0\""],
            ["0.9999999999999999999999", "2.50000000000000000001", "-3"]
        ),
        (
            #"{"exclusiveMinimum":-1,"exclusiveMaximum":1e1}"#, ["0", "9.99", "-0.5"],
            ["-1", "-1.0", "10", "11", "-2"]
        ),
        (#"{"allOf":[{"type":"string"},{"minLength":1}]}"#, ["\"a\""], ["\"\"", "1"]),
        (#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, ["\"a\"", "null"], ["1"]),
        (#"{"oneOf":[{"type":"integer"},{"minimum":2}]}"#, ["1", "2.5"], ["3", "1.5"]),
        (#"{"not":{"type":"string"}}"#, ["1"], ["\"\""]),
        (
            #"{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}"#,
            [#"{"a":1,"b":1}"#, #"{"c":1}"#], [#"{"a":1}"#, "{}", #"{"b":1}"#]
        ),
        (#"{"then":false,"else":false}"#, ["1"], []),
        (
            #"{"minProperties":1,"maxProperties":2}"#, [#"{"a":1}"#, "[]"],
            ["{}", #"{"a":1,"b":1,"c":1}"#]
        ),
        (
            #"{"multipleOf":0.01}"#, ["1", "0.07", "4.35", "1e400", "-0.5", "\"a\""],
            ["0.001", "1e-400", "1.005"]
        ),
        (
            #"{"multipleOf":123456789012345678901}"#,
            ["0", "246913578024691357802", "1234567890123456789010"],
            ["1", "123456789012345678900"]
        ),
        (#"{"multipleOf":3}"#, ["3e30", "9.0"], ["1e30", "10"]),
        (#"{"maximum":1e400}"#, ["1e400", "9e399", "-1e999"], ["1.1e400", "1e401"]),
        (#"{"const":1e400}"#, ["1e400", "10e399"], ["1e401", "1"]),
        (#"{"const":100000000000000000000.0}"#, ["100000000000000000000", "1e20"], ["1e21"]),
        (
            #"{"patternProperties":{"^a":{"type":"null"}},"additionalProperties":false}"#,
            [#"{"ab":null}"#, "{}"], [#"{"ab":1}"#, #"{"b":null}"#]
        ),
        (#"{"propertyNames":{"maxLength":1}}"#, [#"{"a":1}"#, "{}"], [#"{"ab":1}"#]),
        (
            #"{"contains":{"type":"null"}}"#, ["[null]", "[1,null,2]", "{}"], ["[]", "[1]"]
        ),
        (
            #"{"contains":{"type":"null"},"minContains":2,"maxContains":3}"#,
            ["[null,null]", "[null,1,null,null]"], ["[null]", "[null,null,null,null]", "[]"]
        ),
        (#"{"contains":{"type":"null"},"minContains":0}"#, ["[]", "[1]"], []),
        (#"{"minContains":2,"maxContains":0}"#, ["[]", "[1]"], []),
        (
            #"{"dependentSchemas":{"a":{"required":["b"]}}}"#, [#"{"b":1}"#, #"{"a":1,"b":1}"#],
            [#"{"a":1}"#]
        ),
        (
            #"{"properties":{"a":true},"allOf":[{"properties":{"b":true}}],"#
                + #""unevaluatedProperties":false}"#,
            [#"{"a":1,"b":1}"#, "{}"], [#"{"c":1}"#]
        ),
        (
            #"{"anyOf":[{"properties":{"a":{"type":"null"}},"required":["a"]},"#
                + #"{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}"#,
            [#"{"a":null}"#, #"{"b":1}"#, #"{"a":null,"b":1}"#], [#"{"a":1,"b":1}"#, "{}"]
        ),
        (
            #"{"not":{"not":{"properties":{"a":true}}},"unevaluatedProperties":false}"#, ["{}"],
            [#"{"a":1}"#]
        ),
        (
            #"{"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":true,"#
                + #""else":{"properties":{"b":true}},"unevaluatedProperties":{"type":"null"}}"#,
            [#"{"a":1,"c":null}"#, #"{"b":1}"#], [#"{"a":2}"#, #"{"a":1,"b":1}"#]
        ),
        (
            #"{"allOf":[{"unevaluatedProperties":{"type":"number"}}],"properties":{"a":true}}"#,
            [#"{"a":1}"#], [#"{"a":""}"#]
        ),
        (
            #"{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":{"type":"null"}}"#,
            [#"[1,"a",null]"#], [#"[1,"a",2]"#, "[1]"]
        ),
        (
            #"{"anyOf":[{"prefixItems":[true,{"type":"null"}]},{"prefixItems":[true]}],"#
                + #""unevaluatedItems":false}"#,
            ["[1]", "[1,null]"], ["[1,2]", "[1,null,2]"]
        ),
        (
            ##"{"$defs":{"t":{"type":"string"}},"items":{"$ref":"#/$defs/t","minLength":1}}"##,
            [#"["a"]"#], [#"[""]"#, "[1]"]
        ),
        (
            ##"{"$dynamicAnchor":"n","properties":{"c":{"$dynamicRef":"#n"}},"type":"object"}"##,
            [#"{"c":{"c":{}}}"#], [#"{"c":{"c":1}}"#]
        ),
        (#"{"items":false}"#, ["[]"], ["[1]"]),
        (#"{"items":true}"#, ["[1]"], []),
    ]

    @Test(arguments: examples)
    func `lets through what holds to it and nothing else`(
        _ text: String, _ good: [String], _ bad: [String]
    ) throws {
        let schema = try Compiling.schema(text)
        for value in good { #expect(try schema.violations(in: value).isEmpty, "\(text) \(value)") }
        for value in bad { #expect(try !schema.violations(in: value).isEmpty, "\(text) \(value)") }
    }

    private static let formats: [(name: String, good: [String], bad: [String])] = [
        (
            "date", ["2024-02-29", "2000-02-29", "2026-12-31"],
            [
                "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-1-01",
                "26-01-01", "2026-01-01 ", "٢٠٢٦-٠١-٠١", "",
            ]
        ),
        (
            "date-time",
            [
                "2026-11-23T14:05:00Z", "2026-11-23t14:05:00.123z", "2026-11-23T14:05:00+05:30",
                "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.5-08:00",
            ],
            [
                "2026-11-23 14:05:00Z", "2026-11-23T14:05:00", "2026-11-23T24:00:00Z",
                "2026-11-23T14:60:00Z", "2026-11-23T14:05:61Z", "2026-11-23T14:05:60Z",
                "2026-11-23T14:05:00.Z", "2026-11-23T14:05:00+24:00", "2026-11-23T14:05:00+5:30",
                "2026-11-23T14:05Z",
            ]
        ),
        (
            "uuid",
            ["0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01", "0199C1F0-8F3E-7C11-9A55-3F0E2D7C1A01"],
            [
                "0199c1f08f3e7c119a553f0e2d7c1a01", "0199c1f0-8f3e-7c11-9a55-3f0e2d7c1a0",
                "g199c1f0-8f3e-7c11-9a55-3f0e2d7c1a01", "0199c1f0-8f3e-7c11-9a553-f0e2d7c1a01",
            ]
        ),
        (
            "uri",
            [
                "https://a.example/b?c=%20#d", "urn:ietf:rfc:8935", "http://[::1]:80/",
                "http://[v1.a:b]/", "mailto:a@b", "http://u:p@h:1/", "a:",
                "http://[1:2:3:4:5:6:1.2.3.4]/",
            ],
            [
                "//a.example", "/a", "a", ":a", "1a:b", "http://a b/", "http://a/%2",
                "http://a/<b>", "http://[::1/", "http://[1::2::3]/", "http://h:x/", "http://é/",
                "http://a#b#c",
            ]
        ),
    ]

    @Test(arguments: formats)
    func `for a format asserts it`(_ name: String, _ good: [String], _ bad: [String]) throws {
        let schema = try Compiling.schema("{\"format\":\"\(name)\"}")
        for text in good {
            #expect(try schema.violations(in: JSONValue.string(text).text).isEmpty, "\(text)")
        }
        for text in bad {
            #expect(try schema.violations(in: JSONValue.string(text).text).count == 1, "\(text)")
        }
        #expect(try schema.violations(in: "12").isEmpty)
    }

    @Test func `tells many names of one length apart, and long ones`() throws {
        let codes = (0..<500).map { String(1_000 + $0) }
        let long = (0..<50).map { String(repeating: "x", count: 70) + String(100 + $0) }
        let lengths = (0..<70).map { String(repeating: "y", count: $0) }
        let names = codes + long + lengths
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        let schema = try Compiling.schema("{\"enum\":[\(list)]}")
        for name in names { #expect(try schema.violations(in: "\"\(name)\"").isEmpty) }
        for name in ["1500", "0999", "100", long[0].dropLast() + "x", lengths[69] + "y"] {
            #expect(try !schema.violations(in: "\"\(name)\"").isEmpty, "\(name)")
        }
    }

    @Test func `counts more evaluated members than a word has bits`() throws {
        let members = (0..<200).map { "\"m\($0)\":1" }
        let names = (0..<199).map { "\"m\($0)\":true" }.joined(separator: ",")
        let schema = try Compiling.schema(
            "{\"allOf\":[{\"properties\":{\(names)}}],\"unevaluatedProperties\":false}")
        let all = try schema.violations(in: "{\(members.joined(separator: ","))}")
        #expect(all.map { "\($0.instance)" } == ["/m199"])
        #expect(
            try schema.violations(in: "{\(members.dropLast().joined(separator: ","))}").isEmpty)
    }

    @Test func `compares names by code point, never by what looks alike`() throws {
        let schema = try Compiling.schema(
            "{\"properties\":{\"\u{E9}\":{\"type\":\"null\"}},\"required\":[\"\u{E9}\"],"
                + "\"additionalProperties\":{\"type\":\"string\"}}")
        #expect(try schema.violations(in: "{\"\u{E9}\":null,\"e\u{301}\":\"\"}").isEmpty)
        #expect(try schema.violations(in: "{\"e\u{301}\":\"\"}").count == 1)
        #expect(try schema.violations(in: "{\"\\u00e9\":null}").isEmpty)
    }

    @Test(arguments: ["oneOf", "anyOf"])
    func `offers alternatives that one member decides between`(_ keyword: String) throws {
        let alternative = { (value: String, name: String) in
            "{\"required\":[\"k\",\"\(name)\"],\"properties\":{\"k\":\(value)}}"
        }
        let alternatives = [
            alternative("{\"const\":\"a\"}", "x"), alternative("{\"enum\":[\"b\",\"c\"]}", "y"),
            alternative("{\"const\":\"d\"}", "z"), "{\"required\":[\"w\"]}",
        ]
        let schema = try Compiling.schema(
            "{\"\(keyword)\":[\(alternatives.joined(separator: ","))]}")
        for good in [
            #"{"k":"a","x":1}"#, #"{"y":1,"k":"c"}"#, #"{"k":"d","z":1}"#, #"{"w":1}"#,
            #"{"k":1,"w":1}"#, #"{"k":"e","w":1}"#,
        ] {
            #expect(try schema.violations(in: good).isEmpty, "\(good)")
        }
        for bad in [#"{"k":"a","y":1}"#, #"{"k":"e"}"#, "{}", #"{"k":1}"#, #"{"x":1}"#] {
            #expect(try !schema.violations(in: bad).isEmpty, "\(bad)")
        }
        let both = try schema.violations(in: #"{"k":"a","x":1,"w":1}"#)
        #expect(both.isEmpty == (keyword == "anyOf"))
    }
}
