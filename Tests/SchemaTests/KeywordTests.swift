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
}
